package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.benchmarks.load.GroupLoad;
import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.redis.testing.BlackHole;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Three servers under load while their Redis fails, and while one of them is killed. */
final class ServersPart {
    private static final int SERVERS = 3;
    private static final int PEERS_PER_SWARM = 10;

    /** How long the load runs before a fault and after it. */
    private static final long AROUND_SECONDS = 2;

    /** A server that is killed may take along the completions that it answered in this time. */
    private static final long TAIL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long it may take after a fault until all servers count the same, in seconds. */
    private static final double EQUAL_SECONDS = 5;

    /** A fault that lasts is one line, not one for each attempt to end it. */
    private static final int MOST_WARNINGS = 6;

    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NANOS = 10_000_000;

    private final Goals goals;
    private final Path jar;
    private final Path folder;
    private final int rate;
    private final int peers;
    private final int seconds;

    /** What brings a fault about, or ends it. */
    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    ServersPart(Goals goals, Path jar, Path folder, int rate, int peers, int seconds) {
        this.goals = goals;
        this.jar = jar;
        this.folder = folder;
        this.rate = rate;
        this.peers = peers;
        this.seconds = seconds;
    }

    void run() throws IOException, InterruptedException {
        try (RedisServers redis = new RedisServers()) {
            withOneRedis(redis);
            withSentinel(redis.sentinels(1));
        }
    }

    private void withOneRedis(RedisServers all) throws IOException, InterruptedException {
        RedisProcess redis = all.start("appendfsync always");
        try (BlackHole between = new BlackHole(redis.port());
                Group group = new Group("redis://127.0.0.1:" + between.port(), "")) {
            group.fault("Redis was killed", "Redis is out of reach", redis::kill, redis::restart);
            group.fault("Redis was paused", "does not answer in time", redis::pause, redis::resume);
            group.fault(
                    "Redis was a replica",
                    "(READONLY)",
                    () -> redis.command("REPLICAOF", "127.0.0.1", "1"),
                    () -> redis.command("REPLICAOF", "NO", "ONE"));
            group.fault(
                    "Redis lacked a replica",
                    "(NOREPLICAS)",
                    () -> redis.command("CONFIG", "SET", "min-replicas-to-write", "1"),
                    () -> redis.command("CONFIG", "SET", "min-replicas-to-write", "0"));
            group.fault("Redis was full", "(OOM)", () -> redis.maxMemory(1), () -> redis.maxMemory(0));
            group.fault("packets to Redis vanished", "does not answer in time", between::swallow, between::open);
            RedisProcess empty = all.start("appendonly no");
            group.fault(
                    "Redis was replaced by an empty one",
                    "the connection to Redis was lost",
                    () -> between.lead(empty.port()),
                    () -> {});
            group.serverIsKilled();
        }
    }

    private void withSentinel(RedisSentinels all) throws IOException, InterruptedException {
        String uri = "redis-sentinel://127.0.0.1:" + all.sentinels().get(0).port() + "#" + RedisSentinels.MASTER_ID;
        try (Group group = new Group(uri, "sentinel-")) {
            RedisProcess master = all.master();
            RedisProcess replica = all.servers().get(1);
            group.fault(
                    "Sentinel failed over to a replica that lacked the tail",
                    "the connection to Redis was lost",
                    () -> {
                        replica.pause();
                        master.command("CLIENT", "KILL", "TYPE", "replica");
                        pass(1);
                        master.kill();
                        replica.resume();
                    },
                    () -> all.awaitFailover(master));
        }
    }

    private static void pass(long seconds) throws InterruptedException {
        Thread.sleep(seconds * 1_000);
    }

    /** Three servers and the load on them. */
    private final class Group implements AutoCloseable {
        private final List<ServerProcess> servers = new ArrayList<>();
        private final GroupLoad load;

        Group(String store, String prefix) throws IOException {
            found(store);
            try {
                for (int i = 0; i < SERVERS; i++) {
                    servers.add(ServerProcess.start(jar, folder, store, prefix + "server" + i));
                }
                servers.forEach(ServerProcess::awaitInStep);
                load = new GroupLoad(
                        servers.stream().map(ServerProcess::address).toList(), rate, peers, peers / PEERS_PER_SWARM);
            } catch (IOException | RuntimeException e) {
                servers.forEach(ServerProcess::close);
                throw e;
            }
            load.join();
            check("the peers joined");
        }

        /** Founds the log, so that no server has to wait for one that knows swarms. */
        private static void found(String store) {
            try (RedisSwarmStore first = RedisSwarmStore.builder()
                    .uri(store)
                    .sharing(sharing -> sharing.foundingDelay(Duration.ZERO))
                    .build()
                    .start()) {
                long end = System.nanoTime() + READY_NANOS;
                while (!first.health().isReady()) {
                    if (System.nanoTime() - end > 0) {
                        throw new IllegalStateException("the log is not founded: " + first.health());
                    }
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        }

        void fault(String what, String warning, Action begin, Action end) throws IOException, InterruptedException {
            List<Long> before = servers.stream().map(ServerProcess::warnings).toList();
            load.start();
            pass(AROUND_SECONDS);
            begin.run();
            pass(seconds);
            end.run();
            long ended = System.nanoTime();
            pass(AROUND_SECONDS);
            load.stop();
            long most = 0;
            for (int i = 0; i < SERVERS; i++) {
                servers.get(i).awaitWarning(before.get(i), warning);
                most = Math.max(most, servers.get(i).warnings() - before.get(i));
            }
            check(what);
            double equal = (System.nanoTime() - ended) / 1e9;
            goals.atMost(
                    "  until all were equal, with " + AROUND_SECONDS + " s of load, s", "%.1f", EQUAL_SECONDS, equal);
            goals.within("  warnings in the log of a server", 1, MOST_WARNINGS, most);
        }

        void serverIsKilled() throws IOException, InterruptedException {
            ServerProcess victim = servers.get(1);
            load.start();
            pass(AROUND_SECONDS);
            long tail = System.nanoTime() - TAIL_NANOS;
            victim.close();
            load.leave(1, tail);
            pass(seconds);
            victim.restart();
            victim.awaitInStep();
            load.stop();
            load.comeBack(1);
            load.start();
            pass(AROUND_SECONDS);
            load.stop();
            check("a server was killed");
        }

        private void check(String what) throws IOException {
            GroupLoad.Outcome outcome = load.check();
            goals.exactly("announces that failed while " + what, 0, outcome.failures());
            goals.exactly("  counts of swarms that are not what was announced", 0, outcome.differences());
            goals.exactly("  different contents of the servers afterwards", 1, outcome.contents());
            goals.within("  downloads", outcome.fewestDownloads(), outcome.mostDownloads(), outcome.downloads());
            goals.line(
                    "    %,d announces%s%s%s",
                    outcome.announces(),
                    outcome.rate() > 0
                            ? String.format(", %,.0f/s under load, p99 %.1f ms", outcome.rate(), outcome.p99Millis())
                            : "",
                    outcome.cutOff() > 0 ? "; " + outcome.cutOff() + " were on their way to the killed server" : "",
                    outcome.example().isEmpty() ? "" : "; for example: " + outcome.example());
        }

        @Override
        public void close() {
            load.close();
            servers.forEach(ServerProcess::close);
        }
    }
}
