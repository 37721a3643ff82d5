package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.redis.testing.BlackHole;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;

/** What breaks while Redis does: nothing must. */
final class FaultPart {
    private static final int RATE = 10_000;

    private final Goals goals;
    private final int peers;
    private final int swarms;
    private final int seconds;
    private final int blackHoleSeconds;

    FaultPart(Goals goals, int peers, int swarms, int seconds, int blackHoleSeconds) {
        this.goals = goals;
        this.peers = peers;
        this.swarms = swarms;
        this.seconds = seconds;
        this.blackHoleSeconds = blackHoleSeconds;
    }

    void run() throws InterruptedException {
        try (RedisServers servers = new RedisServers()) {
            RedisProcess redis = servers.start("appendfsync always");
            try (BlackHole between = new BlackHole(redis.port())) {
                String uri = "redis://127.0.0.1:" + between.port();
                try (NodeGroup nodes = new NodeGroup(uri, peers, swarms)) {
                    nodes.fill();
                    nodes.rate(RATE);
                    killed(redis, nodes);
                    paused(redis, nodes);
                    full(redis, nodes);
                    blackHoled(between, nodes);
                    backInStep(redis, nodes);
                    nodes.shutDown();
                }
                restarted(redis, uri);
                try (NodeGroup nodes = new NodeGroup(uri, peers, swarms)) {
                    nodes.rate(RATE);
                    between.lead(servers.start("appendonly no").port());
                    pass(seconds);
                    check("Redis was replaced by an empty one", nodes);
                }
            }
        }
    }

    private void killed(RedisProcess redis, NodeGroup nodes) throws InterruptedException {
        redis.kill();
        pass(seconds);
        redis.restart();
        pass(seconds);
        check("Redis was killed", nodes);
    }

    private void paused(RedisProcess redis, NodeGroup nodes) throws InterruptedException {
        nodes.rate(RATE);
        redis.pause();
        pass(seconds);
        redis.resume();
        pass(seconds);
        check("Redis was paused", nodes);
    }

    private void full(RedisProcess redis, NodeGroup nodes) throws InterruptedException {
        nodes.rate(RATE);
        redis.maxMemory(1);
        pass(seconds);
        redis.maxMemory(0);
        pass(seconds);
        check("Redis was full", nodes);
    }

    private void blackHoled(BlackHole between, NodeGroup nodes) throws InterruptedException {
        nodes.rate(RATE);
        between.swallow();
        pass(blackHoleSeconds);
        between.open();
        pass(seconds);
        check("packets to Redis vanished for " + blackHoleSeconds + " s", nodes);
    }

    private void check(String what, NodeGroup nodes) {
        nodes.rate(0);
        nodes.quiet();
        goals.exactly("announces that failed while " + what, 0, nodes.failures());
        goals.exactly("  different contents of the nodes afterwards", 1, nodes.differentDigests());
        goals.exactly("  downloads", NodeLoad.downloads(peers), nodes.node(0).number("downloads"));
    }

    private void backInStep(RedisProcess redis, NodeGroup nodes) throws InterruptedException {
        nodes.rate(RATE);
        redis.kill();
        pass(seconds);
        nodes.rate(0);
        redis.restart();
        long start = System.nanoTime();
        nodes.quiet();
        long different = nodes.differentDigests();
        double took = (System.nanoTime() - start) / 1e9;
        goals.atMost(String.format("all nodes are equal after Redis is back, %,d peers, s", peers), "%.1f", 5, took);
        goals.exactly("  different contents of the nodes", 1, different);
    }

    private void restarted(RedisProcess redis, String uri) {
        redis.restart();
        try (NodeProcess node = NodeProcess.start(uri, peers, swarms, 0, 1)) {
            node.number("ready");
            goals.exactly("peers lost by a restart of all nodes and Redis", 0, peers - node.number("hosts"));
            goals.exactly("downloads lost", 0, NodeLoad.downloads(peers) - node.number("downloads"));
            node.ask("close");
        }
    }

    private static void pass(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1_000L);
    }
}
