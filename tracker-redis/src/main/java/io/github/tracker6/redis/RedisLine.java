package io.github.tracker6.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An open connection, to one server or to a Cluster. Nothing in it waits. Thread-safe. */
interface RedisLine {
    /** Writes commands, in one flush as far as possible. */
    void write(List<? extends RedisCommand<byte[], byte[], ?>> commands);

    /** Writes a command. */
    void write(RedisCommand<byte[], byte[], ?> command);

    /** Returns the node that will get a call as far as is known, or an empty string. */
    String nodeOf(RedisCall<?> call);

    /** Returns the nodes that serve slots. */
    List<String> nodes();

    /** Returns the connection to a node. */
    CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectionTo(String node);

    /** Returns host and port of a node of a Cluster. */
    default @Nullable RedisClusterNode address(String node) {
        return null;
    }

    /** Returns the connection itself. */
    StatefulConnection<byte[], byte[]> connection();

    /** A single server, be it found by Sentinel or not. */
    record Single(StatefulRedisConnection<byte[], byte[]> connection) implements RedisLine {
        private static final String NODE = "";

        @Override
        public void write(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
            connection.dispatch(commands);
        }

        @Override
        public void write(RedisCommand<byte[], byte[], ?> command) {
            connection.dispatch(command);
        }

        @Override
        public String nodeOf(RedisCall<?> call) {
            return NODE;
        }

        @Override
        public List<String> nodes() {
            return List.of(NODE);
        }

        @Override
        public CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectionTo(String node) {
            return CompletableFuture.completedStage(connection);
        }
    }

    /** A Cluster. */
    record Cluster(StatefulRedisClusterConnection<byte[], byte[]> connection) implements RedisLine {
        @Override
        public void write(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
            // Given all at once, Lettuce would wait for the connection to their node.
            commands.forEach(this::write);
        }

        @Override
        public void write(RedisCommand<byte[], byte[], ?> command) {
            connection.dispatch(command);
        }

        @Override
        public String nodeOf(RedisCall<?> call) {
            RedisClusterNode node = connection.getPartitions().getMasterBySlot(call.slot());
            return node == null ? "" : node.getNodeId();
        }

        @Override
        public List<String> nodes() {
            return connection.getPartitions().stream()
                    .filter(node -> !node.getSlots().isEmpty())
                    .map(RedisClusterNode::getNodeId)
                    .toList();
        }

        @Override
        public CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectionTo(String node) {
            RedisClusterNode known = address(node);
            // By address, as Lettuce does it for a slot: by id it would be another connection.
            return known == null
                    ? CompletableFuture.failedStage(new RedisException("the Cluster has no such node"))
                    : connection.getConnectionAsync(
                            known.getUri().getHost(), known.getUri().getPort());
        }

        @Override
        public @Nullable RedisClusterNode address(String node) {
            return connection.getPartitions().getPartitionByNodeId(node);
        }
    }
}
