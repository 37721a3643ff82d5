package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.status.DownloadHistory;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.SwarmFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever breaks in a file of the state directory, the tracker starts: with the file before, or without. */
@Tag("long")
class StateDirectoryTest {
    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final Duration NEVER = Duration.ofHours(1);

    private static final Contents NOTHING = new Contents(0, 0, 0, List.of());

    @TempDir
    Path directory;

    @TempDir
    Path copies;

    private Restored sound = new Restored(0, new HostKey(0, 0), NOTHING);

    /** What a tracker shows. */
    private record Contents(int complete, int incomplete, int downloaded, List<AdoptionSeries.Point> points) {}

    /** What a tracker takes over, keys included. */
    private record Restored(long connectionKey, HostKey hostKey, Contents contents) {}

    @BeforeEach
    void save() throws IOException {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker tracker = Tracker.builder().store(store).build();
                StateDirectory state = StateDirectory.open(directory, true)) {
            announce(store, 1, true);
            announce(store, 2, false);
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            tracker.adoption()
                    .restore(List.of(
                            new AdoptionSeries.Point(now.minusSeconds(600), 1, 2, 3),
                            new AdoptionSeries.Point(now.minusSeconds(300), new HostCounts(4, 5, 6, 7, 8, 9, 10))));
            state.connectionKey();
            state.start(store, state.load(store), tracker.adoption(), NEVER);
        }
        for (String name : List.of("swarms", "udp-key", "adoption")) {
            Files.copy(directory.resolve(name), directory.resolve(name + ".before"));
        }
        sound = restore();
        assertThat(sound.contents.complete).isEqualTo(1);
        assertThat(sound.contents.incomplete).isEqualTo(1);
        assertThat(sound.contents.downloaded).isEqualTo(1);
        assertThat(sound.contents.points).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"swarms", "udp-key", "adoption"})
    void afterAnyBrokenByteOrCutTheFileBeforeIsTaken(String name) throws IOException {
        Path file = directory.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length).isBetween(30, 300);
        for (int at = 0; at < bytes.length; at++) {
            Files.write(file, broken(bytes, at));
            assertThat(restore()).as("byte %s", at).isEqualTo(sound);
            Files.write(file, Arrays.copyOf(bytes, at));
            assertThat(restore()).as("cut to %s", at).isEqualTo(sound);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"swarms", "udp-key", "adoption"})
    void withoutAFileBeforeTheTrackerStartsWithoutThisPart(String name) throws IOException {
        Path file = directory.resolve(name);
        Path before = directory.resolve(name + ".before");
        Files.delete(before);
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            Files.write(file, at % 2 == 0 ? broken(bytes, at) : Arrays.copyOf(bytes, at));
            Restored restored = restore();
            boolean swarms = name.equals("swarms");
            assertThat(restored.contents)
                    .isEqualTo(new Contents(
                            swarms ? 0 : 1,
                            swarms ? 0 : 1,
                            swarms ? 0 : 1,
                            name.equals("adoption") ? List.of() : sound.contents.points));
            assertThat(restored.hostKey.equals(sound.hostKey)).isEqualTo(!swarms);
            assertThat(restored.connectionKey == sound.connectionKey).isEqualTo(!name.equals("udp-key"));
        }
    }

    @Test
    void aSeriesFromBeforeReachabilityIsKnownSaysNothingOfIt() throws IOException {
        Instant time = Instant.EPOCH.plus(AdoptionSeries.PERIOD.multipliedBy(7));
        byte[] points = ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(time.toEpochMilli())
                .putLong(1)
                .putLong(2)
                .putLong(3)
                .array();
        new StateFile(directory.resolve("adoption")).write("T6ADOPT1", points);
        assertThat(restore().contents.points)
                .containsExactly(new AdoptionSeries.Point(time, new HostCounts(1, 0, 0, 2, 0, 0, 3)));
    }

    @ParameterizedTest
    @CsvSource({"off, UNKNOWN", "dual, NOT_REACHED", "all, NOT_REACHED"})
    void aTrackerThatDoesNotProbeForgetsWhatAnEarlierOneFoundOut(String scope, Reachability kept) throws IOException {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            announce(store, 1, false);
            Endpoint peer = Endpoint.ofIpv6(0x2a00L << 48, 1, 6881);
            store.reachability(TORRENT, peer, Reachability.NOT_REACHED, System.currentTimeMillis());
            SwarmFile.at(directory.resolve("swarms")).save(store, new HostKey(1, 2));
        }
        try (Run run =
                Run.of("--http", "[::1]:0", "--no-udp", "--state", directory.toString(), "--reachability", scope)) {
            assertThat(run.status()).isZero();
        }
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            assertThat(SwarmFile.at(directory.resolve("swarms")).load(store, System.currentTimeMillis()))
                    .isPresent();
            assertThat(store.totals().families()).isEqualTo(HostCounts.ofIpv6(kept, 1));
        }
    }

    @Test
    void finishedDownloadsOutliveTheProgram() throws IOException {
        DownloadHistory counted = DownloadHistory.builder().build();
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker tracker = Tracker.builder().store(store).build();
                StateDirectory state = StateDirectory.open(directory, true)) {
            assertThat(state.load(counted)).isSameAs(counted);
            counted.onAnnounce(
                    new AnnounceRequest().infoHash(TORRENT).source(AddressFamily.IPV6, 0x2a00L << 48, 1),
                    new AnnounceResponse().countedDownload(true));
            state.start(store, null, tracker.adoption(), NEVER);
        }
        Path saved = directory.resolve("downloads");
        assertThat(saved).isRegularFile();
        DownloadHistory restored = DownloadHistory.builder().build();
        try (StateDirectory state = StateDirectory.open(directory, true)) {
            state.load(restored);
        }
        restored.saveTo(copies.resolve("restored"));
        assertThat(copies.resolve("restored")).hasSameBinaryContentAs(saved);
        DownloadHistory.builder().build().saveTo(copies.resolve("empty"));
        assertThat(Files.size(copies.resolve("empty"))).isLessThan(Files.size(saved));
    }

    private static byte[] broken(byte[] bytes, int at) {
        byte[] broken = bytes.clone();
        broken[at] ^= (byte) (1 << at % Byte.SIZE);
        return broken;
    }

    /** Does with a copy of the directory what the program does at its start. */
    private Restored restore() throws IOException {
        Path copy = Files.createTempDirectory(copies, "");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker tracker = Tracker.builder().store(store).build();
                StateDirectory state = StateDirectory.open(copy, true)) {
            long connectionKey = state.connectionKey()[0];
            HostKey hostKey = state.load(store);
            state.start(store, hostKey, tracker.adoption(), NEVER);
            ScrapeBatch batch = new ScrapeBatch().add(TORRENT);
            store.scrape(batch, System.currentTimeMillis())
                    .toCompletableFuture()
                    .join();
            return new Restored(
                    connectionKey,
                    hostKey,
                    new Contents(
                            batch.complete(0),
                            batch.incomplete(0),
                            batch.downloaded(0),
                            tracker.adoption().points()));
        }
    }

    private static void announce(MemorySwarmStore store, int peer, boolean completed) {
        PeerUpdate update = new PeerUpdate()
                .infoHash(TORRENT)
                .endpoint(AddressFamily.IPV6, 0x2a00L << 48, peer, 6881)
                .hostTag(peer * 0x9e37_79b9_7f4a_7c15L)
                .role(completed ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .completed(completed)
                .nowMillis(System.currentTimeMillis());
        store.announce(update, new AnnounceResponse()).toCompletableFuture().join();
    }
}
