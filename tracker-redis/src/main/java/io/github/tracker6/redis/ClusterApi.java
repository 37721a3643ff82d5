package io.github.tracker6.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The node of a Cluster that serves the log's slot. It asks a node that it knows for a key of the log, and goes where that
 * node sends it; the nodes of the Cluster, which it learns at each connection, are asked in turn. One slot needs no map of
 * all slots, and a node that is down is asked once per attempt, not by all parts of a client.
 */
final class ClusterApi implements RedisApi {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(2);
    private static final int MAX_HOPS = 3;
    private static final Pattern MOVED = Pattern.compile("MOVED \\d+ (.*):(\\d+)");

    private final LettuceClient client;
    private final List<RedisURI> seeds;
    private final byte[] key;
    // By host and port; the node to ask first comes first.
    private Map<String, RedisURI> nodes = new LinkedHashMap<>();

    /**
     * Makes the API; connects to nothing.
     *
     * @param seeds the nodes to begin with
     * @param key any of the log's keys
     */
    ClusterApi(LettuceClient client, List<RedisURI> seeds, byte[] key) {
        this.client = client;
        this.seeds = seeds.stream().map(LettuceClient::limited).toList();
        this.key = key;
    }

    @Override
    public CompletionStage<RedisSession> connect() {
        try {
            return connect(candidates(), 0, RedisFailure.CLUSTER.exception());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public String aclCommands() {
        return " +cluster|slots";
    }

    @Override
    public void close() {
        client.close();
    }

    private CompletionStage<RedisSession> connect(List<RedisURI> candidates, int index, Throwable failure) {
        if (index == candidates.size()) {
            return CompletableFuture.failedStage(failure);
        }
        RedisURI node = candidates.get(index);
        return follow(node, MAX_HOPS)
                .handle((session, failed) -> {
                    if (failed == null) {
                        return CompletableFuture.completedFuture(session);
                    }
                    postpone(node);
                    // What a node says tells the operator more than that another one is silent.
                    boolean silent = RedisFailure.of(failed) == RedisFailure.OUT_OF_REACH && index > 0;
                    return connect(candidates, index + 1, silent ? failure : failed);
                })
                .thenCompose(Function.identity());
    }

    private CompletionStage<RedisSession> follow(RedisURI node, int hops) {
        return client.open(node)
                .thenCompose(session -> session.send(CommandType.EXISTS, TIME_LIMIT, key)
                        .handle((reply, failure) -> {
                            if (failure == null) {
                                learn(session, node);
                                return CompletableFuture.completedStage(session);
                            }
                            session.end(RedisFailure.LOST.exception());
                            RedisURI other = target(failure, node);
                            return other == null || hops == 0
                                    ? CompletableFuture.<RedisSession>failedStage(failure)
                                    : follow(other, hops - 1);
                        })
                        .thenCompose(Function.identity()));
    }

    private static @Nullable RedisURI target(Throwable failure, RedisURI node) {
        Throwable reply =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Matcher moved = MOVED.matcher(String.valueOf(reply.getMessage()));
        return reply instanceof RedisCommandExecutionException && moved.matches()
                ? at(node, moved.group(1), Integer.parseInt(moved.group(2)))
                : null;
    }

    /** Asks which nodes there are, so that the log is found when this one is gone. */
    @SuppressWarnings("FutureReturnValueIgnored") // the next connection asks again
    private void learn(RedisSession session, RedisURI node) {
        session.send(CommandType.CLUSTER, TIME_LIMIT, "SLOTS").thenAccept(reply -> {
            Map<String, RedisURI> found = new LinkedHashMap<>();
            put(found, node);
            if (reply instanceof List<?> ranges) {
                for (Object range : ranges) {
                    List<?> parts = (List<?>) range;
                    for (Object part : parts.subList(2, parts.size())) {
                        List<?> words = (List<?>) part;
                        String host =
                                words.get(0) instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : "";
                        put(found, at(node, host, ((Long) words.get(1)).intValue()));
                    }
                }
            }
            synchronized (this) {
                nodes = found;
            }
        });
    }

    private synchronized List<RedisURI> candidates() {
        Map<String, RedisURI> all = new LinkedHashMap<>(nodes);
        seeds.forEach(seed -> put(all, seed));
        return new ArrayList<>(all.values());
    }

    private synchronized void postpone(RedisURI node) {
        nodes.remove(node.getHost() + ":" + node.getPort());
        put(nodes, node);
    }

    private static void put(Map<String, RedisURI> nodes, RedisURI node) {
        nodes.putIfAbsent(node.getHost() + ":" + node.getPort(), node);
    }

    /** Returns a node of the same Cluster; without a host it is on the host of the node that said so. */
    private static RedisURI at(RedisURI node, String host, int port) {
        return RedisURI.builder(node)
                .withHost(host.isEmpty() ? node.getHost() : host)
                .withPort(port)
                .build();
    }
}
