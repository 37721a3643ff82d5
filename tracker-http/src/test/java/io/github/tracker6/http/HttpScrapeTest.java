package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpScrapeTest {
    private static final String FLAGS = "5:flagsd20:min_request_intervali1800eee";
    private final Requests requests = new Requests();

    private static InfoHash hash(int first, int last) {
        byte[] bytes = "aaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.ISO_8859_1);
        bytes[0] = (byte) first;
        bytes[19] = (byte) last;
        return InfoHash.fromBytes(bytes);
    }

    private static String raw(InfoHash hash) {
        return new String(hash.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String encoded(InfoHash hash) {
        StringBuilder text = new StringBuilder();
        for (byte b : hash.toBytes()) {
            text.append(String.format("%%%02x", b));
        }
        return text.toString();
    }

    @Test
    void bep48_21_theAnswerIsExactlyThisSortedByRawBytesWithoutDuplicatesAndUnknownOnes() {
        InfoHash low = hash(0x01, 'x');
        InfoHash high = hash(0xff, 'x');
        requests.store.swarms.put(high, new int[] {1, 2, 3, 1});
        requests.store.swarms.put(low, new int[] {4, 5, 6, 5});
        String target = "/scrape?info_hash=" + encoded(high) + "&info_hash=" + encoded(hash(0x50, 'x')) + "&info_hash="
                + encoded(low) + "&info_hash=" + encoded(high);
        assertThat(requests.ask(target))
                .isEqualTo("d5:filesd20:" + raw(low)
                        + "d8:completei4e10:downloadedi6e11:downloadersi5e10:incompletei5ee"
                        + "20:" + raw(high)
                        + "d8:completei1e10:downloadedi3e11:downloadersi1e10:incompletei2eee" + FLAGS);
    }

    @Test
    void unknownSwarmsAloneGiveAnEmptyDictionary() {
        assertThat(requests.ask("/scrape?info_hash=" + Requests.HASH)).isEqualTo("d5:filesde" + FLAGS);
    }

    @Test
    void theScrapePathEndsInScrapeAtAnyPrefix() {
        assertThat(requests.ask("/KEY/scrape?info_hash=" + Requests.HASH)).startsWith("d5:files");
        assertThat(requests.ask("/scrape/?info_hash=" + Requests.HASH)).startsWith("d5:files");
        assertThat(requests.ask("/KEY/scrape/?info_hash=" + Requests.HASH)).startsWith("d5:files");
        assertThat(requests.exchange("/scrapes?info_hash=" + Requests.HASH, "192.0.2.1", e -> {})
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info_hash=a",
                "info_hash=",
                "info_hash=aaaaaaaaaaaaaaaaaaaa&info_hash=aaaaaaaaaaaaaaaaaaa",
                "info_hash=aaaaaaaaaaaaaaaaa%zz",
                "info_hash=aaaaaaaaaaaaaaaaaaaaa"
            })
    void aPartialHashIsAFailure(String query) {
        assertThat(requests.ask("/scrape?" + query)).contains("info_hash is missing or not 20 bytes");
    }

    @Test
    void upTo100HashesAreAnswered() {
        StringBuilder target = new StringBuilder("/scrape?x=y");
        for (int i = 0; i < 101; i++) {
            requests.store.swarms.put(hash('h', i), new int[] {1, 0, 0, 0});
            target.append("&info_hash=").append(encoded(hash('h', i)));
        }
        assertThat(requests.ask(target.toString()).split("8:complete", -1)).hasSize(100 + 1);
        InfoHash last = hash('h', 100);
        assertThat(requests.ask(target.toString())).doesNotContain(raw(last)).contains(raw(hash('h', 99)));
    }

    @Test
    void everyOtherParameterIsSkippedWhateverItsLengthAndNumber() {
        String hash = "info_hash=" + Requests.HASH;
        String others = "&x=1".repeat(2_000) + "&x=" + "1".repeat(2_000) + "&left=" + "z".repeat(300);
        assertThat(requests.ask("/scrape?" + others + "&" + hash)).isEqualTo(requests.ask("/scrape?" + hash));
        assertThat(requests.ask("/scrape?" + hash + others)).startsWith("d5:files");
    }

    @Test
    void aFullScrapeIsOffByDefault() {
        requests.store.swarms.put(hash(1, 1), new int[] {1, 2, 3, 1});
        assertThat(requests.ask("/scrape"))
                .isEqualTo("d14:failure reason26:Full scrape is not allowed8:intervali1800ee");
    }

    @Test
    void aFullScrapeListsEverySwarmSortedAndCompressedWhereItIsLong() throws IOException {
        Requests open = new Requests(true, HttpLimits.defaults());
        for (int i = 255; i >= 0; i--) {
            open.store.swarms.put(hash(i, 0), new int[] {1, 2, 3, 1});
        }
        String plain = open.ask("/scrape");
        assertThat(plain.split("8:complete", -1)).hasSize(256 + 1);
        assertThat(plain).startsWith("d5:filesd20:" + raw(hash(0, 0)));
        assertThat(plain.indexOf(raw(hash(127, 0)))).isLessThan(plain.indexOf(raw(hash(128, 0))));
        TrackerExchange exchange = open.exchange("/scrape", "192.0.2.1", Requests::acceptGzip);
        assertThat(exchange.gzipped()).isTrue();
        assertThat(exchange.bodyLength()).isLessThan(plain.length() / 4);
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(exchange.body(), 0, exchange.bodyLength()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(plain);
        }
    }

    @Test
    void shortAnswersAreNotCompressed() {
        int length = requests.ask("/scrape?info_hash=" + Requests.HASH).length();
        for (int threshold : new int[] {length, length + 1}) {
            Requests limited = new Requests(
                    false, HttpLimits.builder().minGzipBytes(threshold).build());
            TrackerExchange exchange =
                    limited.exchange("/scrape?info_hash=" + Requests.HASH, "192.0.2.1", Requests::acceptGzip);
            assertThat(exchange.gzipped()).isEqualTo(threshold == length);
        }
    }

    @Test
    void aFullScrapeTooManyIsUnavailable() {
        Requests open = new Requests(true, HttpLimits.defaults());
        HttpTrackerHandler busy = HttpTrackerHandler.builder(open.tracker)
                .fullScrapeExecutor(task -> {
                    throw new RejectedExecutionException("busy");
                })
                .build();
        byte[] target = "/scrape".getBytes(StandardCharsets.US_ASCII);
        TrackerExchange exchange = busy.newExchange().reset().target(target, 0, target.length);
        assertThat(busy.handle(exchange)).isSameAs(exchange.done());
        assertThat(Requests.text(exchange)).contains("The tracker is unavailable");
    }

    @Test
    void oneFullScrapeServesAllThatAskWithinSeconds() {
        Requests open = new Requests(true, HttpLimits.defaults());
        open.store.swarms.put(hash(1, 1), new int[] {1, 2, 3, 1});
        AtomicLong now = new AtomicLong(1_000);
        List<Runnable> tasks = new ArrayList<>();
        HttpTrackerHandler handler = HttpTrackerHandler.builder(open.tracker)
                .fullScrapeExecutor(tasks::add)
                .clock(now::get)
                .build();
        TrackerExchange first = fullScrape(handler);
        TrackerExchange second = fullScrape(handler);
        assertThat(tasks).hasSize(1);
        assertThat(first.bodyLength()).isZero();
        tasks.remove(0).run();
        assertThat(Requests.text(first)).startsWith("d5:filesd20:");
        assertThat(second.body()).isSameAs(first.body());

        open.store.swarms.put(hash(2, 2), new int[] {1, 2, 3, 1});
        now.addAndGet(FullScrapes.REUSE_MILLIS - 1);
        assertThat(fullScrape(handler).body()).isSameAs(first.body());
        now.incrementAndGet();
        TrackerExchange later = fullScrape(handler);
        tasks.remove(0).run();
        assertThat(Requests.text(later).split("8:complete", -1)).hasSize(2 + 1);
    }

    @Test
    void aFullScrapeThatNeverEndsIsMadeAgainAfterAMinute() {
        Requests open = new Requests(true, HttpLimits.defaults());
        AtomicLong now = new AtomicLong(1_000);
        List<Runnable> tasks = new ArrayList<>();
        HttpTrackerHandler handler = HttpTrackerHandler.builder(open.tracker)
                .fullScrapeExecutor(tasks::add)
                .clock(now::get)
                .build();
        TrackerExchange first = fullScrape(handler);
        now.addAndGet(FullScrapes.LIMIT_MILLIS - 1);
        TrackerExchange second = fullScrape(handler);
        assertThat(tasks).hasSize(1);
        assertThat(first.bodyLength() + second.bodyLength()).isZero();

        now.incrementAndGet();
        TrackerExchange third = fullScrape(handler);
        assertThat(tasks).hasSize(2);
        assertThat(Requests.text(first)).contains("The tracker is unavailable");
        assertThat(Requests.text(second)).contains("The tracker is unavailable");
        assertThat(third.bodyLength()).isZero();
        tasks.get(1).run();
        assertThat(Requests.text(third)).startsWith("d5:files");
        tasks.get(0).run(); // it ended after all: nobody waits for it, and nobody gets it
        assertThat(fullScrape(handler).body()).isSameAs(third.body());
        assertThat(tasks).hasSize(2);
    }

    @Test
    void whoAsksWhileAFullScrapeRunsOnTheThreadOfAnotherIsNotHeldUp() throws Exception {
        Requests open = new Requests(true, HttpLimits.defaults());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // The common pool may have one thread.
        Executor newThreads = task -> new Thread(task).start();
        HttpTrackerHandler handler = HttpTrackerHandler.builder(open.tracker)
                .fullScrapeExecutor(task -> {
                    running.countDown();
                    await(goOn);
                    task.run();
                })
                .build();
        CompletableFuture<TrackerExchange> first = CompletableFuture.supplyAsync(() -> fullScrape(handler), newThreads);
        await(running);
        TrackerExchange second = CompletableFuture.supplyAsync(() -> fullScrape(handler), newThreads)
                .get(20, TimeUnit.SECONDS);
        assertThat(second.bodyLength()).isZero();
        goOn.countDown();
        byte[] body = first.get(20, TimeUnit.SECONDS).body();
        assertThat(second.body()).isSameAs(body);
        assertThat(Requests.text(second)).startsWith("d5:files");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoAskedWhileTheExecutorRefusedIsToldToo() {
        Requests open = new Requests(true, HttpLimits.defaults());
        AtomicReference<HttpTrackerHandler> self = new AtomicReference<>();
        List<TrackerExchange> meanwhile = new ArrayList<>();
        AtomicBoolean busy = new AtomicBoolean(true);
        self.set(HttpTrackerHandler.builder(open.tracker)
                .fullScrapeExecutor(task -> {
                    if (!busy.get()) {
                        task.run();
                        return;
                    }
                    meanwhile.add(fullScrape(self.get()));
                    throw new RejectedExecutionException("busy");
                })
                .build());
        assertThat(Requests.text(fullScrape(self.get()))).contains("The tracker is unavailable");
        assertThat(meanwhile).hasSize(1);
        assertThat(Requests.text(meanwhile.get(0))).contains("The tracker is unavailable");
        busy.set(false);
        assertThat(Requests.text(fullScrape(self.get()))).startsWith("d5:files");
    }

    @Test
    void aFullScrapeThatFailedIsMadeAgain() {
        Requests open = new Requests(true, HttpLimits.defaults());
        open.store.thrown = new IllegalStateException("once");
        assertThat(open.ask("/scrape")).contains("The tracker is unavailable");
        open.store.thrown = null;
        assertThat(open.ask("/scrape")).startsWith("d5:filesd");
    }

    @Test
    void aHandlerMayLeaveFullScrapesAndAnnouncesOut() {
        Requests open = new Requests(true, HttpLimits.defaults());
        HttpTrackerHandler without =
                HttpTrackerHandler.builder(open.tracker).fullScrape(false).build();
        assertThat(Requests.text(fullScrape(without))).contains("Full scrape is not allowed");
        HttpTrackerHandler scrapesAlone =
                HttpTrackerHandler.builder(open.tracker).announces(false).build();
        assertThat(Requests.text(fullScrape(scrapesAlone))).startsWith("d5:files");
        TrackerExchange announce = exchange(scrapesAlone, "/announce?info_hash=" + Requests.HASH);
        assertThat(announce.answer()).isNotNull().extracting(HttpAnswer::status).isEqualTo(404);
    }

    private static TrackerExchange fullScrape(HttpTrackerHandler handler) {
        return exchange(handler, "/scrape");
    }

    private static TrackerExchange exchange(HttpTrackerHandler handler, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.US_ASCII);
        TrackerExchange exchange = handler.newExchange().reset().target(bytes, 0, bytes.length);
        exchange.source(Endpoint.parse("192.0.2.1:1"));
        var unused = handler.handle(exchange);
        return exchange;
    }

    @Test
    void aFullScrapeThatFailsIsUnavailable() {
        Requests open = new Requests(true, HttpLimits.defaults());
        open.store.thrown = new IllegalStateException("secret");
        assertThat(open.ask("/scrape")).contains("The tracker is unavailable").doesNotContain("secret");
    }
}
