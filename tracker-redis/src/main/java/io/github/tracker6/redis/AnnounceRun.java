package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One announce on its way: the script records it, and beside it, in the same round trip, come parts of a swarm that is
 * believed to be large. Where that belief was wrong, or they held too few, more are asked for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows a call sees to its failure
final class AnnounceRun extends CompletableFuture<AnnounceResponse> {
    /** After so many fetches the answer is what was found: arrays can shrink as fast as they are asked for. */
    private static final int MAX_FETCHES = 3;

    private final RedisSwarmStore store;
    private final Session session;
    private final PeerUpdate update;
    private final AnnounceResponse response;
    private final InfoHash infoHash;
    private final byte[][] keys;
    private final long tick;
    private final long tag;
    private final RandomGenerator random;
    private int fetches;

    AnnounceRun(
            RedisSwarmStore store,
            Session session,
            PeerUpdate update,
            AnnounceResponse response,
            RandomGenerator random) {
        this.store = store;
        this.session = session;
        this.update = update;
        this.response = response;
        this.infoHash = InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail());
        this.keys = session.keys().of(infoHash.toBytes());
        this.tick = session.tick(update.nowMillis());
        this.tag = session.arguments().tag(update);
        this.random = random;
    }

    AnnounceRun start() {
        SwarmState large = session.known().large(infoHash);
        int place = large == null ? 0 : session.places().get(infoHash, tag);
        byte[][] arguments = session.arguments()
                .pack(update, tag, tick, store.isFullOfSwarms(), store.isFullOfPeers(), large != null, place);
        ArraySample sample = large != null && asks() ? new ArraySample(large, update, random) : null;
        List<RedisCall<byte[]>> reads = sample == null ? List.of() : calls(sample.first());
        fetches = sample == null ? 0 : 1;
        session.announces()
                .send(keys, arguments, reads)
                .whenComplete((reply, failure) -> then(failure, () -> {
                    if (sample != null) {
                        sample.add(values(reads));
                    }
                    recorded(AnnounceReply.of(reply, update, tag, tick, place), sample);
                }));
        return this;
    }

    private boolean asks() {
        return !update.stopped() && update.numWant() > 0;
    }

    // ---- the answer

    private void recorded(AnnounceReply reply, @Nullable ArraySample sample) {
        Rejection rejection = reply.rejection();
        if (rejection != null) {
            var unused = response.reject(rejection);
            complete(response);
            return;
        }
        SwarmState swarm = reply.swarm();
        session.known().recordState(infoHash, swarm, tick);
        session.places().put(infoHash, tag, reply.place());
        store.expired(reply.expired());
        response.counts(swarm.seeders(), swarm.hosts() - swarm.seeders(), reply.downloaded());
        response.dualStack(reply.dualStack());
        if (!asks() || reply.absent() || swarm.isEmpty()) {
            complete(response);
        } else if (!swarm.isLarge()) {
            Candidates candidates = candidates();
            swarm.addTo(candidates);
            select(candidates, reply);
            complete(response);
        } else if (sample == null || !sample.isOf(swarm)) {
            ArraySample first = new ArraySample(swarm, update, random);
            fetch(first, first.first(), reply);
        } else {
            draw(sample, reply);
        }
    }

    private void fetch(ArraySample sample, List<ArraySample.Stretch> stretches, AnnounceReply reply) {
        if (stretches.isEmpty()) {
            complete(response);
            return;
        }
        fetches++;
        List<RedisCall<byte[]>> reads = calls(stretches);
        session.link()
                .send(reads)
                .whenComplete((unused, failure) -> then(failure, () -> {
                    sample.add(values(reads));
                    draw(sample, reply);
                }));
    }

    private void draw(ArraySample sample, AnnounceReply reply) {
        Candidates candidates = candidates();
        sample.addTo(candidates);
        candidates.ipv4Seeders(reply.swarm().hosts(1));
        select(candidates, reply);
        if (candidates.isShort() && fetches < MAX_FETCHES) {
            List<ArraySample.Stretch> more = sample.more();
            if (!more.isEmpty()) {
                response.peers4().clear();
                response.peers6().clear();
                fetch(sample, more, reply);
                return;
            }
        }
        complete(response);
    }

    private Candidates candidates() {
        return new Candidates(update, tick, tag, random);
    }

    private void select(Candidates candidates, AnnounceReply reply) {
        PeerSelection.select(update, reply.dualStack(), reply.newcomer(), candidates, response);
    }

    private List<RedisCall<byte[]>> calls(List<ArraySample.Stretch> stretches) {
        List<RedisCall<byte[]>> calls = new ArrayList<>(stretches.size());
        for (ArraySample.Stretch stretch : stretches) {
            byte[] page = SwarmKeys.page(keys[0], stretch.classNumber(), stretch.page());
            calls.add(RedisCall.getrange(page, stretch.fromByte(), stretch.lastByte()));
        }
        return calls;
    }

    private static List<byte[]> values(List<RedisCall<byte[]>> calls) {
        return calls.stream().map(CompletableFuture::join).toList();
    }

    /** Goes on where nothing failed, else the announce fails. */
    private void then(@Nullable Throwable failure, Runnable next) {
        if (failure != null) {
            completeExceptionally(RedisStoreException.of(failure));
            return;
        }
        try {
            next.run();
        } catch (RuntimeException e) {
            completeExceptionally(RedisStoreException.of(e));
        }
    }
}
