package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.engine.PinnedSeeds;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the pinned seeds every two minutes, over TCP, and logs which ones do not answer. A seed must fail twice in a
 * row, so a single lost packet is no failure. An endpoint that is pinned to several torrents is dialled once, each time for
 * another one of them. Follows the seeds as they are replaced. Used by one thread; only {@link #health} may be called by
 * others.
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
    private final @Nullable WatchedSeeds source;
    private final Map<Endpoint, Seed> byEndpoint = new LinkedHashMap<>();
    private volatile List<Seed> seeds = List.of();

    /** What is watched now. */
    private @Nullable PinnedSeeds followed;

    private int running;

    /** The seed that comes first at the next tick: the last ones of a long list get their turn, too. */
    private int first;

    private boolean blamedOwnIpv6;

    private final class Seed {
        final Endpoint endpoint;
        volatile SeedHealth health;

        /** The torrents that it is pinned to. */
        List<InfoHash> torrents = List.of();

        boolean isOfAll;
        boolean isRemoved;

        /** The torrent that it was asked for last. */
        private @Nullable InfoHash asked;

        private int round;
        long dueMillis = Long.MIN_VALUE;
        int failures;
        boolean isProbing;
        boolean isNamed;

        Seed(Endpoint endpoint, @Nullable InfoHash first) {
            this.endpoint = endpoint;
            this.health = new SeedHealth(
                    first, endpoint, Reachability.UNKNOWN, options.clock().instant());
        }

        void probe(long now, Supplier<@Nullable InfoHash> anyTorrent) {
            InfoHash torrent = isOfAll ? anyTorrent.get() : null;
            if (torrent == null) {
                if (torrents.isEmpty()) {
                    return; // there is no torrent yet
                }
                torrent = torrents.get(round++ % torrents.size());
            }
            asked = torrent;
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
            if (isRemoved) {
                return;
            }
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
                LOG.info("Your seed {} of {} answers over {} again", endpoint, torrents(), family());
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
                        "Your seed {} of {} does not answer over {}: {}",
                        endpoint,
                        torrents(),
                        family(),
                        reason(outcome));
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
                health = new SeedHealth(asked, endpoint, state, options.clock().instant());
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

        private String torrents() {
            if (isOfAll) {
                return "all torrents";
            }
            return torrents.size() == 1 ? torrents.get(0).toString() : torrents.size() + " torrents";
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
        this.source = options.seeds();
        follow();
    }

    /** Watches the seeds as they are pinned now. What is known of one that stays is kept. */
    private void follow() {
        PinnedSeeds now = source == null ? null : source.pinned().get();
        if (now == null || now == followed) {
            return;
        }
        Map<Endpoint, List<InfoHash>> torrents = new LinkedHashMap<>();
        now.endpoints()
                .forEach((torrent, endpoints) ->
                        endpoints.forEach(endpoint -> torrents.computeIfAbsent(endpoint, unused -> new ArrayList<>())
                                .add(torrent)));
        Set<Endpoint> ofAll = new LinkedHashSet<>(now.endpointsToAll());
        ofAll.forEach(endpoint -> torrents.putIfAbsent(endpoint, List.of()));

        byEndpoint.values().removeIf(seed -> {
            seed.isRemoved = !torrents.containsKey(seed.endpoint);
            return seed.isRemoved;
        });
        torrents.forEach((endpoint, list) -> {
            InfoHash first = list.isEmpty() ? null : list.get(0);
            Seed seed = byEndpoint.computeIfAbsent(endpoint, unused -> new Seed(endpoint, first));
            seed.torrents = list;
            seed.isOfAll = ofAll.contains(endpoint);
        });
        seeds = List.copyOf(byEndpoint.values());
        followed = now;
    }

    /** Begins the probes that are due. */
    void tick(long nowMillis) {
        follow();
        if (source == null) {
            return;
        }
        List<Seed> now = seeds;
        for (int i = 0; i < now.size() && running < MAX_AT_ONCE; i++) {
            first = first % now.size();
            Seed seed = now.get(first++);
            if (!seed.isProbing && nowMillis >= seed.dueMillis) {
                seed.probe(nowMillis, source.anyTorrent());
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
