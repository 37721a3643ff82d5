package io.github.tracker6.benchmarks.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** Three nodes on one Redis. Not thread-safe. */
final class NodeGroup implements AutoCloseable {
    static final int SIZE = 3;

    private static final long READ_NANOS = 30_000_000_000L;

    private final List<NodeProcess> nodes = new ArrayList<>();

    /** Starts the nodes and waits until they are in step. */
    NodeGroup(String uri, int peers, int swarms) {
        for (int i = 0; i < SIZE; i++) {
            nodes.add(NodeProcess.start(uri, peers, swarms, i, SIZE));
            // The first one founds the log.
            require("a node is in step", nodes.get(i).number("ready"), nanos -> nanos >= 0);
        }
    }

    NodeProcess node(int index) {
        return nodes.get(index);
    }

    /** Has every peer announced once, and waits until all nodes know all. */
    void fill() {
        askAll("fill");
        quiet();
        require("the nodes hold the same after the fill", differentDigests(), digests -> digests == 1);
    }

    /** Sets the announces per second of all nodes together; {@link NodeLoad#MAX_RATE} for as fast as it goes. */
    void rate(int perSecond) {
        int each = perSecond == NodeLoad.MAX_RATE ? NodeLoad.MAX_RATE : perSecond / SIZE;
        askAll("rate " + each);
    }

    long announces() {
        return sum("announces");
    }

    long failures() {
        return sum("failures");
    }

    /** Waits until no node has anything to send. */
    void quiet() {
        askAll("quiet").forEach(nanos -> require("a node has sent everything", Long.parseLong(nanos), n -> n >= 0));
    }

    /** Returns how many different contents the nodes have when they had some time to read: 1 where all hold the same. */
    long differentDigests() {
        long end = System.nanoTime() + READ_NANOS;
        long different = digests();
        while (different > 1 && System.nanoTime() < end) {
            different = digests();
        }
        return different;
    }

    private long digests() {
        return askAll("digest").stream().distinct().count();
    }

    List<String> askAll(String command) {
        nodes.forEach(node -> node.send(command));
        return nodes.stream().map(NodeProcess::answer).toList();
    }

    private long sum(String command) {
        return askAll(command).stream().mapToLong(Long::parseLong).sum();
    }

    private void require(String what, long value, LongPredicate holds) {
        if (!holds.test(value)) {
            throw new IllegalStateException("Not so: " + what + "; the nodes say " + askAll("why"));
        }
    }

    /** Closes the stores in good order, when the log has a snapshot from which others can begin. */
    void shutDown() {
        askAll("settled").forEach(nanos -> require("there is a snapshot", Long.parseLong(nanos), n -> n >= 0));
        askAll("close");
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
    }
}
