package io.github.tracker6.store.memory;

import static io.github.tracker6.store.memory.LoggedBatch.NOW;
import static io.github.tracker6.store.memory.LoggedBatch.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas that make the same changes in the order of a log end equal, whatever they did first of their own, and so does one
 * that begins with a snapshot. The log is a list here; all else is the replicas' part of the work.
 */
@Tag("long")
class MemoryReplicaTest {
    private static final HostKey KEY = new HostKey(5, 6);
    private static final int REPLICAS = 3;
    private static final int STEPS = 60_000;

    private enum Kind {
        ANNOUNCE,
        COMPLETED,
        STOPPED,
        REACH,
        SEND,
        READ,
        SNAPSHOT,
        SLICE
    }

    private record Step(int node, Kind kind, int swarm, AddressFamily family, int address, int tag, PeerRole role) {
        /** Returns the IPv6 endpoint of an address: two of them are in one /64. */
        Endpoint ipv6() {
            return Endpoint.ofIpv6(0x2a00_0000_0000_0000L + address / 2, address, 6881);
        }

        Reachability found() {
            return switch (role) {
                case SEEDER -> Reachability.REACHED;
                case DOWNLOADER -> Reachability.NOT_REACHED;
                case PARTIAL_SEED -> Reachability.UNKNOWN;
            };
        }

        PeerUpdate update() {
            return new PeerUpdate()
                    .infoHash(InfoHash.of(swarm, swarm, swarm))
                    .endpoint(family == AddressFamily.IPV6 ? ipv6() : Endpoint.ofIpv4(0x0b00_0000 + address, 6881))
                    .hostTag(tag * 0x9e3779b97f4a7c15L)
                    .role(role)
                    .stopped(kind == Kind.STOPPED)
                    .completed(kind == Kind.COMPLETED)
                    .nowMillis(NOW);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 100, 1_000})
    void replicasEndEqual(int length) {
        for (int seed = 0; seed < STEPS / length; seed++) {
            List<Step> steps = steps(new Random(seed), length);
            String trouble = play(steps);
            if (trouble != null) {
                List<Step> few = shrink(steps);
                fail("seed " + seed + ": " + play(few) + "\n"
                        + few.stream().map(Step::toString).collect(Collectors.joining("\n")));
            }
        }
    }

    private static List<Step> steps(Random random, int length) {
        List<Step> steps = new ArrayList<>();
        Kind[] kinds = Kind.values();
        for (int i = 0; i < length; i++) {
            int dice = random.nextInt(40);
            Kind kind = dice < 14
                    ? Kind.ANNOUNCE
                    : dice < 17
                            ? Kind.COMPLETED
                            : dice < 21 ? Kind.STOPPED : dice < 25 ? Kind.REACH : kinds[4 + dice % (kinds.length - 4)];
            steps.add(new Step(
                    random.nextInt(REPLICAS),
                    kind,
                    random.nextInt(2),
                    List.of(AddressFamily.values()).get(random.nextInt(2)),
                    random.nextInt(4),
                    random.nextInt(4),
                    List.of(PeerRole.values()).get(random.nextInt(3))));
        }
        return steps;
    }

    private static List<Step> shrink(List<Step> failing) {
        List<Step> current = failing;
        for (int size = failing.size() / 2; size >= 1; size /= 2) {
            for (int at = 0; at < current.size(); ) {
                List<Step> rest = new ArrayList<>(current);
                rest.subList(at, Math.min(at + size, rest.size())).clear();
                if (play(rest) != null) {
                    current = rest;
                } else {
                    at += size;
                }
            }
        }
        return current;
    }

    /** Returns what went wrong, or null. */
    private static @Nullable String play(List<Step> steps) {
        Replay replay = new Replay();
        steps.forEach(replay::play);
        return replay.finish();
    }

    private static MemoryReplica replica(int number) {
        MemorySwarmStoreBuilder options = MemorySwarmStore.builder().random(new Random(number));
        MemoryReplica replica = new MemoryReplica(options, id(number), KEY, Duration.ofMinutes(45));
        replica.logTime(NOW);
        replica.cut(order(0), NOW);
        return replica;
    }

    private static long id(int number) {
        return number + 1L;
    }

    /** A replica, and how far it read. */
    private static final class Node {
        private final MemoryReplica replica;
        private final ArrayDeque<ChangeBatch> sent = new ArrayDeque<>();
        private int read;

        Node(int number) {
            this.replica = replica(number);
        }
    }

    private static final class Replay {
        private final List<LoggedBatch> log = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private @Nullable SnapshotStream snapshot;
        private Node snapshotOf = new Node(20);
        private int snapshotPosition;
        private boolean more;

        Replay() {
            for (int i = 0; i < REPLICAS; i++) {
                nodes.add(new Node(i));
            }
        }

        void play(Step step) {
            switch (step.kind) {
                case REACH ->
                    assertThat(nodes.get(step.node)
                                    .replica
                                    .reachability(
                                            InfoHash.of(step.swarm, step.swarm, step.swarm),
                                            step.ipv6(),
                                            step.found(),
                                            NOW))
                            .isTrue();
                case SEND -> send(step.node);
                case READ -> read(step.node);
                case SNAPSHOT -> beginSnapshot(nodes.get(step.node));
                case SLICE -> more = more && snapshot != null && snapshot.next();
                default -> {
                    MemoryReplica replica = nodes.get(step.node).replica;
                    assertThat(replica.announce(step.update(), new AnnounceResponse()))
                            .isTrue();
                }
            }
        }

        private void send(int number) {
            Node node = nodes.get(number);
            node.replica.cut(order(node.read), NOW);
            ChangeBatch batch = node.replica.take(LoggedBatch.MAX_BYTES);
            if (batch != null) {
                log.add(new LoggedBatch(id(number), batch));
                node.sent.add(batch);
            }
        }

        private void read(int number) {
            Node node = nodes.get(number);
            if (node.read < log.size()) {
                LoggedBatch entry = log.get(node.read++);
                if (entry.node() == id(number)) {
                    node.replica.release(node.sent.remove(), order(node.read), NOW);
                } else {
                    entry.applyTo(node.replica, node.read);
                }
            }
        }

        private void beginSnapshot(Node node) {
            if (snapshot == null) {
                snapshotOf = node;
                snapshotPosition = node.read;
                snapshot = node.replica.snapshot(NOW, NOW, new byte[0]);
                more = true;
            }
        }

        @Nullable
        String finish() {
            while (more && snapshot != null) {
                more = snapshot.next();
            }
            for (int i = 0; i < REPLICAS; i++) {
                send(i);
            }
            for (int i = 0; i < REPLICAS; i++) {
                while (nodes.get(i).read < log.size()) {
                    read(i);
                }
                assertThat(nodes.get(i).replica.pendingChanges()).isZero();
                assertThat(nodes.get(i).replica.pendingBytes()).isZero();
            }
            return compare();
        }

        private @Nullable String compare() {
            MemoryReplica byTheLog = replica(10);
            for (int i = 0; i < log.size(); i++) {
                log.get(i).applyTo(byTheLog, i + 1);
            }
            for (int i = 0; i < REPLICAS; i++) {
                if (nodes.get(i).replica.digest() != byTheLog.digest()) {
                    return "replica " + i + " differs from what the log gives";
                }
            }
            boolean same = snapshot == null || readOn(snapshot).digest() == byTheLog.digest();
            return same ? null : "what the snapshot and the log give differs from what the log gives";
        }

        private MemoryReplica readOn(SnapshotStream written) {
            snapshotOf.replica.endSnapshot();
            MemoryReplica replica = replica(11);
            SnapshotLoad load = replica.load(NOW, 0);
            while (written.ready() > 0) {
                load.read(written.take(1 << 18));
            }
            assertThat(load.end()).isEmpty();
            for (int i = snapshotPosition; i < log.size(); i++) {
                log.get(i).applyTo(replica, i + 1);
            }
            return replica;
        }
    }
}
