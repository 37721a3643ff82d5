package io.github.tracker6.store.memory;

import static io.github.tracker6.store.memory.LoggedBatch.NOW;
import static io.github.tracker6.store.memory.LoggedBatch.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * A node of a shared store: hosts announce, and are found to be reached or not, on any thread while one thread at a time sends the node's changes to the log, reads
 * the log, and lets another replica take the place of this one. Another node does the same, on that thread. In the end
 * both hold what the log gives, each announce is in the log once, and each host that finished counts once, if none stopped.
 */
final class RacingReplica {
    private static final InfoHash TORRENT = InfoHash.of(1, 1, 1);
    private static final Reachability[] FOUND = Reachability.values();
    private static final int HOSTS = 3;
    private static final int MAX_LAST_BATCHES = 100;

    /** A node, and how far it read. */
    private static final class Node {
        private final long id;
        private final ArrayDeque<ChangeBatch> sent = new ArrayDeque<>();
        private int read;
        private volatile MemoryReplica replica;

        Node(long id) {
            this.id = id;
            this.replica = replica(id);
        }
    }

    private final List<LoggedBatch> log = new ArrayList<>();
    private final Node mine = new Node(1);
    private final Node other = new Node(2);
    private final AtomicInteger announces = new AtomicInteger();
    private final AtomicIntegerArray completed = new AtomicIntegerArray(HOSTS);
    private final boolean mayStop;

    /** Makes empty nodes. Where hosts may stop, it is not known how many downloads there are in the end. */
    RacingReplica(boolean mayStop) {
        this.mayStop = mayStop;
    }

    private static MemoryReplica replica(long node) {
        MemorySwarmStoreBuilder options = MemorySwarmStore.builder()
                .random(new Random(node))
                .fairShares(false)
                .shards(1);
        MemoryReplica replica = new MemoryReplica(options, node, new HostKey(5, 6), Duration.ofMinutes(45));
        replica.logTime(NOW);
        replica.cut(order(0), NOW);
        return replica;
    }

    /** A host announces here. May be called by any thread. */
    void announces(Random random) {
        announce(mine, anyUpdate(random));
    }

    /** A host announces at the other node. */
    void announcesAtTheOther(Random random) {
        announce(other, anyUpdate(random));
    }

    /** It is found out here whether a host can be reached. May be called by any thread. */
    void findsOut(Random random) {
        findOut(mine, random);
    }

    /** It is found out at the other node. */
    void findsOutAtTheOther(Random random) {
        findOut(other, random);
    }

    void sends() {
        send(mine);
        send(other);
    }

    void reads() {
        read(mine);
        read(other);
    }

    void anotherTakesOver() {
        readAll();
        MemoryReplica successor = byTheLog();
        successor.takeOver(mine.replica, order(mine.read), NOW, false);
        mine.replica = successor;
    }

    void endAsTheLogSays() {
        // What came between two batches may be more than one batch takes.
        for (int batch = 0; batch < MAX_LAST_BATCHES && pendingChanges() > 0; batch++) {
            sends();
            readAll();
        }
        assertThat(pendingChanges()).isZero();
        assertThat(mine.replica.pendingBytes()).isZero();
        assertThat(log.stream().mapToInt(LoggedBatch::announces).sum())
                .as("announces in the log")
                .isEqualTo(announces.get());
        assertThat(List.of(mine.replica.digest(), other.replica.digest()))
                .as("digests")
                .containsOnly(byTheLog().digest());
        if (!mayStop) {
            ScrapeBatch batch = new ScrapeBatch().add(TORRENT);
            mine.replica.store().scrape(batch, NOW).toCompletableFuture().join();
            assertThat(batch.downloaded(0))
                    .as("downloads")
                    .isEqualTo(IntStream.range(0, HOSTS).map(completed::get).sum());
        }
    }

    private static Endpoint endpoint(int host) {
        return Endpoint.ofIpv6(0x2a00L << 48 | host, 1, 6881);
    }

    private PeerUpdate anyUpdate(Random random) {
        int host = random.nextInt(HOSTS);
        PeerUpdate update = new PeerUpdate()
                .infoHash(TORRENT)
                .endpoint(endpoint(host))
                .hostTag((host + 1) * 0x9e3779b97f4a7c15L)
                .role(PeerRole.DOWNLOADER)
                .numWant(2 * HOSTS)
                .nowMillis(NOW);
        int kind = random.nextInt(mayStop ? 3 : 2);
        if (kind == 1) {
            completed.set(host, 1);
            return update.role(PeerRole.SEEDER).completed(true);
        }
        return update.stopped(kind == 2);
    }

    /** As {@link io.github.tracker6.store.shared.SharedSwarmStore} does. */
    private void announce(Node node, PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        while (!node.replica.announce(update, response)) {
            Thread.onSpinWait();
        }
        announces.incrementAndGet();
    }

    private static void findOut(Node node, Random random) {
        Endpoint endpoint = endpoint(random.nextInt(HOSTS));
        Reachability found = FOUND[random.nextInt(FOUND.length)];
        while (!node.replica.reachability(TORRENT, endpoint, found, NOW)) {
            Thread.onSpinWait();
        }
    }

    private void send(Node node) {
        node.replica.cut(order(node.read), NOW);
        ChangeBatch batch = node.replica.take(LoggedBatch.MAX_BYTES);
        if (batch != null) {
            log.add(new LoggedBatch(node.id, batch));
            node.sent.add(batch);
        }
    }

    private void read(Node node) {
        if (node.read < log.size()) {
            LoggedBatch entry = log.get(node.read++);
            if (entry.node() == node.id) {
                node.replica.release(node.sent.remove(), order(node.read), NOW);
            } else {
                entry.applyTo(node.replica, node.read);
            }
        }
    }

    private void readAll() {
        while (mine.read < log.size() || other.read < log.size()) {
            reads();
        }
    }

    private long pendingChanges() {
        return mine.replica.pendingChanges() + other.replica.pendingChanges();
    }

    private MemoryReplica byTheLog() {
        MemoryReplica fresh = replica(mine.id);
        for (int i = 0; i < log.size(); i++) {
            log.get(i).applyTo(fresh, i + 1);
        }
        return fresh;
    }
}
