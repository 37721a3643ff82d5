package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.claims.KnownResults.State;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.StoreException;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes announced endpoints and tells the store what became of it. Not thread-safe: used by the thread of a
 * {@link ProbeLoop}; only {@link #running} may be called by others.
 */
final class ReachabilityProcessor implements ProbeLoop.Work<AnnouncedEndpoint> {
    private static final Logger LOG = LoggerFactory.getLogger(ReachabilityProber.class);

    /** How often the clock learns whether the machine slept. */
    private static final long CATCH_UP_MILLIS = 1_000;

    private final ReachabilityOptions options;
    private final TableKeys keys;
    private final KnownResults known;
    private final OwnAnnounces overUdp;
    private final BeliefGate gate;
    private final Dialer dialer;
    private final ReachabilityStats stats;
    private final SeedWatch seeds;
    private final ResultWaits waits;
    private final ProbeBudget budget;
    private final Rechecks rechecks;
    private final LogLimiter limiter = new LogLimiter();

    /** The probes that are running; at most as many as the budget allows. */
    private final Map<Endpoint, Attempt> attempts = new HashMap<>();

    private long caughtUpMillis;
    private volatile int running;
    private boolean inDoubt;

    ReachabilityProcessor(
            ReachabilityOptions options,
            TableKeys keys,
            KnownResults known,
            OwnAnnounces overUdp,
            BeliefGate gate,
            Dialer dialer,
            ReachabilityStats stats,
            SeedWatch seeds,
            ResultWaits waits) {
        this.options = options;
        this.keys = keys;
        this.known = known;
        this.overUdp = overUdp;
        this.gate = gate;
        this.dialer = dialer;
        this.stats = stats;
        this.seeds = seeds;
        this.waits = waits;
        this.budget = new ProbeBudget(options.limits(), keys);
        this.rechecks = new Rechecks(options.times().soon().toMillis());
    }

    /** Returns how many probes are running. */
    int running() {
        return running;
    }

    @Override
    public void handle(AnnouncedEndpoint announced) {
        Attempt running = attempts.get(announced.endpoint());
        boolean awaited = false;
        try {
            awaited = running == null ? act(announced) : running.add(announced);
        } finally {
            if (!awaited) {
                waits.end(announced.host());
            }
        }
    }

    /** Does what an announce calls for. Returns whether it has begun a probe. */
    private boolean act(AnnouncedEndpoint announced) {
        Endpoint endpoint = announced.endpoint();
        long now = options.clock().millis();
        long entry = known.find(key(endpoint));
        switch (known.step(entry, announced.reported(), announced.stalled(), gate.isOpen(now), now)) {
            case NOTHING -> {}
            case PROBE -> {
                return probe(new Attempt(announced), now);
            }
            case ADOPT -> {
                boolean reached = announced.reported() == Reachability.REACHED;
                State state = reached ? State.REACHED : State.FAILED_ELSEWHERE;
                return !known.adopt(key(endpoint), state, options.random(), now) && probe(new Attempt(announced), now);
            }
            case MARK_REACHED -> mark(announced.torrent(), endpoint, Reachability.REACHED, now);
            case MARK_NOT_REACHED -> mark(announced.torrent(), endpoint, Reachability.NOT_REACHED, now);
            case MARK_UNKNOWN -> {
                if (KnownResults.state(entry) == State.FAILED) {
                    // So that the failure does not count again when the tracker's own IPv6 works again.
                    known.put(key(endpoint), State.WITHDRAWN, false, now);
                }
                mark(announced.torrent(), endpoint, Reachability.UNKNOWN, now);
            }
        }
        return false;
    }

    @Override
    public void tick() {
        long now = options.clock().millis();
        if (now - caughtUpMillis >= CATCH_UP_MILLIS) {
            SteadyClock.catchUp(options.clock());
            now = options.clock().millis();
            caughtUpMillis = now;
        }
        for (Attempt due; (due = rechecks.pollDue(now)) != null; ) {
            if (!attempts.containsKey(due.endpoint())) {
                var unused = probe(due, now);
            }
        }
        seeds.tick(now);
        warnIfInDoubt();
    }

    @Override
    public void recordFailure(Throwable failure) {
        stats.countFailure();
        if (limiter.tryAcquire()) {
            try {
                LOG.warn("A probe or its result is lost: {}", StoreException.describe(failure));
                LOG.debug("The last one in full", failure);
            } catch (Throwable e) {
                // Without memory for a log line the probes go on all the same: the failure is counted.
            }
        }
    }

    /** Begins a probe. Returns false if the budget forbids it; then nothing has happened. */
    private boolean probe(Attempt attempt, long now) {
        Endpoint endpoint = attempt.endpoint();
        ProbeRefusal refusal = budget.tryAcquire(endpoint, endpoint, now);
        if (refusal != null) {
            stats.countRefusal(refusal);
            return false;
        }
        attempt.budgetNumber(budget.lastNumber());
        attempts.put(endpoint, attempt);
        running = attempts.size();
        stats.countProbe();
        boolean asksUtp = provesUtp(endpoint);
        attempt.begin(asksUtp);
        try {
            dialer.handshake(endpoint, attempt.infoHash(), null, (outcome, local) -> endTcp(attempt, outcome, local));
        } catch (Throwable e) {
            var unused = attempt.takeHosts(); // the caller ends the wait
            attempt.conclude();
            release(attempt);
            throw e;
        }
        if (asksUtp && !attempt.isConcluded()) {
            askUtp(attempt);
        }
        return true;
    }

    private void askUtp(Attempt attempt) {
        try {
            attempt.endOfUtp(dialer.utp(attempt.endpoint(), (answer, from) -> endUtp(attempt, answer, from)));
        } catch (Throwable e) {
            recordFailure(e);
            endUtp(attempt, ProbeOutcome.NOT_TRIED, null);
        }
    }

    private void endTcp(Attempt attempt, ProbeOutcome outcome, @Nullable SocketAddress local) {
        attempt.overTcp(new Attempt.Result(outcome, local));
        concludeIfCertain(attempt);
    }

    private void endUtp(Attempt attempt, ProbeOutcome outcome, @Nullable SocketAddress local) {
        attempt.overUtp(new Attempt.Result(outcome, local));
        concludeIfCertain(attempt);
    }

    /** An announce over UDP that came meanwhile may have opened a firewall for the answer over uTP. */
    private void concludeIfCertain(Attempt attempt) {
        Attempt.Result result = attempt.result(provesUtp(attempt.endpoint()));
        if (result == null || attempt.isConcluded()) {
            return;
        }
        // First of all, so that a failure below leaves nothing taken.
        attempt.conclude();
        release(attempt);
        try {
            record(attempt, result.outcome(), result.local());
        } finally {
            attempt.takeHosts().forEach(waits::end);
            attempt.takeDeferred().forEach(this::handleDeferred);
        }
    }

    private void handleDeferred(AnnouncedEndpoint announced) {
        try {
            handle(announced);
        } catch (Throwable e) {
            recordFailure(e);
        }
    }

    /**
     * Returns whether an answer over uTP proves something. A firewall lets in what comes from an address to which its host
     * has sent, and clients announce over UDP from the port that they listen on.
     */
    private boolean provesUtp(Endpoint endpoint) {
        return options.probeFrom() != null
                || !overUdp.contains(
                        keys.address(endpoint.addressHigh(), endpoint.addressLow()),
                        options.clock().millis());
    }

    private void record(Attempt attempt, ProbeOutcome outcome, @Nullable SocketAddress local) {
        stats.countOutcome(outcome);
        Endpoint endpoint = attempt.endpoint();
        LOG.debug("The probe of {} ended: {}", endpoint, outcome);
        long now = options.clock().millis();
        boolean reached = outcome.reaches();
        tellGate(endpoint, reached, local, now);
        boolean believed = gate.isOpen(now);
        if (outcome == ProbeOutcome.NOT_TRIED && believed) {
            budget.giveBack(attempt.budgetNumber());
            return; // for want of a file descriptor, for example, which says nothing of the host
        }
        long entry = known.find(key(endpoint));
        boolean first = !reached && (entry == KnownResults.NONE || KnownResults.state(entry) == State.REACHED);
        State state = reached ? State.REACHED : believed ? State.FAILED : doubtful(entry);
        known.put(key(endpoint), state, first, now);
        if (first) {
            rechecks.add(attempt, now);
        }
        if (reached || believed) {
            Reachability found = reached ? Reachability.REACHED : Reachability.NOT_REACHED;
            attempt.torrents().forEach(torrent -> mark(torrent, endpoint, found, now));
        }
    }

    /** A host in the tracker's own network proves nothing, and a pinned seed not much, also where it announces. */
    private void tellGate(Endpoint endpoint, boolean reached, @Nullable SocketAddress local, long now) {
        if (!reached) {
            gate.recordFailure();
        } else if (options.targets().isOutside(endpoint, local)) {
            if (seeds.contains(endpoint)) {
                gate.recordSeedReach();
            } else {
                gate.recordReach(now);
            }
        }
    }

    /** Returns the state after a failure that proves nothing. What another tracker found stays. */
    private static State doubtful(long entry) {
        if (entry == KnownResults.NONE) {
            return State.DOUBTED;
        }
        return switch (KnownResults.state(entry)) {
            case FAILED_ELSEWHERE -> State.FAILED_ELSEWHERE;
            case FAILED -> State.WITHDRAWN;
            case REACHED, DOUBTED, WITHDRAWN -> State.DOUBTED;
        };
    }

    private void release(Attempt attempt) {
        budget.release(attempt.endpoint());
        attempts.remove(attempt.endpoint());
        running = attempts.size();
    }

    private void mark(InfoHash torrent, Endpoint endpoint, Reachability found, long now) {
        try {
            options.store().reachability(torrent, endpoint, found, now);
            stats.countMark();
        } catch (Throwable e) {
            recordFailure(e);
        }
    }

    private void warnIfInDoubt() {
        if (gate.isInDoubt() && !inDoubt) {
            inDoubt = true;
            LOG.warn(
                    "The last {} probes reached no host over IPv6 outside this network. Check the tracker's own IPv6. When"
                            + " no probe has reached a host for an hour, no host counts as not reachable.",
                    BeliefGate.PROBES);
        } else if (inDoubt && !gate.isInDoubt()) {
            inDoubt = false;
            LOG.info("Probes reach hosts over IPv6 again");
        }
    }

    private long key(Endpoint endpoint) {
        return keys.endpoint(endpoint.addressHigh(), endpoint.addressLow(), endpoint.port());
    }
}
