package io.github.tracker6.redis;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * What this node told of swarms lately, bounded, to answer from while Redis is out of reach: somebody who asks the same
 * question gets the peers that the last one got who asked it. Nothing is recorded by that. Thread-safe.
 */
final class RecentAnswers {
    /** Some kilobytes each at most. */
    private static final int MAX_ANSWERS = 1 << 14;

    private static final int MAX_ENDPOINTS = 64;

    /** Who is answered from here comes back when Redis may be there again. */
    private static final int INTERVAL_SECONDS = 120;

    /** An answer is not replaced for this part of the time that it is good for. */
    private static final int PART_KEPT = 64;

    private final long maxAgeMillis;
    private final Cache<Question, Answer> answers;

    /** What an answer depends on. */
    private record Question(InfoHash infoHash, AddressFamily family, boolean downloads) {
        static Question of(PeerUpdate update) {
            return new Question(
                    InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail()),
                    update.family(),
                    update.role() == PeerRole.DOWNLOADER);
        }
    }

    /** What was told, endpoints packed. */
    private record Answer(
            long millis, int complete, int incomplete, int downloaded, ByteBuffer peers4, ByteBuffer peers6) {}

    /**
     * Remembers nothing yet.
     *
     * @param maxAge how long an answer is good for
     */
    RecentAnswers(Duration maxAge) {
        this.maxAgeMillis = maxAge.toMillis();
        this.answers = CacheBuilder.newBuilder()
                .maximumSize(MAX_ANSWERS)
                .expireAfterWrite(maxAge)
                .build();
    }

    /** Keeps what Redis gave, or gives what was kept where it failed. */
    CompletionStage<AnnounceResponse> behind(
            CompletionStage<AnnounceResponse> answer, PeerUpdate update, AnnounceResponse response) {
        return answer.handle((told, failure) -> {
            if (failure == null) {
                keep(update, told);
            } else if (update.stopped() || !give(update, response, ThreadLocalRandom.current())) {
                throw RedisStoreException.of(failure);
            }
            return response;
        });
    }

    private void keep(PeerUpdate update, AnnounceResponse told) {
        if (told.rejection() != null || update.stopped() || update.numWant() == 0) {
            return;
        }
        Question question = Question.of(update);
        Answer last = answers.getIfPresent(question);
        if (last == null || !isFresh(last, update.nowMillis(), maxAgeMillis / PART_KEPT)) {
            answers.put(
                    question,
                    new Answer(
                            update.nowMillis(),
                            told.complete(),
                            told.incomplete(),
                            told.downloaded(),
                            packed(told.peers4()),
                            packed(told.peers6())));
        }
    }

    private static ByteBuffer packed(EndpointList peers) {
        ByteBuffer packed = ByteBuffer.allocate(
                Math.min(peers.size(), MAX_ENDPOINTS) * peers.family().endpointBytes());
        peers.writeTo(packed, MAX_ENDPOINTS);
        return packed.flip();
    }

    private boolean give(PeerUpdate update, AnnounceResponse response, RandomGenerator random) {
        Answer answer = answers.getIfPresent(Question.of(update));
        if (answer == null || !isFresh(answer, update.nowMillis(), maxAgeMillis)) {
            return false;
        }
        response.counts(answer.complete, answer.incomplete, answer.downloaded);
        response.dualStack(false).provisional(false);
        response.intervalSeconds(Math.min(response.intervalSeconds(), INTERVAL_SECONDS));
        fill(response.peers4(), answer.peers4, update, random);
        fill(response.peers6(), answer.peers6, update, random);
        return true;
    }

    /** Gives the peers from a random one on, but for whoever asks. */
    private static void fill(EndpointList list, ByteBuffer packed, PeerUpdate update, RandomGenerator random) {
        list.clear();
        int stride = list.family().endpointBytes();
        int count = packed.limit() / stride;
        boolean own = list.family() == update.family();
        int first = count == 0 ? 0 : random.nextInt(count);
        for (int i = 0; i < count && list.size() < update.numWant(); i++) {
            int at = (first + i) % count * stride;
            boolean ipv4 = list.family() == AddressFamily.IPV4;
            long high = ipv4 ? 0 : packed.getLong(at);
            long low = ipv4 ? packed.getInt(at) & 0xffff_ffffL : packed.getLong(at + 8);
            int port = packed.getShort(at + stride - 2) & 0xffff;
            if (own && high == update.addressHigh() && low == update.addressLow() && port == update.port()) {
                continue;
            }
            if (ipv4) {
                list.addIpv4((int) low, port);
            } else {
                list.addIpv6(high, low, port);
            }
        }
    }

    private static boolean isFresh(Answer answer, long nowMillis, long maxAgeMillis) {
        return Math.abs(nowMillis - answer.millis) <= maxAgeMillis;
    }
}
