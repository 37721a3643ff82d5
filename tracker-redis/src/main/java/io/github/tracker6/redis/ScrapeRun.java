package io.github.tracker6.redis;

import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One scrape on its way: one script for each info hash, all sent before the first is answered. */
final class ScrapeRun {
    private final Session session;
    private final ScrapeBatch batch;
    private final long tick;

    private record Read(int index, RedisCall<byte @Nullable []> swarm) {}

    ScrapeRun(Session session, ScrapeBatch batch, long nowMillis) {
        this.session = session;
        this.batch = batch;
        this.tick = session.tick(nowMillis);
    }

    CompletionStage<ScrapeBatch> start() {
        List<Read> all = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.hidden(i)) {
                byte[][] keys = session.keys().of(batch.infoHash(i).toBytes());
                all.add(new Read(
                        i, session.link().send(RedisCall.eval(session.scripts().scrape(), keys))));
            }
        }
        return CompletableFuture.allOf(all.stream().map(Read::swarm).toArray(CompletableFuture[]::new))
                .handle((unused, failure) -> {
                    if (failure != null) {
                        throw RedisStoreException.of(failure);
                    }
                    all.forEach(this::fill);
                    return batch;
                });
    }

    private void fill(Read read) {
        byte[] reply = read.swarm.join();
        if (reply == null || reply.length < Integer.BYTES) {
            throw new StoreException("the scrape script gave an answer of another shape", null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(reply);
        int downloaded = (int) Math.min(Integer.MAX_VALUE, buffer.getInt() & 0xffff_ffffL);
        new SwarmState(buffer.slice()).scrape(batch, read.index, downloaded, tick);
    }
}
