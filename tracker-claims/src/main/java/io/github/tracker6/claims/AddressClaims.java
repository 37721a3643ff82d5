package io.github.tracker6.claims;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tracker makes of the addresses that clients claim to have, by a {@link ClaimPolicy}. Under {@code VERIFY} and
 * {@code TRUST} it announces the claimed endpoint of the other family on the client's behalf once it may, with the
 * client's peer id and key, so that the tracker links it to its host; it withdraws it when the host stops or a later
 * probe fails. A client without a key is never published, an endpoint that announces itself is nobody's to claim, and a
 * host that announces over both families needs no claim.
 *
 * <p>The claimer's answer does not wait for any of this, nor does it tell of it. Claims are looked at on one daemon
 * thread, from {@link #start()} on; before, and after {@link #close()}, they are worth what they are under {@code PAIR}.
 *
 * <p>Register it behind the interceptors that refuse announces or limit their rate: it acts on what they let through,
 * and what it announces does not pass them. A probe needs a route: a machine without IPv6 verifies no IPv6 claim. What
 * it remembers is not shared between trackers that share a store. Thread-safe.
 */
public final class AddressClaims implements TrackerInterceptor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);

    /** Room for endpoints and sides of hosts that announced themselves lately; 2 MiB. */
    private static final int OWN_ANNOUNCES = 1 << 18;

    private final ClaimOptions options;
    private final ClaimStats stats = new ClaimStats();
    private final ClaimAnnouncer announcer = new ClaimAnnouncer(stats);
    private final ClaimKeys keys;
    private final OwnAnnounces ownAnnounces;
    private final ClaimTable table;
    private volatile @Nullable ClaimLoop loop;
    private boolean closed;

    AddressClaims(ClaimOptions options) {
        this.options = options;
        this.keys = new ClaimKeys(options.random());
        this.ownAnnounces = new OwnAnnounces(acts() ? OWN_ANNOUNCES : OwnAnnounces.MIN_CAPACITY, options.peerTtl());
        this.table = new ClaimTable(options.maxHosts(), options.peerTtl());
    }

    /** Returns a builder with every default. */
    public static AddressClaimsBuilder builder() {
        return new AddressClaimsBuilder();
    }

    /**
     * Starts to look at claims where the policy is {@code VERIFY} or {@code TRUST}; otherwise there is nothing to start.
     * Idempotent.
     *
     * @return this
     * @throws UncheckedIOException if the system has no descriptors left
     */
    public synchronized AddressClaims start() {
        if (acts() && loop == null && !closed) {
            try {
                HandshakeProber prober =
                        HandshakeProber.open(options.connectTimeout(), options.probeTimeout(), options.random());
                ClaimProcessor processor =
                        new ClaimProcessor(options, keys, ownAnnounces, table, prober, stats, announcer);
                ClaimLoop started = new ClaimLoop(prober, processor, announcer);
                started.start();
                loop = started;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    /** Returns the policy. */
    public ClaimPolicy policy() {
        return options.policy();
    }

    /** Returns how many claims and probes of what kind there were. A live view. */
    public ClaimStats stats() {
        return stats;
    }

    /** Returns how many hosts are published by their claims now. */
    public int publishedHosts() {
        return table.size();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(
            AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
        if (options.policy() == ClaimPolicy.IGNORE) {
            request.clearClaims();
        }
        ClaimLoop running = loop;
        CompletionStage<AnnounceResponse> stage = next.announce(request, response);
        if (running == null) {
            return stage;
        }
        if (stage == response.done()) {
            answered(request, response, next, running);
            return stage;
        }
        return stage.whenComplete((answer, failure) -> {
            if (failure == null) {
                answered(request, response, next, running);
            }
        });
    }

    /** Stops looking at claims; what is published expires unless its host announces it. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        ClaimLoop running = loop;
        loop = null;
        if (running != null) {
            running.close();
        }
    }

    private boolean acts() {
        return options.policy() == ClaimPolicy.VERIFY || options.policy() == ClaimPolicy.TRUST;
    }

    private void answered(AnnounceRequest request, AnnounceResponse response, TrackerHandler next, ClaimLoop running) {
        if (response.rejection() != null) {
            return;
        }
        try {
            verifyClaims(request, next, running);
        } catch (RuntimeException e) {
            announcer.failed(e);
        }
    }

    private void verifyClaims(AnnounceRequest request, TrackerHandler next, ClaimLoop running) {
        boolean stopped = request.event() == AnnounceEvent.STOPPED;
        boolean claims = !request.claims().isEmpty() && !stopped;
        InfoHash infoHash = request.infoHash();
        if (!options.torrents().test(infoHash)) {
            refuse(claims, request, ClaimRefusal.TORRENT);
            return;
        }
        remember(keys.endpoint(infoHash, request.source()), stopped);
        if (request.key() == 0) {
            refuse(claims, request, ClaimRefusal.NO_KEY);
            return;
        }
        Claim claim = new Claim(request, next, keys);
        remember(keys.side(claim.host(), request.sourceFamily()), stopped);
        if ((claims || stopped) && !running.offer(claim)) {
            stats.countRefusal(ClaimRefusal.QUEUE_FULL);
        }
    }

    private void refuse(boolean claims, AnnounceRequest request, ClaimRefusal reason) {
        if (claims) {
            stats.countRefusal(reason);
            LOG.debug("A claim of {} for {} led to nothing: {}", request.source(), request.infoHash(), reason);
        }
    }

    private void remember(long name, boolean stopped) {
        if (stopped) {
            ownAnnounces.stopped(name);
        } else {
            ownAnnounces.noteAnnounce(name, options.clock().millis());
        }
    }
}
