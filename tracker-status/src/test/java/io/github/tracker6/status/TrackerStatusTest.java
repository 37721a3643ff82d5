package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.ScriptedStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The routes, as a server asks them. */
class TrackerStatusTest {
    private static final int DEADLINE_SECONDS = 20;
    private static final InfoHash TORRENT = SmallReports.V1;

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final DownloadHistory downloads = DownloadHistory.builder().build();
    private final Tracker tracker =
            Tracker.builder().store(store).listener(downloads).build();
    private final AtomicLong nanos = new AtomicLong();
    private final List<TrackerStatus> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TrackerStatus::close);
        tracker.close();
        store.close();
    }

    private TrackerStatus.Builder builder() {
        return TrackerStatus.builder(tracker).nanoTime(nanos::get).downloads(downloads);
    }

    private TrackerStatus status(TrackerStatus.Builder builder) {
        TrackerStatus status = builder.build();
        opened.add(status);
        return status;
    }

    private void announce(AddressFamily family, int host, AnnounceEvent event, Protocol protocol) {
        assertThat(tracker.announce(new AnnounceRequest()
                        .infoHash(TORRENT)
                        .peerId(new byte[20])
                        .key(host)
                        .source(family, family == AddressFamily.IPV6 ? 0x20010db800000000L : 0, 0xc0000200L + host)
                        .port(6881)
                        .lan(true)
                        .left(event == AnnounceEvent.COMPLETED ? 0 : 1)
                        .event(event)
                        .protocol(protocol)))
                .isCompletedWithValueMatching(answer -> answer.rejection() == null);
    }

    private CompletableFuture<HttpAnswer> ask(HttpRoute route, String target) {
        return HttpTrackerHandler.builder(tracker)
                .route(route)
                .build()
                .answer("GET", target, "2001:db8::1", name -> List.of())
                .toCompletableFuture();
    }

    private HttpAnswer get(HttpRoute route, String target) throws Exception {
        return ask(route, target).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static String text(HttpAnswer answer) {
        return StandardCharsets.UTF_8.decode(answer.body()).toString();
    }

    private JsonNode json(TrackerStatus status) throws Exception {
        HttpAnswer answer = get(status.adminRoute(), "/stats.json");
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper().readTree(text(answer));
    }

    @Test
    void theJsonHoldsWhatTheTrackerKnows() throws Exception {
        AtomicLong dropped = new AtomicLong(3);
        Instant since = Instant.parse("2026-11-29T12:00:00Z");
        TrackerStatus status = status(builder()
                .version("1.2")
                .releases(() ->
                        List.of(Release.of("debian", TORRENT, null), Release.of("Arch", InfoHash.of(1, 2, 3), null)))
                .parts(() -> List.of(new PartHealth("Store", HealthState.DOWN, "away", since)))
                .refusals("udp_rate_limited", "Over the rate limit (UDP)", dropped::get)
                .refusals("never", "Never", () -> 0));
        announce(AddressFamily.IPV4, 1, AnnounceEvent.STARTED, Protocol.UDP);
        announce(AddressFamily.IPV6, 1, AnnounceEvent.COMPLETED, Protocol.HTTP);
        announce(AddressFamily.IPV6, 2, AnnounceEvent.NONE, Protocol.HTTP);
        assertThat(tracker.announce(new AnnounceRequest())).isCompleted();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));

        JsonNode json = json(status);
        assertThat(json.get("tracker_version").asText()).isEqualTo("1.2");
        assertThat(json.get("swarms").asInt()).isEqualTo(1);
        assertThat(json.at("/hosts/dual_stack_unknown").asInt()).isEqualTo(1);
        assertThat(json.at("/hosts/ipv6_unknown").asInt()).isEqualTo(1);
        assertThat(json.at("/parts/0/reason").asText()).isEqualTo("away");
        assertThat(json.at("/refusals/0/reason").asText()).isEqualTo("udp_rate_limited");
        assertThat(json.at("/refusals/1/reason").asText()).isEqualTo("malformed");
        assertThat(json.at("/refusals/1/total").asInt()).isEqualTo(1);
        assertThat(json.get("refusals")).hasSize(2);
        assertThat(json.get("listed").asBoolean()).isTrue();
        assertThat(json.at("/torrents/0/name").asText()).isEqualTo("Arch");
        assertThat(json.at("/torrents/1/seeders").asInt()).isEqualTo(1);
        assertThat(json.at("/torrents/1/leechers").asInt()).isEqualTo(1);
        assertThat(json.at("/torrents/1/downloaded").asInt()).isEqualTo(1);
        assertThat(json.at("/torrents/1/hosts/dual_stack_unknown").asInt()).isEqualTo(1);
        assertThat(json.at("/downloads/0/dual_stack").asInt()).isEqualTo(1);
        JsonNode overHttp = json.at("/announces/1");
        assertThat(overHttp.get("protocol").asText() + " "
                        + overHttp.get("family").asText())
                .isEqualTo("http ipv6");
        assertThat(overHttp.get("total").asInt()).isEqualTo(2);
        assertThat(overHttp.get("per_second").asDouble()).isEqualTo(0.2);
        assertThat(tracker.stats().scrapes()).as("a report is no scrape").isZero();
    }

    @Test
    void withoutAListTheSwarmsWithTheMostHostsComeFirst() throws Exception {
        for (int i = 0; i < 3; i++) {
            announce(AddressFamily.IPV6, i + 1, AnnounceEvent.STARTED, Protocol.HTTP);
        }
        assertThat(tracker.announce(new AnnounceRequest()
                        .infoHash(1, 2, 3)
                        .source(AddressFamily.IPV6, 0x20010db800000000L, 1)
                        .port(1)
                        .left(1)
                        .lan(true)))
                .isCompleted();
        JsonNode json = json(status(builder()));
        assertThat(json.get("listed").asBoolean()).isFalse();
        assertThat(json.get("torrents")).hasSize(2);
        assertThat(json.at("/torrents/0/v1").asText()).isEqualTo(TORRENT.toString());
        assertThat(json.at("/torrents/0/leechers").asInt()).isEqualTo(3);
        assertThat(json.at("/torrents/1/leechers").asInt()).isEqualTo(1);
    }

    @Test
    void allReleasesAreReadWhateverTheBatches() throws Exception {
        List<Release> releases = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            releases.add(Release.of("r" + (1_000 + i), InfoHash.of(i, 0, 0), i % 3 == 0 ? SmallReports.V2 : null));
        }
        releases.add(Release.of("", InfoHash.of(7, 7, 7), null));
        releases.add(Release.of("zz", TORRENT, null));
        announce(AddressFamily.IPV4, 1, AnnounceEvent.STARTED, Protocol.HTTP);
        JsonNode torrents = json(status(builder().releases(() -> releases))).get("torrents");
        assertThat(torrents).hasSize(202);
        assertThat(torrents.get(3).get("name").asText()).isEqualTo("r1003");
        assertThat(torrents.get(3).get("swarms")).hasSize(2);
        assertThat(torrents.get(200).get("name").asText()).isEqualTo("zz");
        assertThat(torrents.get(200).get("leechers").asInt()).isEqualTo(1);
        assertThat(torrents.get(201).get("name").asText()).as("without a name").isEmpty();
        assertThat(json(status(builder().releases(List::of))).get("torrents")).isEmpty();
    }

    @Test
    void aReportIsMadeAtMostEveryTwoSeconds() throws Exception {
        AtomicInteger made = new AtomicInteger();
        TrackerStatus status = status(builder().parts(() -> {
            made.incrementAndGet();
            return List.of();
        }));
        json(status);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_999));
        json(status);
        assertThat(made).hasValue(1);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        json(status);
        assertThat(made).hasValue(2);
    }

    @Test
    void whileTheStoreFailsTheTorrentsAreThoseOfBefore() throws Exception {
        ScriptedStore failing = new ScriptedStore();
        failing.swarms.put(TORRENT, new int[] {5, 6, 7, 8});
        try (Tracker onFailing = Tracker.builder().store(failing).build()) {
            TrackerStatus status = status(TrackerStatus.builder(onFailing)
                    .nanoTime(nanos::get)
                    .releases(() -> List.of(Release.of("debian", TORRENT, null))));
            assertThat(json(status).at("/torrents/0/seeders").asInt()).isEqualTo(5);
            failing.thrown = new IllegalStateException("planted");
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(json(status).at("/torrents/0/seeders").asInt()).isEqualTo(5);
            assertThat(onFailing.stats().failures()).isEqualTo(1);
        }
    }

    @Test
    void theServersThreadNeverWaitsAndTooManyRequestsGet503() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TrackerStatus status = status(builder().metrics(() -> {
            try {
                assertThat(release.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "m 1\n";
        }));
        List<CompletableFuture<HttpAnswer>> waiting = new ArrayList<>();
        for (int i = 0; i < StatusThread.MAX_WAITING; i++) {
            waiting.add(ask(status.adminRoute(), "/metrics"));
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(ask(status.adminRoute(), "/metrics")).isCompletedWithValueMatching(answer -> answer.status() == 503);
        release.countDown();
        for (CompletableFuture<HttpAnswer> answer : waiting) {
            assertThat(answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        HttpAnswer after = get(status.adminRoute(), "/metrics");
        assertThat(text(after)).isEqualTo("m 1\n");
        assertThat(after.headers())
                .containsEntry("Content-Type", List.of("text/plain; version=0.0.4; charset=utf-8"))
                .containsEntry("Cache-Control", List.of("no-store"));
    }

    @Test
    void theOperatorIsAnsweredWhateverEveryoneAsks() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TrackerStatus status = status(builder().parts(() -> {
            try {
                assertThat(release.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        }));
        List<CompletableFuture<HttpAnswer>> pages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pages.add(ask(status.publicRoute(), "/?q=" + i));
        }
        CompletableFuture<HttpAnswer> own = ask(status.adminRoute(), "/stats.json");
        assertThat(pages.stream().filter(page -> !page.isDone())).hasSize(StatusThread.MAX_PUBLIC_WAITING);
        assertThat(own).isNotDone();
        release.countDown();
        assertThat(own.get(DEADLINE_SECONDS, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(get(status.publicRoute(), "/").status())
                .as("places are given back")
                .isEqualTo(200);
    }

    @Test
    void aStoreThatFailsAtOnceIsNoTrackerWithoutTorrents() throws Exception {
        ScriptedStore failing = new ScriptedStore();
        failing.thrown = new IllegalStateException("planted");
        try (Tracker onFailing = Tracker.builder().store(failing).build()) {
            TrackerStatus status = status(TrackerStatus.builder(onFailing)
                    .nanoTime(nanos::get)
                    .releases(() -> List.of(Release.of("debian", TORRENT, null))));
            assertThat(get(status.adminRoute(), "/stats.json").status()).isEqualTo(500);
            failing.thrown = null;
            failing.swarms.put(TORRENT, new int[] {5, 6, 7, 8});
            assertThat(json(status).at("/torrents/0/seeders").asInt()).isEqualTo(5);
        }
    }

    @Test
    void aReleaseThatIsNoLongerListedIsNotNamedToEveryone() throws Exception {
        List<Release> releases = new ArrayList<>(List.of(Release.of("withdrawn image", TORRENT, null)));
        DownloadHistory history =
                DownloadHistory.builder().releases(() -> releases).build();
        history.onAnnounce(new AnnounceRequest().infoHash(TORRENT), new AnnounceResponse().countedDownload(true));
        TrackerStatus status = status(builder().downloads(history).releases(() -> releases));
        assertThat(text(get(status.publicRoute(), "/"))).contains("withdrawn image");
        releases.set(0, Release.of("another image", InfoHash.of(9, 9, 9), null));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(text(get(status.adminRoute(), "/"))).contains("withdrawn image");
        assertThat(text(get(status.publicRoute(), "/")))
                .contains("another image", "Torrents without a row of their own")
                .doesNotContain("withdrawn image", TORRENT.toString());
    }

    @Test
    void aSupplierThatFailsCostsOneAnswer() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        TrackerStatus status = status(builder().parts(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("planted");
            }
            return List.of();
        }));
        assertThat(get(status.adminRoute(), "/stats.json").status()).isEqualTo(500);
        assertThat(get(status.adminRoute(), "/stats.json").status()).isEqualTo(200);
    }

    @Test
    void afterCloseTheAnswerIs503() throws Exception {
        TrackerStatus status = status(builder()).start();
        json(status);
        status.close();
        status.close();
        assertThat(get(status.adminRoute(), "/stats.json").status()).isEqualTo(503);
    }

    @Test
    void thePublicRouteServesThePageAlone() throws Exception {
        TrackerStatus status = status(builder()
                .parts(() -> List.of(new PartHealth("Store", HealthState.DOWN, "192.0.2.7 is away", Instant.EPOCH)))
                .metrics(() -> "m 1\n"));
        announce(AddressFamily.IPV6, 1, AnnounceEvent.COMPLETED, Protocol.HTTP);
        for (String path : List.of("/stats.json", "/torrents.csv", "/metrics", "/other")) {
            assertThat(get(status.publicRoute(), path).status()).as(path).isEqualTo(404);
        }
        String ownPage = text(get(status.adminRoute(), "/"));
        String publicPage = text(get(status.publicRoute(), "/"));
        assertThat(ownPage).contains("192.0.2.7 is away", TORRENT.toString(), "stats.json");
        assertThat(publicPage)
                .startsWith("<!DOCTYPE html>")
                .contains("Hosts by address family", "Finished downloads per year")
                .as("nothing that clients made up, and no address")
                .doesNotContain("192.0.2.7", TORRENT.toString(), "stats.json");
        assertThat(get(status.publicRoute(), "/status.js").status()).isEqualTo(200);
        assertThat(get(status.adminRoute(), "/torrents.csv").headers())
                .containsEntry("Content-Type", List.of(TorrentsCsv.CONTENT_TYPE));
    }

    @Test
    void listedTorrentsAreForEveryone() throws Exception {
        TrackerStatus status = status(builder().releases(() -> List.of(Release.of("an image", TORRENT, null))));
        announce(AddressFamily.IPV6, 1, AnnounceEvent.COMPLETED, Protocol.HTTP);
        assertThat(text(get(status.publicRoute(), "/"))).contains("an image");
        assertThat(status.listed()).singleElement().satisfies(torrent -> {
            assertThat(torrent.name()).isEqualTo("an image");
            assertThat(torrent.seeders()).isEqualTo(1);
            assertThat(torrent.downloads()).isEqualTo(1);
            assertThat(torrent.hosts().ipv6()).isEqualTo(1);
        });
        assertThat(status(builder()).listed()).as("without a list").isEmpty();
    }

    @Test
    void withoutMetricsTheirPathIsLeftToOtherRoutes() throws Exception {
        TrackerStatus without = status(builder());
        assertThat(get(without.adminRoute(), "/metrics").status()).isEqualTo(404);
        assertThat(text(get(without.adminRoute(), "/"))).contains("stats.json").doesNotContain("href=\"metrics\"");
        assertThat(text(get(status(builder().metrics(() -> "m 1\n")).adminRoute(), "/")))
                .contains("href=\"metrics\"");
    }

    @Test
    void theRoutesServeUnderAPathOfTheEmbedders() throws Exception {
        TrackerStatus status = status(builder().path("/my/tracker"));
        assertThat(text(get(status.adminRoute(), "/my/tracker/"))).startsWith("<!DOCTYPE html>");
        assertThat(get(status.adminRoute(), "/my/tracker/status.css").status()).isEqualTo(200);
        assertThat(get(status.adminRoute(), "/my/tracker").headers())
                .containsEntry("Location", List.of("/my/tracker/"));
        assertThat(get(status.adminRoute(), "/my/tracker/stats.json").status()).isEqualTo(200);
        assertThat(get(status.adminRoute(), "/stats.json").status()).isEqualTo(404);
        assertThat(get(status.adminRoute(), "/").status()).isEqualTo(404);
        for (String wrong : List.of("/", "tracker", "/a/", "//a", "/a b")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TrackerStatus.builder(tracker).path(wrong));
        }
    }
}
