package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the pinned seeds every two minutes, over TCP, and logs which ones do not answer. A seed must fail twice in a
 * row, so a single lost packet is no failure. An endpoint that is pinned to several torrents is dialled for the first. Used
 * by one thread; only {@link #health} may be called by others.
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
    private final Map<Endpoint, Seed> byEndpoint;
    private final List<Seed> seeds;
    private int running;

    /** The seed that comes first at the next tick: the last ones of a long list get their turn, too. */
    private int first;

    private boolean blamedOwnIpv6;

    private final class Seed {
        final InfoHash torrent;
        final Endpoint endpoint;
        volatile SeedHealth health;
        long dueMillis = Long.MIN_VALUE;
        int failures;
        boolean isProbing;
        boolean isNamed;

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
                enter(Reachability.REACHED);
                answers(local);
            } else if (++failures >= FAILURES) {
                enter(Reachability.NOT_REACHED);
                blame(outcome);
            }
        }

        private void answers(@Nullable SocketAddress local) {
            if (isIpv6()) {
                blamedOwnIpv6 = false;
                if (options.targets().isOutside(endpoint, local)) {
                    gate.recordSeedReach();
                }
            }
            if (isNamed) {
                isNamed = false;
                LOG.info("Your seed {} of {} answers over {} again", endpoint, torrent, family());
            }
        }

        /** Names the seed once. Names the tracker's own IPv6 in place of all seeds where that seems to be the cause. */
        private void blame(ProbeOutcome outcome) {
            if (isNamed) {
                return;
            }
            if (!isIpv6() || gate.isOpen(options.clock().millis()) || anyIpv6SeedAnswers()) {
                isNamed = true;
                LOG.warn(
                        "Your seed {} of {} does not answer over {}: {}", endpoint, torrent, family(), reason(outcome));
            } else if (!blamedOwnIpv6) {
                blamedOwnIpv6 = true;
                LOG.warn(
                        "No pinned seed answers over IPv6, and no probe shows that the tracker's own IPv6 works. Check that"
                                + " first. For {}: {}",
                        endpoint,
                        reason(outcome));
            }
        }

        private void enter(Reachability state) {
            if (health.state() != state) {
                health =
                        new SeedHealth(torrent, endpoint, state, options.clock().instant());
            }
        }

        private boolean isIpv6() {
            return endpoint.family() == AddressFamily.IPV6;
        }

        private void release() {
            if (isProbing) {
                isProbing = false;
                running--;
            }
        }

        private String family() {
            return isIpv6() ? "IPv6" : "IPv4";
        }
    }

    SeedWatch(ReachabilityOptions options, BeliefGate gate, Dialer dialer, ReachabilityStats stats) {
        this.options = options;
        this.gate = gate;
        this.dialer = dialer;
        this.stats = stats;
        Instant now = options.clock().instant();
        this.byEndpoint = new LinkedHashMap<>();
        options.seeds()
                .forEach((torrent, endpoints) -> endpoints.forEach(
                        endpoint -> byEndpoint.computeIfAbsent(endpoint, seed -> new Seed(torrent, seed, now))));
        this.seeds = List.copyOf(byEndpoint.values());
    }

    /** Begins the probes that are due. */
    void tick(long nowMillis) {
        for (int i = 0; i < seeds.size() && running < MAX_AT_ONCE; i++) {
            Seed seed = seeds.get(first);
            first = (first + 1) % seeds.size();
            if (!seed.isProbing && nowMillis >= seed.dueMillis) {
                seed.probe(nowMillis);
            }
        }
    }

    /** Returns whether an endpoint is that of a pinned seed. */
    boolean contains(Endpoint endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    private boolean anyIpv6SeedAnswers() {
        return seeds.stream().anyMatch(seed -> seed.isIpv6() && seed.health.state() == Reachability.REACHED);
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
