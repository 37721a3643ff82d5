package io.github.tracker6.redis;

import io.github.tracker6.ScrapeBatch;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One scrape on its way: three plain reads for each info hash, all sent before the first is answered. */
final class ScrapeRun {
    private static final byte[] HEADER = {'h'};

    private final Session session;
    private final ScrapeBatch batch;
    private final long tick;

    private record Reads(
            int index,
            RedisCall<byte @Nullable []> small,
            RedisCall<byte @Nullable []> large,
            RedisCall<byte @Nullable []> downloaded) {}

    ScrapeRun(Session session, ScrapeBatch batch, long nowMillis) {
        this.session = session;
        this.batch = batch;
        this.tick = session.tick(nowMillis);
    }

    CompletionStage<ScrapeBatch> start() {
        List<Reads> all = new ArrayList<>();
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.hidden(i)) {
                Reads reads = read(i);
                all.add(reads);
                futures.addAll(List.of(reads.small, reads.large, reads.downloaded));
            }
        }
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .handle((unused, failure) -> {
                    if (failure != null) {
                        throw RedisStoreException.of(failure);
                    }
                    all.forEach(this::fill);
                    return batch;
                });
    }

    private Reads read(int index) {
        byte[] infoHash = batch.infoHash(index).toBytes();
        byte[][] keys = session.keys().of(infoHash);
        Reads reads = new Reads(index, RedisCall.get(keys[0]), hget(keys[1], HEADER), hget(keys[2], infoHash));
        session.link().send(reads.small, reads.large, reads.downloaded);
        return reads;
    }

    private static RedisCall<byte @Nullable []> hget(byte[] key, byte[] field) {
        return RedisCall.<byte @Nullable []>of(
                CommandType.HGET, () -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), key, field);
    }

    private void fill(Reads reads) {
        byte[] count = reads.downloaded.join();
        int downloaded = count == null
                ? 0
                : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(new String(count, StandardCharsets.US_ASCII)));
        byte[] swarm = reads.small.join();
        if (swarm == null) {
            swarm = reads.large.join();
        }
        new SwarmState(swarm == null ? new byte[0] : swarm).scrape(batch, reads.index, downloaded, tick);
    }
}
