package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.store.PeerUpdate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One announce on its way: the script records it, and beside it, in the same round trip, come pages of a swarm that is
 * believed to be large. Where that belief was wrong, or the pages held too few, more are asked for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows a call sees to its failure
final class AnnounceRun extends CompletableFuture<AnnounceResponse> {
    /** After so many fetches the answer is what was found: pages can shrink as fast as they are asked for. */
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
        KnownSwarms.Large large = session.known().large(infoHash);
        SwarmState header = large == null ? null : large.header();
        PageSample sample = large != null && asks() ? sample(large) : null;
        byte[][] fields = sample == null ? new byte[0][] : sample.firstFields();
        boolean beside = fields.length > 0;
        byte[] packed = session.arguments()
                .pack(update, tag, tick, store.isFullOfSwarms(), store.isFullOfPeers(), header, beside);
        RedisCall<byte @Nullable []> announce = RedisCall.eval(session.scripts().announce(), keys, packed);
        if (sample == null || !beside) {
            session.link().send(announce);
            announce.whenComplete((reply, failure) -> recorded(reply, failure, null, null));
            return this;
        }
        fetches++;
        RedisCall<List<byte[]>> pages = RedisCall.hmget(keys[0], withHeader(fields));
        session.link().send(announce, pages);
        announce.whenComplete((reply, failure) -> pages.whenComplete((contents, missing) -> {
            if (contents == null) {
                // Also where the swarm is none that has pages, any more.
                recorded(reply, failure == null ? missing : failure, null, null);
            } else {
                sample.add(contents.subList(1, contents.size()));
                recorded(reply, failure, sample, contents.get(0));
            }
        }));
        return this;
    }

    private static byte[][] withHeader(byte[][] fields) {
        byte[][] all = new byte[fields.length + 1][];
        all[0] = SwarmKeys.HEADER_FIELD;
        System.arraycopy(fields, 0, all, 1, fields.length);
        return all;
    }

    private boolean asks() {
        return !update.stopped() && update.numWant() > 0;
    }

    private PageSample sample(KnownSwarms.Large swarm) {
        return new PageSample(swarm, update, tick, random);
    }

    private void recorded(
            byte @Nullable [] reply,
            @Nullable Throwable failure,
            @Nullable PageSample sample,
            byte @Nullable [] header) {
        if (reply == null) {
            fail(failure);
            return;
        }
        try {
            AnnounceReply told = AnnounceReply.of(reply, update, tag, tick);
            if (!told.headerBeside()) {
                recorded(told, sample);
            } else if (header != null) {
                recorded(told.with(new SwarmState(header)), sample);
            } else {
                // The swarm became small, or ended, right behind the announce; to repeat that does no harm.
                session.known().forget(infoHash);
                var unused = start();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void recorded(AnnounceReply reply, @Nullable PageSample sample) {
        Rejection rejection = reply.rejection();
        if (rejection != null) {
            var unused = response.reject(rejection);
            complete(response);
            return;
        }
        SwarmState swarm = reply.swarm();
        KnownSwarms.Large large = session.known().heard(infoHash, swarm, tick);
        store.expired(reply.expired());
        response.counts(swarm.seeders(), swarm.hosts() - swarm.seeders(), reply.downloaded());
        response.dualStack(reply.dualStack());
        if (!asks() || reply.absent() || swarm.isEmpty()) {
            complete(response);
        } else if (large == null) {
            Candidates candidates = candidates();
            swarm.addTo(candidates);
            fill(candidates, reply, candidates.ipv4Seeders());
            complete(response);
        } else if (sample == null || !sample.isOf(swarm)) {
            PageSample first = sample(large);
            fetch(first, first.firstFields(), reply);
        } else {
            draw(sample, reply);
        }
    }

    private void fetch(PageSample sample, byte[][] fields, AnnounceReply reply) {
        if (fields.length == 0) {
            complete(response);
            return;
        }
        fetches++;
        RedisCall<List<byte[]>> pages = session.link().send(RedisCall.hmget(keys[0], fields));
        pages.whenComplete((contents, failure) -> {
            if (contents == null) {
                fail(failure);
                return;
            }
            try {
                sample.add(contents);
                draw(sample, reply);
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }

    private void draw(PageSample sample, AnnounceReply reply) {
        Candidates candidates = candidates();
        sample.addTo(candidates);
        fill(candidates, reply, reply.swarm().hosts(1));
        if (candidates.isShort() && fetches < MAX_FETCHES) {
            byte[][] fields = sample.moreFields();
            if (fields.length > 0) {
                response.peers4().clear();
                response.peers6().clear();
                fetch(sample, fields, reply);
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

    private void fail(@Nullable Throwable failure) {
        completeExceptionally(
                failure == null ? RedisStoreException.of(RedisTrouble.SCRIPT) : RedisStoreException.of(failure));
    }
}
