package io.github.tracker6.redis;

import io.github.tracker6.store.StoreTotals;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a node does now and then: sweeps the swarms that it serves, adds up totals. Called by one thread at a time. */
final class Maintenance {
    /** Swarms swept at a time. */
    private static final int MAX_SWEPT = 512;

    private final long totalsMillis;
    private long totalsMillisLast = Long.MIN_VALUE;

    Maintenance(RedisStoreOptions options) {
        this.totalsMillis = options.totalsInterval().toMillis();
    }

    /** Sweeps some swarms that are due; completes with how many endpoints expired. */
    CompletionStage<Integer> sweep(Session session, long nowMillis) {
        long tick = session.tick(nowMillis);
        byte[] packedTick = ByteBuffer.allocate(4).putInt((int) tick).array();
        byte[] count = number(KnownSwarms.SWEPT_PAGES);
        CompletableFuture<Integer> all = CompletableFuture.completedFuture(0);
        for (KnownSwarms.Due due : session.known().due(tick, MAX_SWEPT)) {
            byte[][] keys = session.keys().of(due.infoHash().toBytes());
            RedisCall<List<Object>> call = session.link()
                    .send(RedisCall.eval(
                            SwarmScripts.SWEEP, keys, packedTick, session.settings(), number(due.page()), count));
            all = all.thenCombine(call, (sum, reply) -> sum + swept(session, due, reply, tick));
        }
        return all;
    }

    private static int swept(Session session, KnownSwarms.Due due, List<Object> reply, long tick) {
        if (reply.size() != 2 || !(reply.get(1) instanceof byte[] bytes) || !(reply.get(0) instanceof Long expired)) {
            return 0;
        }
        session.known().swept(due, new SwarmState(bytes), tick);
        return expired.intValue();
    }

    /** Adds up the totals where that is due, or returns null. */
    @Nullable
    CompletionStage<StoreTotals> totals(Session session, long nowMillis) {
        if (totalsMillisLast != Long.MIN_VALUE
                && nowMillis >= totalsMillisLast
                && nowMillis - totalsMillisLast < totalsMillis) {
            return null;
        }
        List<RedisCall<List<byte[]>>> calls = new ArrayList<>();
        for (int tag = 0; tag < session.keys().tags(); tag++) {
            calls.add(session.link()
                    .send(RedisCall.of(
                            CommandType.HGETALL,
                            () -> new ValueListOutput<>(ByteArrayCodec.INSTANCE),
                            session.keys().totals(tag))));
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).thenApply(unused -> {
            RedisTotals totals = new RedisTotals(session.tick(nowMillis));
            for (RedisCall<List<byte[]>> call : calls) {
                List<byte[]> pairs = call.join();
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    byte[] window = pairs.get(i);
                    byte[] counts = pairs.get(i + 1);
                    if (window != null && counts != null) {
                        totals.add(window, counts);
                    }
                }
            }
            totalsMillisLast = nowMillis;
            return totals.sum();
        });
    }

    private static byte[] number(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
