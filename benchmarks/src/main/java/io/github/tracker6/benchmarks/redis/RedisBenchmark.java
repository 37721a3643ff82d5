package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.benchmarks.redis.Walk.Load;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import java.util.ArrayList;
import java.util.List;

/** Runs all measurements. Those that are compared run in turn in each round. */
final class RedisBenchmark {
    private static final int LARGE_SWARM = 1_000;
    private static final int HUGE_SWARM = 100_000;
    private static final int FEW_IN_FLIGHT = 16;

    private static final String MIX = "mix";
    private static final String MIX_FEW = "mix, " + FEW_IN_FLIGHT + " in flight";
    private static final String TWO_NODES = "mix, two nodes";
    private static final String TWO_NODES_FEW = "mix, two nodes, " + FEW_IN_FLIGHT + " in flight each";
    private static final String CHANGES = "every announce changes something";
    private static final String HUGE = "mix, one swarm of 100,000";
    private static final String LARGE = "mix, one swarm of 1,000";
    private static final String EVAL = "ceiling: EVALSHA of nothing";
    private static final String EVAL_SADD = "ceiling: EVALSHA with one SADD";
    private static final String SADD = "ceiling: SADD";
    private static final String PLAIN_TOOL = "redis-benchmark: EVALSHA with one SADD";
    private static final String COMMON = "mix, common layout of hashes and sets";

    private final Setup setup;
    private final int inFlight;
    private final int announces;
    private final int rounds;
    private final boolean storeOnly;
    private final Report report;
    private final long startMillis = System.currentTimeMillis();
    private final List<AutoCloseable> open = new ArrayList<>();

    RedisBenchmark(Setup setup, int inFlight, int announces, int rounds, boolean storeOnly, Report report) {
        this.setup = setup;
        this.inFlight = inFlight;
        this.announces = announces;
        this.rounds = rounds;
        this.storeOnly = storeOnly;
        this.report = report;
    }

    /** One or several contenders on a server, with their own population. */
    private final class Scene {
        final RedisProcess server;
        final List<? extends Contender> contenders;
        final Population population;
        final Walk walk;

        Scene(RedisProcess server, Setup setup, Contender... contenders) {
            this.server = server;
            this.contenders = List.of(contenders);
            this.population = new Population(setup);
            this.walk = new Walk(population, startMillis);
        }

        /** Lets the peers of a range join, evenly spread over half an hour. */
        void join(int from, int to) throws InterruptedException {
            walk.restart();
            ClosedLoop.run(
                    contenders,
                    inFlight,
                    to - from,
                    (update, node) -> walk.join(update, from, to, node, contenders.size()));
        }

        void join() throws InterruptedException {
            join(0, population.size());
        }

        Cost measure(int senders, Load load) throws InterruptedException {
            Cost.Meter meter = new Cost.Meter(server);
            Housekeeping housekeeping = new Housekeeping(contenders, walk);
            housekeeping.start();
            try {
                return meter.cost(ClosedLoop.run(
                        contenders,
                        senders,
                        announces,
                        (update, node) -> walk.next(update, load, node, contenders.size())));
            } finally {
                housekeeping.end();
            }
        }

        long usedMemory() {
            return Long.parseLong(server.info("memory", "used_memory"));
        }
    }

    void run() throws InterruptedException {
        try (RedisServers servers = new RedisServers()) {
            try {
                measure(servers);
            } finally {
                for (AutoCloseable each : open) {
                    close(each);
                }
            }
        }
    }

    private void measure(RedisServers servers) throws InterruptedException {
        RedisProcess server = start(servers);
        Scene store = new Scene(server, setup, store(server, "t6:"));
        report.line(
                "Redis %s, %s; %,d peers in %,d swarms, Zipf %s, %.0f %% IPv6, %.0f %% dual-stack, %.0f %% seeders,"
                        + " numwant %d;%nmedians of %d rounds of %,d announces, %d in flight; %d processors%n%n",
                server.version(),
                server.info("memory", "mem_allocator"),
                setup.peers(),
                setup.swarms(),
                setup.zipf(),
                100 * setup.ipv6(),
                100 * setup.dual(),
                100 * setup.seeders(),
                setup.numWant(),
                rounds,
                announces,
                inFlight,
                Runtime.getRuntime().availableProcessors());

        long empty = store.usedMemory();
        int large = store.population.inSwarmsOf(LARGE_SWARM);
        store.join(0, large);
        double largeBytes = (double) (store.usedMemory() - empty) / large;
        store.join(large, setup.peers());
        double bytes = (double) (store.usedMemory() - empty) / setup.peers();

        RedisProcess other = start(servers);
        Scene hugeSwarm = new Scene(other, setup.withOneSwarm(HUGE_SWARM), store(other, "huge:"));
        Scene largeSwarm = new Scene(other, setup.withOneSwarm(LARGE_SWARM), store(other, "large:"));
        Scene pair = new Scene(other, setup, store(other, "pair:"), store(other, "pair:"));
        pair.join();
        hugeSwarm.join();
        largeSwarm.join();
        List<Scene> rivals = storeOnly ? List.of() : rivals(servers);
        double commonBytes = Double.NaN;
        if (!storeOnly) {
            Scene common = rivals.get(3);
            long before = common.usedMemory();
            for (Scene rival : rivals.subList(1, 4)) {
                rival.join();
            }
            commonBytes = (double) (common.usedMemory() - before) / setup.peers();
        }

        List<PlainTool> tools = storeOnly ? List.of() : PlainTool.find(rivals.get(0).server);
        List<String> names = List.of(EVAL, EVAL_SADD, SADD, COMMON);
        for (int round = 0; round <= rounds; round++) {
            if (round == 1) {
                // The first round was for the compiler of the JVM.
                report.clear();
            }
            report.add(MIX, store.measure(inFlight, Load.MIX));
            report.add(MIX_FEW, store.measure(FEW_IN_FLIGHT, Load.MIX));
            report.add(TWO_NODES, pair.measure(inFlight, Load.MIX));
            report.add(TWO_NODES_FEW, pair.measure(2 * FEW_IN_FLIGHT, Load.MIX));
            report.add(HUGE, hugeSwarm.measure(inFlight, Load.MIX));
            report.add(LARGE, largeSwarm.measure(inFlight, Load.MIX));
            for (int i = 0; i < rivals.size(); i++) {
                report.add(names.get(i), rivals.get(i).measure(inFlight, Load.MIX));
            }
            for (PlainTool tool : tools) {
                report.add(PLAIN_TOOL, tool.measure(announces, inFlight));
            }
        }
        double lateBytes = (double) (store.usedMemory() - empty) / store.population.present();
        for (int round = 0; round < rounds; round++) {
            report.add(CHANGES, store.measure(inFlight, Load.CHANGES));
        }

        report.costs();
        report.line(
                "%nbytes per peer in Redis: %.1f on average, %.1f after the mix; %.1f in swarms of 1,000 or more",
                bytes, lateBytes, largeBytes);
        report.line(storeOnly ? "%n%n" : "; %.1f in the common layout%n%n", commonBytes);
        goals(bytes, largeBytes);
    }

    private void goals(double bytes, double largeBytes) {
        Cost mix = report.of(MIX);
        report.atLeast("mix, announces/s per Redis core", "%,.0f", 150_000, mix.perRedisCore());
        report.atLeast(
                "every announce changes something, per Redis core",
                "%,.0f",
                80_000,
                report.of(CHANGES).perRedisCore());
        if (!storeOnly) {
            report.atLeast(
                    "mix end to end, of EVALSHA with one SADD",
                    "%.2f",
                    0.3,
                    mix.perSecond() / report.of(EVAL_SADD).perSecond());
            report.atLeast(
                    "common layout's Redis CPU, of the mix's",
                    "%.2f",
                    3.5,
                    report.of(COMMON).redisMicros() / mix.redisMicros());
            report.atLeast(
                    "mix end to end, of the common layout",
                    "%.2f",
                    3.5,
                    mix.perSecond() / report.of(COMMON).perSecond());
        }
        report.atMost("bytes per peer", "%.1f", 40, bytes);
        report.atMost("bytes per peer in swarms of 1,000 or more", "%.1f", 24, largeBytes);
        report.atMost(
                "Redis CPU, 100,000 peers in a swarm to 1,000",
                "%.2f",
                1.2,
                report.of(HUGE).redisMicros() / report.of(LARGE).redisMicros());
        report.atLeast(
                "two nodes end to end, of one, " + FEW_IN_FLIGHT + " in flight each",
                "%.2f",
                1,
                report.of(TWO_NODES_FEW).perSecond() / report.of(MIX_FEW).perSecond());
        report.atLeast(
                "two nodes end to end, of one at its maximum",
                "%.2f",
                1,
                report.of(TWO_NODES).perSecond() / mix.perSecond());
    }

    private List<Scene> rivals(RedisServers servers) throws InterruptedException {
        RedisProcess plain = start(servers);
        RedisProcess common = start(servers);
        List<Scene> scenes = new ArrayList<>();
        for (Ceiling.Kind kind : Ceiling.Kind.values()) {
            scenes.add(new Scene(plain, setup, keep(new Ceiling(plain.uri(), kind))));
        }
        scenes.add(new Scene(common, setup, keep(new CommonLayout(common.uri()))));
        return scenes;
    }

    private StoreContender store(RedisProcess server, String keyPrefix) {
        return keep(StoreContender.open(server.uri(), keyPrefix));
    }

    private static RedisProcess start(RedisServers servers) {
        return servers.start("appendonly no");
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("could not be closed: " + resource, e);
        }
    }
}
