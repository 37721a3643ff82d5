package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Ticker;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerException;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PasskeyAccessTest {
    private static final InfoHash ONE = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final InfoHash TWO = InfoHash.fromHex("08ada5a7a6183aae1e09d831df6748d566095a10");
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final PasskeySet SET = PasskeySet.of(Map.of(
            PasskeyHash.of("all"), Optional.empty(),
            PasskeyHash.of("one"), Optional.of(InfoHashSet.of(List.of(ONE)))));

    private final List<PasskeyHash> asked = new ArrayList<>();
    private final List<CompletableFuture<Optional<Predicate<InfoHash>>>> answers = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void onlyARequestWithAKnownPasskeyIsServed() {
        Tracker tracker = tracker(PasskeyAccess.of(() -> SET));
        assertThat(announce(tracker, request(ONE))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(announce(tracker, request(ONE).path("/announce"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(announce(tracker, request(ONE).path("/al/announce"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(announce(tracker, request(ONE).passkey("ALL"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(announce(tracker, request(ONE).token("all"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(tracker.totals().swarms()).isZero();

        assertThat(announce(tracker, request(ONE).path("/all/announce"))).isNull();
        assertThat(announce(tracker, request(TWO).passkey("all"))).isNull();
        assertThat(tracker.totals().swarms()).isEqualTo(2);
    }

    @Test
    void aPasskeyIsForItsTorrentsAlone() {
        Tracker tracker = tracker(PasskeyAccess.of(() -> SET));
        assertThat(announce(tracker, request(TWO).passkey("one"))).isEqualTo(Rejection.NOT_SERVED);
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(announce(tracker, request(ONE).passkey("one"))).isNull();
        assertThat(announce(tracker, request(TWO).passkey("all"))).isNull();

        ScrapeBatch batch = new ScrapeBatch().add(ONE).add(TWO).path("/one/scrape");
        assertThat(tracker.scrape(batch)).isCompleted();
        assertThat(batch.rejection()).isNull();
        assertThat(batch.known(0)).isTrue();
        assertThat(batch.known(1)).isFalse();
    }

    @Test
    void aScrapeIsHeldToTheSameRule() {
        Tracker tracker = tracker(PasskeyAccess.of(() -> SET));
        assertThat(announce(tracker, request(ONE).passkey("all"))).isNull();
        assertThat(scrape(tracker, new ScrapeBatch())).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(scrape(tracker, new ScrapeBatch().path("/x/scrape"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(scrape(tracker, new ScrapeBatch().path("/x/scrape").passkey("all")))
                .isNull();
        ScrapeBatch all = new ScrapeBatch();
        assertThat(tracker.scrapeAll(all)).isCompleted();
        assertThat(all.rejection()).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
    }

    @Test
    void bothFamiliesOfAHostAreServedWithOneUrl() {
        Tracker tracker = tracker(PasskeyAccess.of(() -> SET));
        assertThat(announce(tracker, request(ONE).path("/all/announce"))).isNull();
        AnnounceRequest overIpv4 = request(ONE).path("/all/announce").source(AddressFamily.IPV4, 0, 0xc6336401L);
        assertThat(announce(tracker, overIpv4)).isNull();
        assertThat(tracker.totals().dualStackHosts()).isEqualTo(1);
        assertThat(tracker.totals().hosts()).isEqualTo(1);
    }

    @Test
    void anAnswerIsAskedForOnceAndKept() {
        Tracker tracker = tracker(later());
        CompletableFuture<AnnounceResponse> first = start(tracker, request(ONE).passkey("k"));
        CompletableFuture<AnnounceResponse> second = start(tracker, request(TWO).passkey("k"));
        assertThat(first).isNotDone();
        assertThat(asked).containsExactly(PasskeyHash.of("k"));
        answers.get(0).complete(Optional.of(ONE::equals));
        assertThat(first.join().rejection()).isNull();
        assertThat(second.join().rejection()).isEqualTo(Rejection.NOT_SERVED);

        assertThat(announce(tracker, request(ONE).passkey("k"))).isNull();
        assertThat(asked).hasSize(1);
        nanos.addAndGet(KEEP.toNanos());
        assertThat(start(tracker, request(ONE).passkey("k"))).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void thatAPasskeyIsUnknownIsKeptToo() {
        Tracker tracker = tracker(later());
        CompletableFuture<AnnounceResponse> first = start(tracker, request(ONE).passkey("k"));
        ScrapeBatch batch = new ScrapeBatch().add(ONE).passkey("k");
        CompletionStage<ScrapeBatch> scrape = tracker.scrape(batch);
        answers.get(0).complete(Optional.empty());
        assertThat(first.join().rejection()).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(scrape).isCompleted();
        assertThat(batch.rejection()).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(announce(tracker, request(ONE).passkey("k"))).isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        assertThat(asked).hasSize(1);
        assertThat(tracker.totals().swarms()).isZero();
    }

    @Test
    void noMoreAnswersAreKeptThanAllowed() {
        Tracker tracker = tracker(PasskeyAccess.lookUpLater(
                hash -> {
                    asked.add(hash);
                    return CompletableFuture.completedFuture(Optional.empty());
                },
                KEEP,
                0));
        announce(tracker, request(ONE).passkey("k"));
        announce(tracker, request(ONE).passkey("k"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void requestsShareALookUpAlsoIfNothingIsKept() {
        List<CompletableFuture<Optional<Predicate<InfoHash>>>> under = new ArrayList<>();
        Tracker tracker = tracker(PasskeyAccess.lookUpLater(
                hash -> {
                    under.add(new CompletableFuture<>());
                    return under.get(under.size() - 1);
                },
                Duration.ZERO,
                0));
        CompletableFuture<AnnounceResponse> first = start(tracker, request(ONE).passkey("k"));
        CompletableFuture<AnnounceResponse> second = start(tracker, request(ONE).passkey("k"));
        assertThat(under).hasSize(1);
        under.get(0).complete(Optional.of(torrent -> true));
        assertThat(first.join().rejection()).isNull();
        assertThat(second.join().rejection()).isNull();
    }

    @Test
    void madeUpPasskeysPushOutNoUser() {
        Tracker tracker = tracker(PasskeyAccess.lookUpLater(
                hash -> {
                    asked.add(hash);
                    boolean known = hash.equals(PasskeyHash.of("k"));
                    return CompletableFuture.completedFuture(known ? Optional.of(torrent -> true) : Optional.empty());
                },
                KEEP,
                8));
        announce(tracker, request(ONE).passkey("k"));
        for (int i = 0; i < 100; i++) {
            assertThat(announce(tracker, request(ONE).passkey("made up " + i)))
                    .isEqualTo(PasskeyAccess.UNKNOWN_PASSKEY);
        }
        assertThat(announce(tracker, request(ONE).passkey("k"))).isNull();
        assertThat(asked).hasSize(101);
    }

    @Test
    void whoAsksAgainWhenALookUpFailedAsksANewQuestion() {
        Tracker tracker = tracker(later());
        List<CompletableFuture<AnnounceResponse>> again = new ArrayList<>();
        CompletableFuture<AnnounceResponse> first = start(tracker, request(ONE).passkey("k"));
        CompletableFuture<Boolean> retried = first.handle(
                (answer, failure) -> again.add(start(tracker, request(ONE).passkey("k"))));
        answers.get(0).completeExceptionally(new IllegalStateException("no connection"));
        assertThat(retried).succeedsWithin(Duration.ofSeconds(5));
        assertThat(again.get(0)).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void noMorePasskeysAreLookedUpAtATimeThanAllowed() {
        Tracker tracker = tracker(PasskeyAccess.lookUpLater(hash -> new CompletableFuture<>(), KEEP, 8));
        for (int i = 0; i < PasskeyAnswers.MAX_UNDER_WAY; i++) {
            assertThat(start(tracker, request(ONE).passkey("made up " + i))).isNotDone();
        }
        assertFailed(start(tracker, request(ONE).passkey("one more")));
    }

    @Test
    void aLookUpThatFailsIsNotKept() {
        Tracker tracker = tracker(later());
        CompletableFuture<AnnounceResponse> first = start(tracker, request(ONE).passkey("k"));
        answers.get(0).completeExceptionally(new IllegalStateException("no connection"));
        assertFailed(first);
        CompletableFuture<AnnounceResponse> second = start(tracker, request(ONE).passkey("k"));
        answers.get(1).complete(Optional.of(torrent -> true));
        assertThat(second.join().rejection()).isNull();
    }

    @Test
    void aLookUpThatThrowsOrTakesTooLongFailsTheRequest() {
        Tracker throwing = tracker(PasskeyAccess.lookUpLater(
                hash -> {
                    throw new RejectedExecutionException("full");
                },
                KEEP,
                10));
        assertFailed(start(throwing, request(ONE).passkey("k")));
        Tracker slow = tracker(PasskeyAccess.lookUpLater(
                hash -> new CompletableFuture<>(), KEEP, 10, Duration.ofMillis(20), Ticker.systemTicker()));
        CompletableFuture<AnnounceResponse> stage = start(slow, request(ONE).passkey("k"));
        assertFailed(stage.orTimeout(5, TimeUnit.SECONDS));
        assertThat(slow.totals().swarms()).isZero();
    }

    @Test
    void numbersHaveARange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasskeyAccess.lookUpLater(hash -> null, Duration.ofSeconds(-1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> PasskeyAccess.lookUpLater(hash -> null, KEEP, -1));
    }

    private PasskeyAccess later() {
        return PasskeyAccess.lookUpLater(
                hash -> {
                    asked.add(hash);
                    answers.add(new CompletableFuture<>());
                    return answers.get(answers.size() - 1);
                },
                KEEP,
                10,
                PasskeyAccess.LOOK_UP_LIMIT,
                new Ticker() {
                    @Override
                    public long read() {
                        return nanos.get();
                    }
                });
    }

    private static void assertFailed(CompletableFuture<AnnounceResponse> stage) {
        assertThat(stage)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(TrackerException.class);
    }

    private static Tracker tracker(TrackerInterceptor interceptor) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .interceptor(interceptor)
                .fullScrapeLimit(10)
                .build();
    }

    private static AnnounceRequest request(InfoHash infoHash) {
        return new AnnounceRequest()
                .infoHash(infoHash)
                .peerId(0x2d58583030303100L, 2, 3)
                .key(77)
                .source(AddressFamily.IPV6, 0x2a01_0db8_0000_0000L, 1)
                .port(6881)
                .lan(true);
    }

    private static CompletableFuture<AnnounceResponse> start(Tracker tracker, AnnounceRequest request) {
        return tracker.announce(request).toCompletableFuture();
    }

    private static Rejection announce(Tracker tracker, AnnounceRequest request) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isSameAs(response.done());
        return response.rejection();
    }

    private static Rejection scrape(Tracker tracker, ScrapeBatch batch) {
        assertThat(tracker.scrape(batch.add(ONE))).isSameAs(batch.done());
        return batch.rejection();
    }
}
