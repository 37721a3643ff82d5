package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Announces hosts to nodes in turn, from a thread of its own, while a test breaks Redis; no announce may fail. */
final class Announces implements AutoCloseable {
    private static final int SWARMS = 20;
    private static final int HOSTS = 400;
    private static final long PAUSE_NANOS = 500_000;

    private final List<RedisSwarmStore> nodes;
    private final boolean bothFamilies;
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "announces");
    private final boolean[][] completed = new boolean[SWARMS][HOSTS];
    private volatile Throwable broken = new AssertionError("nothing is broken");
    private volatile boolean isBroken;
    private volatile boolean stopped;

    private Announces(List<RedisSwarmStore> nodes, boolean bothFamilies) {
        this.nodes = nodes;
        this.bothFamilies = bothFamilies;
        thread.start();
    }

    /** Begins, with hosts of both families. */
    static Announces to(List<RedisSwarmStore> nodes) {
        return new Announces(nodes, true);
    }

    /** Begins, with hosts of one family each: for nodes that did not agree on a host key yet. */
    static Announces ofOneFamilyEachTo(List<RedisSwarmStore> nodes) {
        return new Announces(nodes, false);
    }

    private void run() {
        Random random = new Random(1);
        try {
            while (!stopped) {
                int swarm = random.nextInt(SWARMS);
                int host = random.nextInt(HOSTS);
                // A host stays with its node, so that the order of its announces is the same for both.
                RedisSwarmStore node = nodes.get(host % nodes.size());
                boolean completes = host % 4 == 0 && random.nextInt(3) == 0;
                completed[swarm][host] |= completes;
                boolean ipv6 = bothFamilies ? random.nextBoolean() : host % 8 < 4;
                PeerUpdate update = Hosts.announce(
                                Hosts.swarm(swarm),
                                ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4,
                                host,
                                System.currentTimeMillis())
                        .role(completed[swarm][host] ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                        .completed(completes)
                        .stopped(host % 4 == 1 && random.nextInt(4) == 0)
                        .numWant(20);
                AnnounceResponse response = Hosts.send(node, update);
                assertThat(response.complete()).isNotNegative();
                sent.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (RuntimeException | AssertionError e) {
            broken = e;
            isBroken = true;
        }
    }

    /** Waits for some more announces to be answered. */
    void await(int more) {
        int from = sent.get();
        Logs.await("announces go on", () -> isBroken || sent.get() - from >= more);
        assertThat(isBroken).as(broken.toString()).isFalse();
    }

    /** Waits until every node says what is wrong. */
    void awaitProblem(String words) {
        for (RedisSwarmStore node : nodes) {
            Logs.await(
                    "the problem is named: " + words,
                    () -> node.health().why().orElse("").contains(words));
        }
    }

    /** Waits for some more announces to be answered, and sees that no node is ready meanwhile. */
    void awaitUnready(int more) {
        int from = sent.get();
        Logs.await("announces go on", () -> {
            assertThat(nodes).noneMatch(node -> node.health().isReady());
            return isBroken || sent.get() - from >= more;
        });
        assertThat(isBroken).as(broken.toString()).isFalse();
    }

    /** Ends, and sees that the nodes hold the same and counted each download once. */
    void endEqual() {
        close();
        assertThat(isBroken).as(broken.toString()).isFalse();
        Nodes.awaitEqual(nodes);
        long now = System.currentTimeMillis();
        for (int swarm = 0; swarm < SWARMS; swarm++) {
            boolean[] flags = completed[swarm];
            int downloads =
                    (int) IntStream.range(0, HOSTS).filter(host -> flags[host]).count();
            for (RedisSwarmStore node : nodes) {
                assertThat(Hosts.scrape(node, Hosts.swarm(swarm), now).downloaded(0))
                        .as("downloads of swarm %s", swarm)
                        .isEqualTo(downloads);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        Logs.await("the announces end", () -> !thread.isAlive());
    }
}
