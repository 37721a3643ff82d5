package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreTotals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a node does now and then: sweeps the swarms that it serves, adds up totals. Called by one thread at a time. */
final class Maintenance {
    /** Swarms swept at a time. */
    private static final int MAX_SWEPT = 512;

    /** Sweeps of one swarm at a time, each of which drops some hundred endpoints. */
    private static final int MAX_ROUNDS = 16;

    /** Pages of each class that are looked at in one swarm at a time. */
    private static final int LOOKED_AT = 16;

    /** Pages of each class that a script goes through, at most. */
    private static final int SWEPT_PAGES = 8;

    private static final byte[] NOBODY = {};

    private final long totalsMillis;
    private long totalsMillisLast = Long.MIN_VALUE;

    Maintenance(RedisStoreOptions options) {
        this.totalsMillis = options.totalsInterval().toMillis();
    }

    /** Sweeps some swarms that are due; completes with how many endpoints expired. */
    CompletionStage<Integer> sweep(Session session, long nowMillis) {
        long tick = session.tick(nowMillis);
        CompletableFuture<Integer> all = CompletableFuture.completedFuture(0);
        for (KnownSwarms.Due due : session.known().due(tick, MAX_SWEPT)) {
            all = all.thenCombine(look(session, due, tick), Integer::sum);
        }
        return all;
    }

    /**
     * Looks whether anybody expired, and sweeps only then: where another tracker hears of the hosts as well, few did of those
     * who were to have announced. To read a swarm costs Redis much less than to go through it by a script.
     */
    private static CompletableFuture<Integer> look(Session session, KnownSwarms.Due due, long tick) {
        byte[] key = session.keys().of(due.infoHash().toBytes())[0];
        if (due.large() != null) {
            return lookAtPages(session, due, due.large(), key, tick);
        }
        return session.link()
                .send(RedisCall.get(key))
                // That of a large swarm is no string; a sweep finds that out, too.
                .<@Nullable SwarmState>handle(
                        (bytes, failure) -> failure != null ? null : new SwarmState(bytes == null ? NOBODY : bytes))
                .thenCompose(swarm -> {
                    if (swarm == null || (!swarm.isEmpty() && swarm.ticksLeft(tick) == 0)) {
                        return sweep(session, due, tick, MAX_ROUNDS);
                    }
                    session.known().recordState(due.infoHash(), swarm, tick);
                    return CompletableFuture.completedFuture(0);
                });
    }

    private static CompletableFuture<Integer> lookAtPages(
            Session session, KnownSwarms.Due due, SwarmState header, byte[] key, long tick) {
        record Page(int classNumber, RedisCall<byte @Nullable []> content) {}
        int most = 0;
        List<Page> pages = new ArrayList<>();
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            int count = Records.pages(classNumber, header.hosts(classNumber));
            most = Math.max(most, count);
            for (int page = due.page(); page < Math.min(count, due.page() + LOOKED_AT); page++) {
                pages.add(new Page(
                        classNumber,
                        RedisCall.getex(
                                SwarmKeys.page(key, classNumber, page),
                                SwarmScripts.pageMillis(session.agreement().ttlMillis()))));
            }
        }
        int next = due.page() + LOOKED_AT < most ? due.page() + LOOKED_AT : -1;
        if (pages.isEmpty()) {
            session.known().lookedAt(due, -1, Records.TTL_TICKS, tick);
            return CompletableFuture.completedFuture(0);
        }
        return session.link()
                .send(pages.stream().<RedisCall<?>>map(Page::content).toList())
                .thenCompose(unused -> {
                    int oldest = 0;
                    for (Page page : pages) {
                        byte[] content = page.content.join();
                        // One that is missing is for the sweep to see to.
                        oldest = Math.max(
                                oldest,
                                content == null
                                        ? Records.TTL_TICKS
                                        : Records.oldestAge(ByteBuffer.wrap(content), page.classNumber, tick));
                    }
                    if (oldest >= Records.TTL_TICKS) {
                        return sweep(session, due, tick, MAX_ROUNDS);
                    }
                    session.known().lookedAt(due, next, Records.TTL_TICKS - oldest, tick);
                    return CompletableFuture.completedFuture(0);
                });
    }

    /** Sweeps a part of a swarm, and goes on at once where there was a lot to do. */
    private static CompletableFuture<Integer> sweep(Session session, KnownSwarms.Due due, long tick, int rounds) {
        RedisCall<List<Object>> call = session.link()
                .send(RedisCall.eval(
                        session.scripts().sweep(),
                        session.keys().of(due.infoHash().toBytes()),
                        ByteBuffer.allocate(4).putInt((int) tick).array(),
                        RedisCall.number(due.page()),
                        RedisCall.number(SWEPT_PAGES)));
        return call.thenCompose(reply -> {
            if (reply.size() != 4
                    || !(reply.get(0) instanceof Long expired)
                    || !(reply.get(1) instanceof byte[] bytes)
                    || !(reply.get(2) instanceof Long next)
                    || !(reply.get(3) instanceof Long left)) {
                throw new StoreException("the sweep script gave an answer of another shape", null);
            }
            session.known().swept(due, new SwarmState(bytes), next.intValue(), left.intValue(), tick);
            return expired == 0 || next < 0 || rounds == 1
                    ? CompletableFuture.completedFuture(expired.intValue())
                    : sweep(
                                    session,
                                    new KnownSwarms.Due(
                                            due.infoHash(),
                                            due.large(),
                                            next.intValue(),
                                            Math.min(due.expiryTick(), tick + left)),
                                    tick,
                                    rounds - 1)
                            .thenApply(more -> expired.intValue() + more);
        });
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
            calls.add(session.link().send(RedisCall.hmget(session.keys().ofTag(tag), RedisTotals.FIELDS)));
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).thenApply(unused -> {
            RedisTotals totals = new RedisTotals(session.tick(nowMillis));
            for (RedisCall<List<byte[]>> call : calls) {
                for (byte[] window : call.join()) {
                    if (window != null) {
                        totals.add(window);
                    }
                }
            }
            totalsMillisLast = nowMillis;
            return totals.sum();
        });
    }
}
