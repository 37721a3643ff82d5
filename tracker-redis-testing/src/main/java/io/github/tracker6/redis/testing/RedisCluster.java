package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Redis Cluster: three masters with one replica each, and a node timeout of 2 s. Thread-safe. */
public final class RedisCluster implements AutoCloseable {
    /** The number of masters. */
    public static final int MASTERS = 3;

    private static final int NODES = 2 * MASTERS;
    private static final Duration FORM_LIMIT = Duration.ofSeconds(30);
    private static final Pattern SLOTS = Pattern.compile("(\\d+)(?:-(\\d+))?");

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    static RedisCluster start(RedisBinary binary, RedisConsole console, Path directory, List<String> settings) {
        List<String> lines = new ArrayList<>(List.of(
                "cluster-enabled yes",
                "cluster-node-timeout 2000",
                "cluster-require-full-coverage no",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
        lines.addAll(settings);
        List<RedisProcess> started = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                started.add(RedisProcess.start(binary, console, directory.resolve("node" + i), false, lines));
            }
            RedisCluster cluster = new RedisCluster(started);
            cluster.form();
            return cluster;
        } catch (Throwable e) {
            started.forEach(RedisProcess::close);
            throw e;
        }
    }

    /** Returns all nodes. The first three are masters at first. */
    public List<RedisProcess> nodes() {
        return nodes;
    }

    /** Returns the addresses of the nodes. */
    public List<RedisURI> uris() {
        return nodes.stream().map(RedisProcess::uri).toList();
    }

    /**
     * Returns the node that serves the slot of a key now.
     *
     * @throws IllegalStateException if no node does
     */
    public RedisProcess masterOf(byte[] key) {
        return masterOf(SlotHash.getSlot(key));
    }

    /**
     * Returns the node that serves a slot now.
     *
     * @throws IllegalStateException if no node does
     */
    public RedisProcess masterOf(int slot) {
        for (RedisProcess node : nodes) {
            if (node.isRunning()
                    && view(node).anyMatch(line -> line.contains("myself,master") && servesSlot(line, slot))) {
                return node;
            }
        }
        throw new IllegalStateException("No node serves slot " + slot);
    }

    /**
     * Returns the replica of a master.
     *
     * @throws IllegalStateException if no node is one
     */
    public RedisProcess replicaOf(RedisProcess master) {
        String id = master.command("CLUSTER", "MYID").toString();
        for (RedisProcess node : nodes) {
            if (node.isRunning() && view(node).anyMatch(line -> line.contains("myself,slave " + id))) {
                return node;
            }
        }
        throw new IllegalStateException("No replica of " + master);
    }

    /** Makes the replica of a master the master, without loss of data, waits until it is, and returns it. */
    public RedisProcess failover(RedisProcess master) {
        RedisProcess replica = replicaOf(master);
        replica.command("CLUSTER", "FAILOVER");
        Await.until(replica + " took over", FORM_LIMIT, replica::isMaster);
        return replica;
    }

    /** Moves a slot with its keys to another master, key by key. The cluster goes on serving. */
    public void moveSlot(int slot, RedisProcess target) {
        RedisProcess source = masterOf(slot);
        if (source == target) {
            return;
        }
        String number = Integer.toString(slot);
        String targetId = beginMove(slot, target);
        while (source.command("CLUSTER", "GETKEYSINSLOT", number, "100") instanceof List<?> keys && !keys.isEmpty()) {
            for (Object key : keys) {
                source.command("MIGRATE", "127.0.0.1", Integer.toString(target.port()), key.toString(), "0", "5000");
            }
        }
        target.command("CLUSTER", "SETSLOT", number, "NODE", targetId);
        source.command("CLUSTER", "SETSLOT", number, "NODE", targetId);
    }

    /**
     * Begins to move a slot and does not finish, so that the old master answers {@code ASK} for keys that it does not
     * have.
     *
     * @return the node id of the target
     */
    public String beginMove(int slot, RedisProcess target) {
        RedisProcess source = masterOf(slot);
        String sourceId = source.command("CLUSTER", "MYID").toString();
        String targetId = target.command("CLUSTER", "MYID").toString();
        target.command("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", sourceId);
        source.command("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", targetId);
        return targetId;
    }

    /** Waits until all nodes run and agree, and each master has a replica in sync. */
    public void awaitWhole() {
        for (RedisProcess node : nodes) {
            Await.until(node + " sees the whole cluster", FORM_LIMIT, () -> isWhole(node));
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }

    private void form() {
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 0; i < MASTERS; i++) {
            int first = SlotHash.SLOT_COUNT * i / MASTERS;
            int end = SlotHash.SLOT_COUNT * (i + 1) / MASTERS;
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = first; slot < end; slot++) {
                words.add(Integer.toString(slot));
            }
            nodes.get(i).command(words.toArray(String[]::new));
        }
        for (RedisProcess node : nodes.subList(1, NODES)) {
            nodes.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
        }
        for (RedisProcess node : nodes) {
            Await.until(node + " knows all nodes", FORM_LIMIT, () -> knows(node, NODES));
        }
        for (int i = MASTERS; i < NODES; i++) {
            String id = nodes.get(i - MASTERS).command("CLUSTER", "MYID").toString();
            nodes.get(i).command("CLUSTER", "REPLICATE", id);
        }
        awaitWhole();
    }

    private static boolean knows(RedisProcess node, int count) {
        return view(node)
                        .filter(line -> !line.contains("handshake") && !line.contains("noaddr"))
                        .count()
                == count;
    }

    private static boolean isWhole(RedisProcess node) {
        List<String> view = view(node).toList();
        String state = node.command("CLUSTER", "INFO").toString();
        return state.contains("cluster_state:ok")
                && state.contains("cluster_slots_ok:" + SlotHash.SLOT_COUNT)
                && view.size() == NODES
                && view.stream().noneMatch(line -> line.contains("fail") || line.contains("handshake"))
                && view.stream().filter(line -> line.contains("slave")).count() == MASTERS
                && (node.isMaster()
                        ? node.info("replication", "connected_slaves").equals("1")
                        : node.info("replication", "master_link_status").equals("up"));
    }

    private static Stream<String> view(RedisProcess node) {
        return node.command("CLUSTER", "NODES").toString().lines();
    }

    private static boolean servesSlot(String line, int slot) {
        return Arrays.stream(line.split(" ", -1))
                .skip(8)
                .map(SLOTS::matcher)
                .filter(Matcher::matches)
                .anyMatch(range -> slot >= Integer.parseInt(range.group(1))
                        && slot <= Integer.parseInt(range.group(2) == null ? range.group(1) : range.group(2)));
    }
}
