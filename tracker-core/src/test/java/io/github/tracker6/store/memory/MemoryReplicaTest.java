package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas that make the same changes in the order of a log end equal, whatever they did first of their own, and so does one
 * that begins with a snapshot. The log is a list here; all else is the replicas' part of the work.
 */
class MemoryReplicaTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final HostKey KEY = new HostKey(5, 6);
    private static final int REPLICAS = 3;
    private static final int STEPS = 60_000;

    private record Entry(int node, byte[] changes, long seen, long baseMillis) {}

    /** A replica, and how far it read. */
    private static final class Node {
        private final MemoryReplica replica;
        private final ArrayDeque<ChangeBatch> sent = new ArrayDeque<>();
        private int read;

        Node(MemoryReplica replica) {
            this.replica = replica;
        }
    }

    private final List<Entry> log = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 100, 1_000})
    void replicasEndEqual(int length) {
        for (int seed = 0; seed < STEPS / length; seed++) {
            begin(seed);
            SnapshotBegun snapshot = null;
            for (int step = 0; step < length; step++) {
                step();
                if (snapshot == null && random.nextInt(length) == 0) {
                    snapshot = new SnapshotBegun(random.nextInt(REPLICAS));
                } else if (snapshot != null) {
                    snapshot.goOn();
                }
            }
            finish();
            long digest = nodes.get(0).replica.digest();
            for (Node node : nodes) {
                assertThat(node.replica.digest()).as("seed %s", seed).isEqualTo(digest);
            }
            assertThat(readFromTheBeginning())
                    .as("seed %s, by the log alone", seed)
                    .isEqualTo(digest);
            if (snapshot != null) {
                assertThat(snapshot.readOn())
                        .as("seed %s, with a snapshot", seed)
                        .isEqualTo(digest);
            }
        }
    }

    private void begin(int seed) {
        random = new Random(seed);
        log.clear();
        nodes.clear();
        for (int i = 0; i < REPLICAS; i++) {
            nodes.add(new Node(replica(i)));
        }
    }

    private static MemoryReplica replica(int number) {
        MemorySwarmStoreBuilder options = MemorySwarmStore.builder().random(new Random(number));
        MemoryReplica replica = new MemoryReplica(options, number + 1, KEY, Duration.ofMinutes(45));
        replica.logTime(NOW);
        return replica;
    }

    private void step() {
        int number = random.nextInt(REPLICAS);
        switch (random.nextInt(5)) {
            case 0 -> send(number);
            case 1 -> read(number);
            default -> announce(nodes.get(number).replica);
        }
    }

    private void send(int number) {
        Node node = nodes.get(number);
        node.replica.cut(order(node.read), NOW);
        ChangeBatch batch = node.replica.take(1 << 18);
        if (batch != null) {
            byte[] bytes = new byte[batch.bytes()];
            batch.write(bytes, 0);
            log.add(new Entry(number, bytes, batch.seen(), batch.baseMillis()));
            node.sent.add(batch);
        }
    }

    private void read(int number) {
        Node node = nodes.get(number);
        if (node.read < log.size()) {
            Entry entry = log.get(node.read++);
            if (entry.node == number) {
                node.replica.release(node.sent.remove(), order(node.read));
            } else {
                apply(node.replica, entry, node.read);
            }
        }
    }

    private static void apply(MemoryReplica replica, Entry entry, int position) {
        int unknown = replica.apply(
                entry.changes, 0, entry.changes.length, NOW, NOW, entry.node + 1, entry.seen, order(position));
        assertThat(unknown).isZero();
    }

    private void finish() {
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
    }

    private long readFromTheBeginning() {
        MemoryReplica replica = replica(10);
        for (int i = 0; i < log.size(); i++) {
            apply(replica, log.get(i), i + 1);
        }
        return replica.digest();
    }

    /** A snapshot that is written a slice at a time while the replica works. */
    private final class SnapshotBegun {
        private final Node node;
        private final int position;
        private final SnapshotStream stream;
        private boolean more = true;

        SnapshotBegun(int number) {
            node = nodes.get(number);
            position = node.read;
            stream = node.replica.snapshot(NOW, new byte[0]);
        }

        void goOn() {
            if (more && random.nextInt(3) == 0) {
                more = stream.next();
            }
        }

        long readOn() {
            while (more) {
                more = stream.next();
            }
            node.replica.endSnapshot();
            MemoryReplica replica = replica(11);
            SnapshotLoad load = replica.load(NOW, 0);
            while (stream.ready() > 0) {
                load.read(stream.take(1 << 18));
            }
            assertThat(load.end()).isEmpty();
            for (int i = position; i < log.size(); i++) {
                apply(replica, log.get(i), i + 1);
            }
            return replica.digest();
        }
    }

    /** Lets one of a few hosts say something; they share addresses and tags. */
    private void announce(MemoryReplica replica) {
        boolean stopped = random.nextInt(5) == 0;
        boolean completed = !stopped && random.nextInt(4) == 0;
        AddressFamily family = AddressFamily.values()[random.nextInt(2)];
        boolean ipv6 = family == AddressFamily.IPV6;
        int swarm = random.nextInt(2);
        int address = random.nextInt(4);
        PeerUpdate update = new PeerUpdate()
                .infoHash(InfoHash.of(swarm, swarm, swarm))
                .endpoint(family, ipv6 ? 0x2a00_0000_0000_0000L + address : 0, ipv6 ? 1 : 0x0b00_0000L + address, 6881)
                .hostTag(random.nextInt(4) * 0x9e3779b97f4a7c15L)
                .role(PeerRole.values()[random.nextInt(3)])
                .stopped(stopped)
                .completed(completed)
                .nowMillis(NOW);
        assertThat(replica.announce(update, new AnnounceResponse())).isTrue();
    }

    private static long order(int position) {
        return (NOW + position) << 20;
    }
}
