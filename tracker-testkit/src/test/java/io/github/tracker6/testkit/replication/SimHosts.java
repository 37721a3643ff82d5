package io.github.tracker6.testkit.replication;

import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.shared.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The hosts of a simulation, and what the nodes should know of them in the end. */
final class SimHosts {
    /** One host in one swarm. */
    private static final class Host {
        private final int swarm;
        private final int number;
        private int tags;
        private boolean completed;
        private boolean stoppedSinceCompleted;
        private @Nullable Endpoint ipv4;
        private @Nullable Endpoint ipv6;
        private Reachability reachability = Reachability.UNKNOWN;
        private final Set<Endpoint> used = new HashSet<>();

        Host(int swarm, int number) {
            this.swarm = swarm;
            this.number = number;
        }

        long tag() {
            return number == 0 ? 0 : 1 + number + 1_000L * swarm + 100_000L * tags;
        }

        Endpoint endpoint(boolean isIpv6, boolean second) {
            return isIpv6 ? ipv6(number, second) : Endpoint.ofIpv4(0x0b00_0000 + 2 * number + (second ? 1 : 0), 6881);
        }

        /** Returns an address of a host: both addresses of some hosts are in one /64. */
        static Endpoint ipv6(int number, boolean second) {
            int prefix = 2 * number + (second && number % 2 == 0 ? 1 : 0);
            return Endpoint.ofIpv6(0x2a00_0000_0000_0000L + prefix, second ? 2 : 1, 6881);
        }

        HostCounts counts(boolean isDual) {
            if (isDual) {
                return HostCounts.ofDualStack(reachability, 1);
            }
            HostCounts singles4 = HostCounts.ofFamilies(ipv4 == null ? 0 : 1, 0, 0);
            return ipv6 == null ? singles4 : singles4.plus(HostCounts.ofIpv6(reachability, 1));
        }

        Announced says(Endpoint endpoint, boolean stops, boolean completes, boolean joins) {
            PeerRole role = completed ? PeerRole.SEEDER : PeerRole.DOWNLOADER;
            return new Announced(swarm, number, endpoint, tag(), role, stops, completes, joins);
        }
    }

    private record InSwarm(int swarm, Endpoint endpoint) {}

    private final Map<Integer, Host> hosts = new HashMap<>();
    private final Map<InSwarm, Long> announcedAt = new HashMap<>();

    /** By node: the hosts whose completion it heard, and how many completions may be lost. */
    private final Map<Integer, Set<Host>> completedAt = new HashMap<>();

    private final Map<Integer, Integer> mayMiss = new HashMap<>();
    private boolean losses;
    private boolean tailsLost;
    private final boolean mayForget;

    /**
     * Makes an empty set.
     *
     * @param mayForget whether nodes keep so few changes while the log is away that they may forget completions
     */
    SimHosts(boolean mayForget) {
        this.mayForget = mayForget;
    }

    static InfoHash infoHash(int swarm) {
        return InfoHash.of(0x1234_5678_9abc_def0L + swarm, swarm, swarm);
    }

    /** Returns an IPv6 endpoint that a host may have announced. */
    static Endpoint endpoint(SimStep.Reach step) {
        return Host.ipv6(step.host(), step.second());
    }

    static List<Integer> counts(ScrapeBatch batch, int index) {
        return List.of(
                batch.complete(index),
                batch.incomplete(index),
                batch.downloaded(index),
                batch.ipv4Hosts(index),
                batch.ipv6Hosts(index),
                batch.dualStackHosts(index));
    }

    /** Returns what a host says, or null where it has nothing to say. */
    @Nullable
    Announced announce(SimStep.Announce step) {
        Host host = hosts.computeIfAbsent(
                step.swarm() * 1_000 + step.host(), unused -> new Host(step.swarm(), step.host()));
        Endpoint endpoint = host.endpoint(step.ipv6(), step.second());
        host.used.add(endpoint);
        switch (step.event()) {
            case STOPPED -> {
                host.stoppedSinceCompleted |= host.completed;
                // A host with a tag leaves over this family, whichever of its addresses it stops from.
                if (step.ipv6()) {
                    host.ipv6 = host.tag() == 0 && !Objects.equals(host.ipv6, endpoint) ? host.ipv6 : null;
                } else {
                    host.ipv4 = host.tag() == 0 && !Objects.equals(host.ipv4, endpoint) ? host.ipv4 : null;
                }
                return host.says(endpoint, true, false, false);
            }
            case RETAGGED -> {
                if (host.completed || host.number == 0) {
                    return null;
                }
                host.tags++;
            }
            case COMPLETED -> {
                boolean untagged = host.number == 0;
                if (host.stoppedSinceCompleted || host.tags > 0 || (untagged && host.completed)) {
                    return null;
                }
                host.completed = true;
            }
            default -> {}
        }
        if (step.ipv6()) {
            host.ipv6 = endpoint;
        } else {
            host.ipv4 = endpoint;
        }
        return host.says(
                endpoint, false, step.event() == SimStep.Event.COMPLETED, step.event() == SimStep.Event.JOINED);
    }

    /** Returns when an endpoint was announced last. */
    long lastAnnounced(int swarm, Endpoint endpoint) {
        return announcedAt.getOrDefault(new InSwarm(swarm, endpoint), 0L);
    }

    /** Notes that a node hears of a host. */
    void heard(int node, Announced announced, long nowMillis) {
        if (!announced.stopped()) {
            announcedAt.put(new InSwarm(announced.swarm(), announced.endpoint()), nowMillis);
        }
        if (announced.completed()) {
            completedAt
                    .computeIfAbsent(node, unused -> new HashSet<>())
                    .add(Objects.requireNonNull(hosts.get(announced.swarm() * 1_000 + announced.host())));
        }
    }

    /** Notes that what a node heard may be lost. */
    void mayMissOf(int node) {
        losses = true;
        for (Host host : completedAt.getOrDefault(node, Set.of())) {
            mayMiss.merge(host.swarm, 1, Integer::sum);
        }
    }

    /** Notes that entries may be lost: then completions may count once less, or once more. */
    void mayMiss(List<LogEntry> entries) {
        losses = true;
        tailsLost = true;
        completedAt.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .forEach(host -> mayMiss.merge(host.swarm, 1, Integer::sum));
    }

    /** Returns what all hosts say when each says once more where it is not. */
    List<Announced> stops() {
        List<Announced> all = new ArrayList<>();
        for (Host host : hosts.values()) {
            for (Endpoint endpoint : host.used) {
                if (!endpoint.equals(host.ipv4) && !endpoint.equals(host.ipv6)) {
                    all.add(host.says(endpoint, true, false, false));
                }
            }
        }
        return all;
    }

    /** Returns what all hosts say when each says once more where it is, when all nodes have heard its {@link #stops}. */
    List<Announced> announces() {
        List<Announced> all = new ArrayList<>();
        for (Host host : hosts.values()) {
            if (host.ipv4 != null) {
                all.add(host.says(host.ipv4, false, false, false));
            }
            if (host.ipv6 != null) {
                all.add(host.says(host.ipv6, false, false, false));
            }
        }
        return all;
    }

    /** Returns what a node finds out in the end: whether the IPv6 endpoint of each host that has one can be reached. */
    List<Reached> reached(Random random) {
        List<Reached> all = new ArrayList<>();
        for (Host host : hosts.values()) {
            if (host.ipv6 != null) {
                host.reachability = List.of(Reachability.values()).get(random.nextInt(3));
                all.add(new Reached(infoHash(host.swarm), host.ipv6, host.reachability));
            }
        }
        return all;
    }

    /** Whether an endpoint can be reached. */
    record Reached(InfoHash swarm, Endpoint endpoint, Reachability found) {}

    /** Returns where a node differs from what it should know, or null. */
    @Nullable
    String difference(Function<SimNode, ScrapeBatch> scrape, List<SimNode> nodes) {
        for (SimNode node : nodes) {
            ScrapeBatch batch = scrape.apply(node);
            for (int swarm = 0; swarm < SimHistory.SWARMS; swarm++) {
                String difference = difference(batch, swarm);
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    private @Nullable String difference(ScrapeBatch batch, int swarm) {
        int[] wanted = new int[6];
        HostCounts families = HostCounts.NONE;
        for (Host host : hosts.values()) {
            if (host.swarm != swarm) {
                continue;
            }
            wanted[2] += host.completed ? 1 : 0;
            boolean isDual = host.ipv4 != null && host.ipv6 != null && host.tag() != 0;
            int singles = (host.ipv4 == null ? 0 : 1) + (host.ipv6 == null ? 0 : 1);
            int counted = isDual ? 1 : singles;
            wanted[host.completed ? 0 : 1] += counted;
            wanted[5] += isDual ? 1 : 0;
            wanted[3] += !isDual && host.ipv4 != null ? 1 : 0;
            wanted[4] += !isDual && host.ipv6 != null ? 1 : 0;
            families = families.plus(host.counts(isDual));
        }
        List<Integer> got = counts(batch, swarm);
        int missing = mayForget ? wanted[2] : losses ? mayMiss.getOrDefault(swarm, 0) : 0;
        int downloaded = got.get(2);
        if (downloaded > wanted[2] + (tailsLost ? mayMiss.getOrDefault(swarm, 0) : 0)
                || downloaded < wanted[2] - missing) {
            return "swarm " + swarm + " has " + downloaded + " downloads instead of " + wanted[2] + " less up to "
                    + missing;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (i != 2 && got.get(i) != wanted[i]) {
                return "swarm " + swarm + " has " + got + " instead of "
                        + List.of(wanted[0], wanted[1], wanted[2], wanted[3], wanted[4], wanted[5]);
            }
        }
        return batch.families(swarm).equals(families)
                ? null
                : "swarm " + swarm + " has " + batch.families(swarm) + " instead of " + families;
    }
}
