package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.TorrentChange;
import io.github.tracker6.metainfo.TorrentCreator;
import io.github.tracker6.metainfo.TorrentDirectoryListener;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HidingClassLoader;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.MemoryLogServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server has for the application that embeds it: torrents in folders, a handler for its HTTP server, meters. */
@Timeout(60)
class EmbeddedPartsIT extends LoopbackTests {
    private static final Pattern NETTY = Pattern.compile("netty-|tracker-http-netty");

    @TempDir
    Path folder;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private InfoHash addTorrent(String name) throws Exception {
        Path file = Files.writeString(folder.resolve(name), name.repeat(100));
        Metainfo torrent = TorrentCreator.of(file).create();
        torrent.writeTo(folder.resolve(name + ".torrent"));
        return torrent.infoHashes().get(0);
    }

    private static String announce(TrackerServer server, InfoHash infoHash, int port) {
        HttpAnswer answer = server.httpHandler()
                .answer(
                        "GET",
                        HttpTestClient.announceTarget("/announce", request(port).infoHash(infoHash)),
                        "::1",
                        name -> null)
                .toCompletableFuture()
                .join();
        return StandardCharsets.ISO_8859_1.decode(answer.body()).toString();
    }

    @Test
    void onlyTheTorrentsOfTheFoldersAreTrackedAndTheStatusListsThem() throws Exception {
        InfoHash listed = addTorrent("image.iso");
        try (TrackerServer server = TrackerServer.builder()
                .httpHandler()
                .torrents(folder)
                .publicPage(true)
                .lan(true)
                .start()) {
            assertThat(announce(server, listed, 6_881)).contains("8:complete");
            assertThat(announce(server, TORRENT, 6_881)).contains("failure reason");
            assertThat(server.torrents().orElseThrow().counts().releases()).isEqualTo(1);
            assertThat(server.health().parts())
                    .extracting(PartHealth::part)
                    .containsExactly("Tracker", "Store", "Torrents");
            String page = StandardCharsets.UTF_8
                    .decode(server.httpHandler()
                            .answer("GET", "/", "::1", name -> null)
                            .toCompletableFuture()
                            .join()
                            .body())
                    .toString();
            assertThat(page).contains("image.iso");
        }
    }

    @Test
    void aFolderThatCannotBeReadIsNamedAndTheServerStartsWhenItIsThere() throws Exception {
        Path missing = folder.resolve("missing");
        Set<Thread> before = threads();
        try (TrackerServer server = TrackerServer.builder()
                .listen("[::1]:0")
                .torrents(missing)
                .meterRegistry(registry)
                .lan(true)
                .build()) {
            assertThatExceptionOfType(TrackerStartException.class)
                    .isThrownBy(server::start)
                    .withMessageStartingWith("Torrents: ")
                    .withMessageContaining(missing.toString())
                    .satisfies(e -> assertThat(e.address()).isEqualTo(missing.toString()));
            assertThat(registry.getMeters()).isEmpty();
            await("no thread but those from before", () -> before.containsAll(threads()));

            Files.createDirectory(missing);
            server.start();
            announceRefused(server);
        }
        await("no thread but those from before", () -> before.containsAll(threads()));
    }

    private static void announceRefused(TrackerServer server) throws IOException {
        try (HttpTestClient client = HttpTestClient.to(server.httpAddresses().get(0))) {
            assertThat(client.announce("/announce", request(6_881)).dictionary())
                    .containsKey("failure reason");
        }
    }

    @Test
    void theHandlerAndUdpServeOneSwarm() throws Exception {
        try (TrackerServer server = TrackerServer.builder()
                .httpHandler(handler -> handler.announces(true))
                .listenUdp("[::1]:0")
                .lan(true)
                .start()) {
            assertThat(announce(server, TORRENT, 6_881)).contains("8:complete");
            assertThat(announceOverUdp(server.udpAddresses().get(0), 6_882)).hasSize(1);
            assertThat(server.httpAddresses()).isEmpty();
            assertThat(server.announceUrls()).hasSize(1).allMatch(url -> url.startsWith("udp://[::1]:"));
        }
    }

    /** A client that is told "unregistered" gives the torrent up. */
    @Test
    void theHandlerRefusesForAWhileBeforeTheStartAndAfterTheEnd() throws Exception {
        InfoHash listed = addTorrent("image.iso");
        TrackerServer server =
                TrackerServer.builder().httpHandler().torrents(folder).lan(true).build();
        try (server) {
            assertThat(announce(server, listed, 6_881)).contains(Rejection.UNAVAILABLE.text());
            server.start();
            assertThat(announce(server, listed, 6_881)).contains("8:complete");
        }
        assertThat(announce(server, listed, 6_881)).contains(Rejection.UNAVAILABLE.text());
    }

    @Test
    void aCloseDoesNotWaitForAStartWhoseDiskHangs() throws Exception {
        addTorrent("image.iso");
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        TrackerServer server = TrackerServer.builder()
                .listen("[::1]:0")
                .torrents(folder)
                .torrents(options -> options.listener(new TorrentDirectoryListener() {
                    @Override
                    public void onChange(TorrentChange change) {
                        reads.countDown();
                        awaitOpen(hangs);
                    }
                }))
                .build();
        Thread start = new Thread(() -> failure.complete(catchThrowable(server::start)), "test-start");
        start.start();
        assertThat(reads.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> close = CompletableFuture.runAsync(server::close, task -> new Thread(task).start());
        assertThat(close).succeedsWithin(9, TimeUnit.SECONDS);
        hangs.countDown();
        assertThat(failure).succeedsWithin(10, TimeUnit.SECONDS).isInstanceOf(IllegalStateException.class);
        assertThat(server.httpAddresses()).isEmpty();
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStartThatFailsLeavesNothingEvenIfARegistryFailsToo() throws Exception {
        registry.config().onMeterRemoved(meter -> {
            throw new IllegalArgumentException("planted");
        });
        MeterRegistry taken = new SimpleMeterRegistry();
        try (TrackerServer first = TrackerServer.builder()
                .listenUdp("[::1]:0")
                .meterRegistry(taken)
                .start()) {
            Set<Thread> before = threads();
            int port = FreePort.on(address("[::1]:0").getAddress());
            TrackerServerBuilder builder = TrackerServer.builder()
                    .listen("[::1]:" + port)
                    .meterRegistry(registry)
                    .meterRegistry(taken);
            assertThatIllegalStateException()
                    .isThrownBy(builder::start)
                    .withMessageContaining("already")
                    .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
            assertFree(address("[::1]:" + port));
            await("no thread but those from before", () -> before.containsAll(threads()));
            assertThat(first.udpAddresses()).hasSize(1);
        }
    }

    @Test
    void aHandlerIsThereOnlyIfAskedFor() {
        try (TrackerServer server = TrackerServer.builder().listenUdp("[::1]:0").build()) {
            assertThatIllegalStateException().isThrownBy(server::httpHandler).withMessageContaining("call httpHandler");
        }
    }

    @Test
    void metersOfAllPartsComeAndGoWithTheServer() throws Exception {
        addTorrent("image.iso");
        MemoryLogServer log = new MemoryLogServer(Clock.systemUTC());
        try (SwarmStore store =
                        SharedSwarmStore.builder().build(log.connection()).start();
                TrackerServer server = TrackerServer.builder()
                        .listen("[::1]:0")
                        .torrents(folder)
                        .store(store)
                        .meterRegistry(registry)
                        .build()) {
            assertThat(registry.getMeters()).isEmpty();
            server.start();
            assertThat(groups()).containsExactly("announces", "health", "http", "shared", "torrents", "udp");
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private Set<String> groups() {
        Set<String> groups = registry.getMeters().stream()
                .map(meter -> meter.getId().getName().split("\\.", -1)[1])
                .collect(Collectors.toCollection(TreeSet::new));
        groups.retainAll(List.of("announces", "health", "http", "shared", "torrents", "udp"));
        return groups;
    }

    @Test
    void tagsTellTwoServersOfOneRegistryApart() throws Exception {
        try (TrackerServer second = tagged("second").start()) {
            try (TrackerServer first = tagged("first").start()) {
                announceOverHttp(second.httpAddresses().get(0), 6_881);
                assertThat(first.httpAddresses()).hasSize(1);
                assertThat(announces("first")).isZero();
                assertThat(announces("second")).isEqualTo(1);
            }
            assertThat(registry.getMeters())
                    .isNotEmpty()
                    .allMatch(meter -> tracker(meter).equals("second"));
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private TrackerServerBuilder tagged(String name) {
        return TrackerServer.builder().listen("[::1]:0").lan(true).meterRegistry(registry, Tag.of("tracker", name));
    }

    private static String tracker(Meter meter) {
        return String.valueOf(meter.getId().getTag("tracker"));
    }

    private double announces(String name) {
        return registry.get("tracker6.announces").tag("tracker", name).functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void twoServersWithTheSameTagsAreRefusedAndTheFirstKeepsItsMeters() throws Exception {
        try (TrackerServer first = tagged("same").start()) {
            int meters = registry.getMeters().size();
            Set<Thread> before = threads();
            TrackerServerBuilder builder = tagged("same");
            assertThatIllegalStateException().isThrownBy(builder::start).withMessageContaining("already");
            assertThat(registry.getMeters()).hasSize(meters);
            await("no thread but those from before", () -> before.containsAll(threads()));
            announceOverHttp(first.httpAddresses().get(0), 6_881);
        }
    }

    @Test
    void aServerWithAHandlerAndUdpNeedsNoNetty() throws Exception {
        try (HidingClassLoader loader = HidingClassLoader.withoutJars(NETTY)) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass("io.netty.channel.Channel"));
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass("io.github.tracker6.http.netty.HttpTrackerServer"));
            Runnable use = (Runnable) loader.loadClass(WithoutNetty.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            use.run();
        }
    }

    /** What an application does that has a server for HTTP. Its class loader has no Netty. */
    public static final class WithoutNetty implements Runnable {
        @Override
        public void run() {
            MeterRegistry meters = new SimpleMeterRegistry();
            try (TrackerServer server = TrackerServer.builder()
                    .httpHandler()
                    .listenUdp("[::1]:0")
                    .status(status -> status.path("/tracker"))
                    .publicPage(true)
                    .meterRegistry(meters)
                    .lan(true)
                    .start()) {
                requireTrue(server.udpStats().isPresent() && server.httpStats().isEmpty());
                requireTrue(announce(server, TORRENT, 6_881).contains("8:complete"));
                requireTrue(server.status().listed().isEmpty());
                requireTrue(!meters.getMeters().isEmpty());
            } catch (TrackerStartException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void requireTrue(boolean isMet) {
            if (!isMet) {
                throw new IllegalStateException("not as expected");
            }
        }
    }
}
