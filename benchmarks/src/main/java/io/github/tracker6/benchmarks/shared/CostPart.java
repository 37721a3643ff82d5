package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import java.util.Arrays;
import java.util.List;

/** What sharing costs Redis and the nodes, and how late it is. */
final class CostPart {
    private static final int STEADY_RATE = 50_000;
    private static final int LAG_RATE = 20_000;
    private static final int NODE_RATE = 100_000;
    private static final int PROBES = 400;
    private static final String LOG = "{t6:}log";
    private static final String HEAD = "{t6:}head";

    private final Goals goals;
    private final int peers;
    private final int swarms;
    private final int seconds;

    CostPart(Goals goals, int peers, int swarms, int seconds) {
        this.goals = goals;
        this.peers = peers;
        this.swarms = swarms;
        this.seconds = seconds;
    }

    void run() throws InterruptedException {
        try (RedisServers servers = new RedisServers()) {
            RedisProcess redis = servers.start("appendonly no");
            goals.line(
                    "Redis %s; %,d peers (IPv6) in %,d swarms, %d nodes",
                    redis.version(), peers, swarms, NodeGroup.SIZE);
            try (NodeGroup nodes = new NodeGroup(uri(redis), peers, swarms)) {
                nodes.fill();
                redisCost(redis, nodes, STEADY_RATE, "at 50,000/s", 0.7);
                lag(nodes);
                bytesPerAnnounce(redis, nodes);
                applying(nodes);
                joining(redis, nodes);
                redisCost(redis, nodes, NodeLoad.MAX_RATE, "saturated", 0.4);
            }
        }
        nodeCost();
    }

    private void redisCost(RedisProcess redis, NodeGroup nodes, int rate, String when, double goal)
            throws InterruptedException {
        nodes.rate(rate);
        pass(seconds / 4);
        String snapshot = snapshotId(redis);
        double cpu = cpuSeconds(redis);
        long announces = nodes.announces();
        long start = System.nanoTime();
        pass(seconds);
        double used = cpuSeconds(redis) - cpu;
        long more = nodes.announces() - announces;
        double took = (System.nanoTime() - start) / 1e9;
        goals.atMost("CPU of Redis per announce, three nodes, " + when + ", µs", "%.2f", goal, used * 1e6 / more);
        goals.line(
                "    %,.0f announces/s; Redis used %.0f %% of a core; %s snapshot was written meanwhile",
                more / took, used / took * 100, snapshot.equals(snapshotId(redis)) ? "no" : "a");
    }

    private void lag(NodeGroup nodes) throws InterruptedException {
        nodes.rate(LAG_RATE);
        pass(seconds / 4);
        double[] millis = new double[PROBES];
        for (int i = 0; i < PROBES; i++) {
            NodeProcess to = nodes.node(1 + i % 2);
            to.send("await " + i);
            long answered = nodes.node(0).number("probe " + i);
            millis[i] = (Long.parseLong(to.answer()) - answered) / 1e6;
        }
        Arrays.sort(millis);
        goals.atMost("until another node hands a peer out, at 20,000/s, p50, ms", "%.0f", 25, millis[PROBES / 2]);
        goals.atMost("the same, p99, ms", "%.0f", 100, millis[PROBES * 99 / 100]);
    }

    private void bytesPerAnnounce(RedisProcess redis, NodeGroup nodes) throws InterruptedException {
        nodes.rate(LAG_RATE);
        double perAnnounce;
        do {
            long announces = nodes.announces();
            long before = memory(redis, LOG);
            pass(Math.max(2, seconds / 4));
            perAnnounce = (memory(redis, LOG) - before) / (double) (nodes.announces() - announces);
            // Again where the log was trimmed meanwhile.
        } while (perAnnounce <= 0);
        goals.atMost("bytes of Redis per announce in the log, at 20,000/s", "%.1f", 50, perAnnounce);
    }

    /** The third node announces nothing and applies what the other two hear. */
    private void applying(NodeGroup nodes) throws InterruptedException {
        List<NodeProcess> talking = List.of(nodes.node(0), nodes.node(1));
        nodes.rate(0);
        talking.forEach(node -> node.ask("rate " + STEADY_RATE / talking.size()));
        pass(seconds / 4);
        long cpu = nodes.node(2).number("cpu");
        long announces = nodes.announces();
        pass(seconds);
        double micros = (nodes.node(2).number("cpu") - cpu) / 1e3 / (nodes.announces() - announces);
        goals.atMost("CPU of a node per foreign change, at 50,000/s, µs", "%.2f", 0.6, micros);
    }

    private void joining(RedisProcess redis, NodeGroup nodes) {
        nodes.rate(0);
        nodes.quiet();
        try (NodeProcess fresh = NodeProcess.start(uri(redis), peers, swarms, 0, NodeGroup.SIZE)) {
            double joined = fresh.number("ready") / 1e9;
            goals.atMost(String.format("a fresh process serves all %,d peers after, s", peers), "%.1f", 3, joined);
            goals.exactly(
                    "  different contents of it and the others",
                    1,
                    fresh.ask("digest").equals(nodes.node(0).ask("digest")) ? 1 : 2);
            // Writes a snapshot.
            fresh.ask("close");
        }
        String id = snapshotId(redis);
        long snapshot = 0;
        int chunks = Integer.parseInt(redis.command("HGET", HEAD, "chunks").toString());
        for (int i = 0; i < chunks; i++) {
            snapshot += memory(redis, "{t6:}chunk:" + id + ":" + i);
        }
        goals.atMost("bytes of Redis per peer in the snapshot", "%.1f", 46, snapshot / (double) peers);
    }

    /** One node alone, beside the memory store alone. */
    private void nodeCost() throws InterruptedException {
        double memory = cpuPerAnnounce("memory");
        try (RedisServers servers = new RedisServers()) {
            double shared = cpuPerAnnounce(uri(servers.start("appendonly no")));
            goals.atMost(
                    "CPU of a node per announce / that of the memory store, at 100,000/s",
                    "%.2f",
                    1.5,
                    shared / memory);
            goals.line(
                    "    %.2f µs; the memory store %.2f µs; with peers for the answer, and the load itself",
                    shared, memory);
        }
    }

    private double cpuPerAnnounce(String uri) throws InterruptedException {
        try (NodeProcess node = NodeProcess.start(uri, peers, swarms, 0, 1)) {
            node.ask("fill");
            node.ask("rate " + NODE_RATE);
            pass(seconds / 2);
            long cpu = node.number("cpu");
            long announces = node.number("announces");
            pass(seconds);
            return (node.number("cpu") - cpu) / 1e3 / (node.number("announces") - announces);
        }
    }

    private static String uri(RedisProcess redis) {
        return "redis://127.0.0.1:" + redis.port();
    }

    private static String snapshotId(RedisProcess redis) {
        return redis.command("HGET", HEAD, "id").toString();
    }

    private static long memory(RedisProcess redis, String key) {
        return (Long) redis.command("MEMORY", "USAGE", key, "SAMPLES", "0");
    }

    private static double cpuSeconds(RedisProcess redis) {
        return Double.parseDouble(redis.info("cpu", "used_cpu_user"))
                + Double.parseDouble(redis.info("cpu", "used_cpu_sys"));
    }

    private static void pass(int seconds) throws InterruptedException {
        Thread.sleep(Math.max(1, seconds) * 1_000L);
    }
}
