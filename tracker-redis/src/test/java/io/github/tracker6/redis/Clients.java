package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that announce through some nodes all the time. Each owns its hosts, so it knows which of them must be there,
 * which must not, and of which an announce failed, so that either will do; it checks every answer by that. In the end
 * {@link #audit} compares what is in the store.
 *
 * <p>Of four hosts one has IPv4, one IPv6, and two both. Those that seed say that they completed until that is
 * acknowledged, and stay; the others come and go.
 */
final class Clients implements AutoCloseable {
    private static final List<FamilyPolicy> POLICIES = List.of(FamilyPolicy.values());
    private static final int THREADS = 12;
    private static final long PAUSE_NANOS = 500_000;
    private static final long FAILURE_PAUSE_NANOS = 3_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** How many hosts there may be in each swarm. */
    private static final int[] HOSTS = {24, 60, 300};

    private final List<? extends SwarmStore> nodes;
    private final long[] skews;
    private final List<Client> clients = new ArrayList<>();
    private final Map<RedisTrouble, AtomicInteger> failures = new EnumMap<>(RedisTrouble.class);
    private final List<AtomicInteger> answered = new ArrayList<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong firstFailureNanos = new AtomicLong();
    private final AtomicLong lastFailureNanos = new AtomicLong();
    private final String name;
    private volatile boolean stopped;
    private volatile boolean forgiving;
    private volatile @Nullable Throwable broken;

    private enum Presence {
        ABSENT,
        THERE,
        UNSURE
    }

    private static final class Known {
        Presence presence = Presence.ABSENT;
        long sinceNanos = System.nanoTime();
    }

    /** Starts clients of nodes whose clocks are right. */
    Clients(String name, List<? extends SwarmStore> nodes) {
        this(name, nodes, new long[nodes.size()]);
    }

    /**
     * Starts clients.
     *
     * @param skews by how many milliseconds the clock of each node is ahead
     */
    Clients(String name, List<? extends SwarmStore> nodes, long[] skews) {
        this.name = name;
        this.nodes = nodes;
        this.skews = skews;
        for (RedisTrouble trouble : RedisTrouble.values()) {
            failures.put(trouble, new AtomicInteger());
        }
        nodes.forEach(node -> answered.add(new AtomicInteger()));
        for (int i = 0; i < THREADS; i++) {
            clients.add(new Client(i));
        }
        clients.forEach(Thread::start);
    }

    static List<InfoHash> swarms() {
        List<InfoHash> swarms = new ArrayList<>();
        for (int swarm = 0; swarm < HOSTS.length; swarm++) {
            swarms.add(Hosts.swarm(swarm));
        }
        return swarms;
    }

    /** Waits until so many more announces were answered by all nodes, and by each its half of an equal share. */
    void awaitAnswers(int more, Duration limit) {
        List<Integer> from = answered.stream().map(AtomicInteger::get).toList();
        Load.await(more + " answers", limit, () -> {
            List<Integer> since = IntStream.range(0, from.size())
                    .mapToObj(node -> answered.get(node).get() - from.get(node))
                    .toList();
            return broken != null
                    || (since.stream().mapToInt(Integer::intValue).sum() >= more
                            && Collections.min(since) >= more / (2 * since.size()));
        });
        check();
    }

    void awaitFailures(int more, Duration limit) {
        int from = failed();
        Load.await(more + " failures", limit, () -> broken != null || failed() - from >= more);
        check();
    }

    int failed(RedisTrouble trouble) {
        return failures.get(trouble).get();
    }

    int failed() {
        return failures.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Counts the failures that a machine too busy for the time limit does not explain. */
    int failedButInTime() {
        return failed() - failed(RedisTrouble.TIMEOUT);
    }

    /**
     * Allows for what asynchronous replication loses: whatever was acknowledged in the last two seconds, or will be, may be
     * undone, and counts of downloads may fall back.
     */
    void beginToForgive() {
        forgiving = true;
        long sinceNanos = System.nanoTime() - 2_000_000_000L;
        for (Client client : clients) {
            synchronized (client) {
                client.known.values().stream()
                        .filter(known -> known.sinceNanos - sinceNanos >= 0)
                        .forEach(known -> known.presence = Presence.UNSURE);
            }
        }
    }

    /** What is acknowledged from now on must last. */
    void endForgiving() {
        for (Client client : clients) {
            synchronized (client) {
                client.completed.clear();
                client.downloaded.clear();
            }
        }
        forgiving = false;
    }

    /** Stops the clients, and says what they saw. */
    @Override
    public void close() {
        if (!stopped) {
            stopped = true;
            Load.await("the clients stop", PATIENCE, () -> clients.stream().noneMatch(Thread::isAlive));
            System.out.println(this);
        }
    }

    /**
     * Stops the clients, asserts that the store holds what it must, says once more what is not sure, and asserts that it
     * holds exactly that.
     *
     * @param totals whether the totals must be right, too
     */
    void audit(boolean totals) {
        close();
        check();
        for (int i = 0; i < nodes.size(); i++) {
            compare(i);
        }
        clients.forEach(Client::makeSure);
        for (int i = 0; i < nodes.size(); i++) {
            StoreTotals sum = compare(i);
            if (totals) {
                awaitTotals(i, sum);
            }
        }
    }

    /** A node adds nothing up while it holds a server for dead. */
    private void awaitTotals(int node, StoreTotals sum) {
        Load.await(name + ", totals by node " + node + " are " + sum, PATIENCE, () -> {
            nodes.get(node).maintain(now(node));
            return nodes.get(node).totals().equals(sum);
        });
    }

    /** Asks again while the store says that Redis does not answer, as it may on a machine that is too busy. */
    private static <T> T patiently(Supplier<T> question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (RedisStoreException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private StoreTotals compare(int node) {
        long ipv4 = 0;
        long ipv6 = 0;
        long dual = 0;
        for (int swarm = 0; swarm < HOSTS.length; swarm++) {
            String where = name + ", swarm " + swarm + ", node " + node;
            InfoHash infoHash = Hosts.swarm(swarm);
            Hosts.Found found = patiently(() -> Hosts.assertCountsAreRight(nodes.get(node), infoHash, now(node)));
            assertThat(found.ipv4()).as(where).containsAll(hosts(swarm, AddressFamily.IPV4, Presence.THERE));
            assertThat(found.ipv6()).as(where).containsAll(hosts(swarm, AddressFamily.IPV6, Presence.THERE));
            Set<Integer> more4 = new HashSet<>(found.ipv4());
            more4.removeAll(hosts(swarm, AddressFamily.IPV4, Presence.THERE));
            assertThat(hosts(swarm, AddressFamily.IPV4, Presence.UNSURE))
                    .as(where)
                    .containsAll(more4);
            Set<Integer> more6 = new HashSet<>(found.ipv6());
            more6.removeAll(hosts(swarm, AddressFamily.IPV6, Presence.THERE));
            assertThat(hosts(swarm, AddressFamily.IPV6, Presence.UNSURE))
                    .as(where)
                    .containsAll(more6);
            ScrapeBatch batch = patiently(() -> Hosts.scrape(nodes.get(node), infoHash, now(node)));
            assertThat(batch.downloaded(0))
                    .as("%s, downloaded", where)
                    .isBetween(
                            downloads(swarm, client -> client.completed), downloads(swarm, client -> client.claimed));
            dual += found.dualStack();
            ipv4 += found.ipv4().size() - found.dualStack();
            ipv6 += found.ipv6().size() - found.dualStack();
        }
        return new StoreTotals(HOSTS.length, ipv4, ipv6, dual);
    }

    private int downloads(int swarm, Function<Client, Set<String>> which) {
        return clients.stream()
                .mapToInt(client -> (int) which.apply(client).stream()
                        .filter(key -> key.startsWith(swarm + "/"))
                        .count())
                .sum();
    }

    private Set<Integer> hosts(int swarm, AddressFamily family, Presence presence) {
        return clients.stream()
                .flatMap(client -> client.known.entrySet().stream())
                .filter(entry ->
                        entry.getValue().presence == presence && entry.getKey().startsWith(swarm + "/" + family + "/"))
                .map(entry -> Integer.valueOf(entry.getKey().replaceAll(".*/", "")))
                .collect(Collectors.toSet());
    }

    private long now(int node) {
        return System.currentTimeMillis() + skews[node];
    }

    private void check() {
        if (broken != null) {
            throw new AssertionError(name + ": " + broken.getMessage(), broken);
        }
    }

    @Override
    public String toString() {
        Map<RedisTrouble, Integer> seen = new EnumMap<>(RedisTrouble.class);
        failures.forEach((trouble, count) -> {
            if (count.get() > 0) {
                seen.put(trouble, count.get());
            }
        });
        return name + ": " + answered + " answered by each node, failed " + seen + ", from first to last failure "
                + (lastFailureNanos.get() - firstFailureNanos.get()) / 1_000_000 + " ms, slowest "
                + slowestNanos.get() / 1_000_000 + " ms";
    }

    private final class Client extends Thread {
        final Map<String, Known> known = new HashMap<>();
        final Set<String> completed = new HashSet<>();
        final Set<String> claimed = new HashSet<>();
        final Map<Integer, Integer> downloaded = new HashMap<>();
        private final int number;
        private final Random random;
        private final AnnounceResponse response = new AnnounceResponse();

        Client(int number) {
            super("client-" + number);
            this.number = number;
            this.random = new Random(number);
        }

        @Override
        public void run() {
            try {
                while (!stopped && broken == null) {
                    int swarm = random.nextInt(HOSTS.length);
                    int host = number + THREADS * random.nextInt(HOSTS[swarm] / THREADS);
                    boolean ipv4 = host % 8 < 2 || (host % 8 >= 4 && random.nextBoolean());
                    AddressFamily family = ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
                    boolean stops = !Hosts.seeds(host) && random.nextInt(4) == 0;
                    if (!announce(swarm, host, family, stops, random.nextInt(nodes.size()))) {
                        LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (RuntimeException | AssertionError e) {
                broken = e;
            }
        }

        /** Announces those once more of whom nobody knows whether they are there; runs when the thread ended. */
        void makeSure() {
            for (Map.Entry<String, Known> entry : Map.copyOf(known).entrySet()) {
                String[] words = entry.getKey().split("/", -1);
                int host = Integer.parseInt(words[2]);
                if (entry.getValue().presence == Presence.UNSURE) {
                    Load.await(
                            name + ": answered in the end",
                            PATIENCE,
                            () -> announce(
                                    Integer.parseInt(words[0]),
                                    host,
                                    AddressFamily.valueOf(words[1]),
                                    !Hosts.seeds(host) && random.nextBoolean(),
                                    random.nextInt(nodes.size())));
                }
            }
        }

        private synchronized boolean announce(int swarm, int host, AddressFamily family, boolean stops, int node) {
            String key = swarm + "/" + family + "/" + host;
            String hostKey = swarm + "/" + host;
            Known own = known.computeIfAbsent(key, unused -> new Known());
            boolean completes = Hosts.seeds(host) && !completed.contains(hostKey);
            int numWant = random.nextInt(60);
            PeerUpdate update = Hosts.announce(Hosts.swarm(swarm), family, host, now(node))
                    .stopped(stops)
                    .completed(completes)
                    .bothFamilies(random.nextBoolean())
                    .policy(POLICIES.get(random.nextInt(POLICIES.size())))
                    .numWant(numWant);
            if (completes) {
                claimed.add(hostKey);
            }
            own.presence = Presence.UNSURE;
            long start = System.nanoTime();
            own.sinceNanos = start;
            try {
                Hosts.get(nodes.get(node).announce(update, response.reset()));
            } catch (RedisStoreException e) {
                long now = System.nanoTime();
                firstFailureNanos.compareAndSet(0, now);
                lastFailureNanos.set(now);
                failures.get(e.trouble()).incrementAndGet();
                return false;
            } finally {
                slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            }
            assertThat(response.rejection()).isNull();
            own.presence = forgiving ? Presence.UNSURE : stops ? Presence.ABSENT : Presence.THERE;
            if (completes && !forgiving) {
                completed.add(hostKey);
            }
            answered.get(node).incrementAndGet();
            checkAnswer(swarm, host, update);
            return true;
        }

        private void checkAnswer(int swarm, int requester, PeerUpdate update) {
            assertThat(response.complete()).as("complete").isNotNegative();
            assertThat(response.incomplete()).as("incomplete").isNotNegative();
            if (!update.stopped()) {
                assertThat(response.complete() + response.incomplete()).isPositive();
            }
            if (!forgiving) {
                assertThat(response.downloaded())
                        .as("downloaded never falls")
                        .isGreaterThanOrEqualTo(downloaded.getOrDefault(swarm, 0));
                downloaded.put(swarm, response.downloaded());
            }
            Set<Integer> told = new HashSet<>();
            told.add(requester);
            for (AddressFamily family : AddressFamily.values()) {
                assertThat(response.peers(family).size()).isLessThanOrEqualTo(update.stopped() ? 0 : update.numWant());
                for (Endpoint peer : response.peers(family).toList()) {
                    int host = Hosts.host(peer);
                    assertThat(told.add(host))
                            .as("host %s was told twice, or is the requester", host)
                            .isTrue();
                    Known own = known.get(swarm + "/" + family + "/" + host);
                    assertThat(host % THREADS == number && (own == null || own.presence == Presence.ABSENT))
                            .as("host %s stopped and is told of", host)
                            .isFalse();
                }
            }
        }
    }
}
