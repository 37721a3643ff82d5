package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
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
        RedisCall<byte @Nullable []> announce = RedisCall.eval(
                session.scripts().announce(),
                keys,
                session.arguments()
                        .pack(update, tag, tick, store.isFullOfSwarms(), store.isFullOfPeers(), large != null, place));
        Flight flight = new Flight(announce);
        ArraySample sample = large != null && asks() ? new ArraySample(large, update, random) : null;
        if (sample != null) {
            fetches++;
            flight.add(sample.first());
        }
        flight.send(() -> {
            byte[] reply = announce.join();
            if (reply == null) {
                throw RedisStoreException.of(RedisTrouble.SCRIPT);
            }
            if (sample != null) {
                flight.addTo(sample);
            }
            recorded(AnnounceReply.of(reply, update, tag, tick, place), sample);
        });
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
        session.known().heard(infoHash, swarm, tick);
        session.places().put(infoHash, tag, reply.place());
        store.expired(reply.expired());
        response.counts(swarm.seeders(), swarm.hosts() - swarm.seeders(), reply.downloaded());
        response.dualStack(reply.dualStack());
        if (!asks() || reply.absent() || swarm.isEmpty()) {
            complete(response);
        } else if (!swarm.isLarge()) {
            Candidates candidates = candidates();
            swarm.addTo(candidates);
            fill(candidates, reply, candidates.ipv4Seeders());
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
        Flight flight = new Flight();
        flight.add(stretches);
        flight.send(() -> {
            flight.addTo(sample);
            draw(sample, reply);
        });
    }

    private void draw(ArraySample sample, AnnounceReply reply) {
        Candidates candidates = candidates();
        sample.addTo(candidates);
        fill(candidates, reply, reply.swarm().hosts(1));
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

    private void fill(Candidates candidates, AnnounceReply reply, int ipv4Seeders) {
        Selection.fill(update, candidates, reply.dualStack(), reply.newcomer(), ipv4Seeders, response);
    }

    private void fail(Throwable failure) {
        completeExceptionally(RedisStoreException.of(failure));
    }

    /** Calls about the swarm that go out together, in their order. */
    private final class Flight {
        private final List<RedisCall<?>> calls = new ArrayList<>();
        private final List<RedisCall<byte[]>> stretches = new ArrayList<>();

        Flight() {}

        Flight(RedisCall<?> first) {
            calls.add(first);
        }

        void add(List<ArraySample.Stretch> asked) {
            for (ArraySample.Stretch stretch : asked) {
                byte[] page = SwarmKeys.page(keys[0], stretch.classNumber(), stretch.page());
                RedisCall<byte[]> call = RedisCall.getrange(page, stretch.fromByte(), stretch.lastByte());
                stretches.add(call);
                calls.add(call);
            }
        }

        /** Sends the calls; goes on where all succeeded, else the announce fails. */
        void send(Runnable then) {
            session.link().send(calls).whenComplete((unused, failure) -> {
                if (failure != null) {
                    fail(failure);
                    return;
                }
                try {
                    then.run();
                } catch (RuntimeException e) {
                    fail(e);
                }
            });
        }

        void addTo(ArraySample sample) {
            sample.add(stretches.stream().map(CompletableFuture::join).toList());
        }
    }
}
