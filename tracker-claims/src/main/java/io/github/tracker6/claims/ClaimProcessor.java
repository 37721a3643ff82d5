package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.claims.ClaimTable.Published;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens to each claim, and after each probe. Not thread-safe: used by the thread of {@link ProbeLoop}.
 */
final class ClaimProcessor implements ProbeLoop.Work<Claim> {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);

    private final ClaimOptions options;
    private final TableKeys keys;
    private final OwnAnnounces ownAnnounces;
    private final ClaimTable table;
    private final Dialer dialer;
    private final ClaimStats stats;
    private final ProbeBudget budget;
    private final BackOff backOff;
    private final ClaimAnnouncer announcer;

    /** The latest announce of each host whose probe is running. */
    private final Map<Long, Claim> probing = new HashMap<>();

    ClaimProcessor(
            ClaimOptions options,
            TableKeys keys,
            OwnAnnounces ownAnnounces,
            ClaimTable table,
            Dialer dialer,
            ClaimStats stats,
            ClaimAnnouncer announcer) {
        this.options = options;
        this.keys = keys;
        this.ownAnnounces = ownAnnounces;
        this.table = table;
        this.dialer = dialer;
        this.stats = stats;
        this.budget = new ProbeBudget(options.limits(), keys);
        this.backOff = new BackOff(options.backOff(), options.maxHosts());
        this.announcer = announcer;
    }

    @Override
    public void handle(Claim claim) {
        boolean isProbing = probing.replace(claim.host(), claim) != null;
        if (claim.isStopped()) {
            withdraw(claim, table.remove(claim.host()));
        } else if (!isProbing) {
            ClaimRefusal refusal = decide(claim, options.clock().millis());
            if (refusal != null) {
                refuse(claim, refusal);
            }
        }
    }

    @Override
    public void recordFailure(Throwable failure) {
        announcer.recordFailure(failure);
    }

    private void refuse(Claim claim, ClaimRefusal reason) {
        announcer.recordRefusal(claim.source(), claim.infoHash(), reason);
    }

    private @Nullable ClaimRefusal decide(Claim claim, long now) {
        if (trusts() && options.trusted().stream().noneMatch(block -> block.contains(claim.source()))) {
            return ClaimRefusal.UNTRUSTED;
        }
        if (announcesOverBoth(claim, now)) {
            table.remove(claim.host());
            return ClaimRefusal.HOST_ANNOUNCES;
        }
        Candidates candidates = Candidates.of(claim, trusts());
        Published published = table.ofHost(claim.host(), now);
        if (published != null && candidates.endpoints().contains(published.endpoint())) {
            return renew(claim, published, now);
        }
        ClaimRefusal refusal = candidates.refusal();
        for (Endpoint endpoint : candidates.endpoints()) {
            ClaimRefusal obstacle = obstacle(claim, endpoint, now);
            if (obstacle == null) {
                return trusts() ? publish(claim, endpoint, now) : probe(claim, endpoint, now);
            }
            refusal = obstacle;
        }
        return refusal;
    }

    private @Nullable ClaimRefusal renew(Claim claim, Published published, long now) {
        if (ownAnnounces.contains(published.endpointKey(), now)) {
            table.remove(claim.host());
            return ClaimRefusal.ENDPOINT_ANNOUNCES;
        }
        if (!trusts() && now - published.verifiedMillis() >= options.recheck().toMillis()) {
            return probe(claim, published.endpoint(), now);
        }
        table.put(published.refreshed(now));
        announcer.announce(claim.announceOf(published.endpoint()), claim.next());
        stats.countRefreshed();
        return null;
    }

    private @Nullable ClaimRefusal obstacle(Claim claim, Endpoint endpoint, long now) {
        long endpointKey = keys.endpoint(claim.infoHash(), endpoint);
        if (ownAnnounces.contains(endpointKey, now)) {
            return ClaimRefusal.ENDPOINT_ANNOUNCES;
        }
        if (table.isHeld(endpointKey, claim.peer(), claim.host(), now)) {
            return ClaimRefusal.HELD;
        }
        if (!table.hasRoom(claim.host(), now)) {
            return ClaimRefusal.TABLE_FULL;
        }
        return backOff.isWaiting(keys.peerAt(claim.peer(), endpointKey), now) ? ClaimRefusal.BACKING_OFF : null;
    }

    private @Nullable ClaimRefusal probe(Claim claim, Endpoint endpoint, long now) {
        ProbeRefusal refusal = budget.tryAcquire(claim.source(), endpoint, now);
        if (refusal != null) {
            return ClaimRefusal.of(refusal);
        }
        probing.put(claim.host(), claim);
        stats.countProbe();
        try {
            dialer.handshake(
                    endpoint, claim.infoHash(), claim.peerId(), (outcome, local) -> endProbe(claim, endpoint, outcome));
        } catch (Throwable e) {
            budget.release(claim.source());
            probing.remove(claim.host());
            throw e;
        }
        return null;
    }

    private void endProbe(Claim first, Endpoint endpoint, ProbeOutcome outcome) {
        // First of all, so that a failure below leaves nothing taken.
        budget.release(first.source());
        Claim latest = Objects.requireNonNull(probing.remove(first.host()), "probing");
        long now = options.clock().millis();
        long peerAt = keys.peerAt(first.peer(), keys.endpoint(first.infoHash(), endpoint));
        if (outcome == ProbeOutcome.VERIFIED) {
            backOff.forget(peerAt);
            publishVerified(latest, endpoint, now);
        } else {
            backOff.recordFailure(peerAt, now);
            Published published = table.ofHost(first.host(), now);
            if (published != null && published.endpoint().equals(endpoint)) {
                withdraw(latest, table.remove(first.host()));
            }
        }
        stats.countOutcome(outcome);
        LOG.debug(
                "The probe of {} for {}, claimed by {}, ended: {}",
                endpoint,
                first.infoHash(),
                first.source(),
                outcome);
    }

    /**
     * Publishes a verified endpoint, unless the host has stopped, moved or announced over the other family meanwhile.
     */
    private void publishVerified(Claim latest, Endpoint endpoint, long now) {
        if (latest.isStopped() || !Candidates.of(latest, false).endpoints().contains(endpoint)) {
            return;
        }
        ClaimRefusal refusal =
                announcesOverBoth(latest, now) ? ClaimRefusal.HOST_ANNOUNCES : obstacle(latest, endpoint, now);
        if (refusal == null) {
            refusal = publish(latest, endpoint, now);
        }
        if (refusal != null) {
            refuse(latest, refusal);
        }
    }

    private @Nullable ClaimRefusal publish(Claim claim, Endpoint endpoint, long now) {
        long endpointKey = keys.endpoint(claim.infoHash(), endpoint);
        table.put(new Published(claim.host(), claim.peer(), endpoint, endpointKey, now, now));
        announcer.announce(claim.announceOf(endpoint), claim.next());
        stats.countPublished();
        return null;
    }

    /** Withdraws an endpoint that was removed from the table, unless it announces itself. */
    private void withdraw(Claim claim, @Nullable Published published) {
        if (published == null
                || published.endpoint().family() == claim.source().family()
                || ownAnnounces.contains(
                        published.endpointKey(), options.clock().millis())) {
            return;
        }
        announcer.announce(claim.stopOf(published.endpoint()), claim.next());
        stats.countWithdrawn();
    }

    private boolean announcesOverBoth(Claim claim, long now) {
        return ownAnnounces.contains(
                keys.familyOfHost(claim.host(), claim.source().family().other()), now);
    }

    private boolean trusts() {
        return options.policy() == ClaimPolicy.TRUST;
    }
}
