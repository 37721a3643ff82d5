package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the pinned seeds every two minutes, over TCP, and logs which ones do not answer. A seed must fail twice in a
 * row, so a single lost packet is no failure. Used by one thread; only {@link #health} may be called by others.
 */
final class SeedWatch {
    static final Duration PERIOD = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ReachabilityProber.class);
    private static final int FAILURES = 2;
    private static final int MAX_AT_ONCE = 64;

    private final ReachabilityOptions options;
    private final BeliefGate gate;
    private final Dialer dialer;
    private final ReachabilityStats stats;
    private final List<Seed> seeds;
    private int running;

    private final class Seed {
        final InfoHash torrent;
        final Endpoint endpoint;
        volatile SeedHealth health;
        long dueMillis = Long.MIN_VALUE;
        int failures;
        boolean isProbing;

        Seed(InfoHash torrent, Endpoint endpoint, Instant now) {
            this.torrent = torrent;
            this.endpoint = endpoint;
            this.health = new SeedHealth(torrent, endpoint, Reachability.UNKNOWN, now);
        }

        void probe(long now) {
            dueMillis = now + PERIOD.toMillis();
            isProbing = true;
            running++;
            try {
                dialer.handshake(endpoint, torrent, null, this::end);
            } catch (Throwable e) {
                release();
                throw e;
            }
        }

        private void end(ProbeOutcome outcome, @Nullable SocketAddress local) {
            release();
            stats.countSeedProbe();
            if (outcome == ProbeOutcome.NOT_TRIED) {
                failures = 0;
                enter(Reachability.UNKNOWN);
            } else if (outcome.reaches()) {
                failures = 0;
                if (endpoint.family() == AddressFamily.IPV6 && options.targets().isOutside(endpoint, local)) {
                    gate.recordReach(options.clock().millis());
                }
                if (enter(Reachability.REACHED) == Reachability.NOT_REACHED) {
                    LOG.info("Your seed {} of {} answers over {} again", endpoint, torrent, family());
                }
            } else if (++failures >= FAILURES && enter(Reachability.NOT_REACHED) != Reachability.NOT_REACHED) {
                LOG.warn(
                        "Your seed {} of {} does not answer over {}: {}", endpoint, torrent, family(), reason(outcome));
            }
        }

        /** Enters a state, and returns the one before. */
        private Reachability enter(Reachability state) {
            Reachability before = health.state();
            if (before != state) {
                health =
                        new SeedHealth(torrent, endpoint, state, options.clock().instant());
            }
            return before;
        }

        private void release() {
            if (isProbing) {
                isProbing = false;
                running--;
            }
        }

        private String family() {
            return endpoint.family() == AddressFamily.IPV6 ? "IPv6" : "IPv4";
        }
    }

    SeedWatch(ReachabilityOptions options, BeliefGate gate, Dialer dialer, ReachabilityStats stats) {
        this.options = options;
        this.gate = gate;
        this.dialer = dialer;
        this.stats = stats;
        Instant now = options.clock().instant();
        List<Seed> all = new ArrayList<>();
        options.seeds()
                .forEach((torrent, endpoints) ->
                        endpoints.forEach(endpoint -> all.add(new Seed(torrent, endpoint, now))));
        this.seeds = List.copyOf(all);
    }

    /** Begins the probes that are due. */
    void tick(long nowMillis) {
        for (Seed seed : seeds) {
            if (running >= MAX_AT_ONCE) {
                return;
            }
            if (!seed.isProbing && nowMillis >= seed.dueMillis) {
                seed.probe(nowMillis);
            }
        }
    }

    /** Returns the state of each endpoint. Thread-safe. */
    List<SeedHealth> health() {
        return seeds.stream().map(seed -> seed.health).toList();
    }

    private static String reason(ProbeOutcome outcome) {
        return switch (outcome) {
            case TIMED_OUT -> "the connection timed out";
            case RESET -> "the connection was reset";
            default -> "the connection was refused, or there is no route";
        };
    }
}
