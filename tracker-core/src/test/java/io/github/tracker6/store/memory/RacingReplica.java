package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A node of a shared store: hosts announce on any thread while one thread at a time sends the node's changes to the log, reads
 * the log, and lets another replica take the place of this one. Another node's changes come into the log meanwhile. In the end
 * the node holds what the log gives, each of its changes is in the log once, and each host that finished counts once.
 */
final class RacingReplica {
    private static final long NOW = 1_800_000_000_000L;
    private static final long NODE = 1;
    private static final long OTHER_NODE = 2;
    private static final int HOSTS = 3;
    private static final int MAX_BATCH_BYTES = 1 << 18;
    private static final int MAX_LAST_BATCHES = 100;

    /** What the other node sends, each change in a batch of its own. */
    private static final List<Entry> OTHERS = List.of(
            other(update(0)),
            other(update(0).role(PeerRole.SEEDER).completed(true)),
            other(update(1).role(PeerRole.SEEDER).completed(true)),
            other(update(1).stopped(true)),
            other(update(2).role(PeerRole.SEEDER)));

    private static final int OTHERS_STOP = 3;
    private static final int[] OTHERS_COMPLETION = {1, 2};

    private static final class Entry {
        private final long node;
        private final byte[] changes;
        private final long seen;

        Entry(long node, byte[] changes, long seen) {
            this.node = node;
            this.changes = changes;
            this.seen = seen;
        }

        /** A replica that takes over may add that a swarm has more downloads than the log says. */
        int announces() {
            Change change = new Change();
            int announces = 0;
            for (int at = 0; at < changes.length; at = change.read(changes, at, changes.length)) {
                announces += change.read(changes, at, changes.length) > 0 && change.isOfEndpoint() ? 1 : 0;
            }
            return announces;
        }

        void applyTo(MemoryReplica replica, int position) {
            int unknown = replica.apply(changes, 0, changes.length, NOW, NOW, node, seen, order(position));
            assertThat(unknown).isZero();
        }
    }

    private final List<Entry> log = new ArrayList<>();
    private final boolean[] came = new boolean[OTHERS.size()];
    private final ArrayDeque<ChangeBatch> sent = new ArrayDeque<>();
    private final AtomicInteger announces = new AtomicInteger();
    private final AtomicIntegerArray completed = new AtomicIntegerArray(HOSTS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int read;
    private volatile MemoryReplica replica = replica(NODE);

    private static long order(int position) {
        return (NOW + position) << 20;
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

    private static PeerUpdate update(int host) {
        return new PeerUpdate()
                .infoHash(InfoHash.of(1, 1, 1))
                .endpoint(AddressFamily.IPV6, 0x2a00L << 48 | host, 1, 6881)
                .hostTag((host + 1) * 0x9e3779b97f4a7c15L)
                .role(PeerRole.DOWNLOADER)
                .numWant(2 * HOSTS)
                .nowMillis(NOW);
    }

    private static Entry other(PeerUpdate update) {
        MemoryReplica node = replica(OTHER_NODE);
        assertThat(node.announce(update, new AnnounceResponse())).isTrue();
        node.cut(order(0), NOW);
        return entry(OTHER_NODE, node.take(MAX_BATCH_BYTES));
    }

    private static Entry entry(long node, ChangeBatch batch) {
        byte[] changes = new byte[batch.bytes()];
        batch.write(changes, 0);
        return new Entry(node, changes, batch.seen());
    }

    void downloads(int host) {
        announce(update(host));
    }

    void completes(int host) {
        completed.set(host, 1);
        announce(update(host).role(PeerRole.SEEDER).completed(true));
    }

    void stops(int host) {
        stopped.set(true);
        announce(update(host).stopped(true));
    }

    /** As {@link io.github.tracker6.store.shared.SharedSwarmStore} does. */
    private void announce(PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        while (!replica.announce(update, response)) {
            Thread.onSpinWait();
        }
        announces.incrementAndGet();
    }

    /** A change of the other node gets into the log. */
    void otherSends(int change) {
        came[change] = true;
        log.add(OTHERS.get(change));
    }

    void sends() {
        replica.cut(order(read), NOW);
        ChangeBatch batch = replica.take(MAX_BATCH_BYTES);
        if (batch != null) {
            log.add(entry(NODE, batch));
            sent.add(batch);
        }
    }

    void reads() {
        if (read < log.size()) {
            Entry entry = log.get(read++);
            if (entry.node == NODE) {
                replica.release(sent.remove(), order(read), NOW);
            } else {
                entry.applyTo(replica, read);
            }
        }
    }

    void anotherTakesOver() {
        readAll();
        MemoryReplica successor = byTheLog();
        successor.takeOver(replica, order(read), NOW, false);
        replica = successor;
    }

    private void readAll() {
        while (read < log.size()) {
            reads();
        }
    }

    private MemoryReplica byTheLog() {
        MemoryReplica fresh = replica(NODE);
        for (int i = 0; i < log.size(); i++) {
            log.get(i).applyTo(fresh, i + 1);
        }
        return fresh;
    }

    void endsAsTheLogSays() {
        // What came between two batches may be more than one batch takes.
        for (int batch = 0; batch < MAX_LAST_BATCHES && replica.pendingChanges() > 0; batch++) {
            sends();
            readAll();
        }
        assertThat(replica.pendingChanges()).isZero();
        assertThat(replica.pendingBytes()).isZero();
        assertThat(log.stream()
                        .filter(entry -> entry.node == NODE)
                        .mapToInt(Entry::announces)
                        .sum())
                .as("own announces in the log")
                .isEqualTo(announces.get());
        assertThat(replica.digest()).as("digest").isEqualTo(byTheLog().digest());
        if (!stopped.get() && !came[OTHERS_STOP]) {
            ScrapeBatch batch = new ScrapeBatch().add(InfoHash.of(1, 1, 1));
            replica.store().scrape(batch, NOW).toCompletableFuture().join();
            assertThat(batch.known(0) ? batch.downloaded(0) : 0).as("downloads").isEqualTo(finishedHosts());
        }
    }

    private int finishedHosts() {
        int[] finished = new int[HOSTS];
        for (int host = 0; host < HOSTS; host++) {
            finished[host] = completed.get(host);
        }
        finished[0] |= came[OTHERS_COMPLETION[0]] ? 1 : 0;
        finished[1] |= came[OTHERS_COMPLETION[1]] ? 1 : 0;
        return Arrays.stream(finished).sum();
    }
}
