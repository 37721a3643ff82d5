package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwarmFileTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final HostKey KEY = new HostKey(3, 4);

    @TempDir
    Path directory;

    private final AtomicLong wallMillis = new AtomicLong(NOW);
    private final InstantSource wallClock = () -> Instant.ofEpochMilli(wallMillis.get());
    private final Random random = new Random(1);
    private SwarmFile file = SwarmFile.at(Path.of("none"));

    @BeforeEach
    void name() {
        file = SwarmFile.at(directory.resolve("swarms"), wallClock);
    }

    @Test
    void aStoreIsTheSameAfterItWasSavedAndLoaded() throws IOException {
        MemorySwarmStore store = filled(300, 30);
        file.save(store, KEY);
        MemorySwarmStore loaded = store();
        Optional<SwarmFile.Loaded> outcome = file.load(loaded, NOW);
        assertThat(outcome).isPresent();
        assertThat(outcome.get().hostKey()).isEqualTo(KEY);
        assertThat(outcome.get().endpoints()).isEqualTo(store.totals().endpoints());
        assertThat(digest(loaded)).isEqualTo(digest(store));
        assertThat(loaded.totals()).isEqualTo(store.totals());
    }

    @Test
    void reachabilityIsLeftOutOnRequest() throws IOException {
        MemorySwarmStore store = filled(300, 30);
        HostCounts saved = store.totals().families();
        assertThat(saved.ipv6(Reachability.NOT_REACHED)).isPositive();
        assertThat(saved.dualStack(Reachability.NOT_REACHED)).isPositive();
        file.save(store, KEY);
        MemorySwarmStore loaded = store();
        assertThat(file.withoutReachability().load(loaded, NOW).orElseThrow().hostKey())
                .isEqualTo(KEY);
        assertThat(loaded.totals().families())
                .isEqualTo(HostCounts.ofFamilies(saved.ipv4(), saved.ipv6(), saved.dualStack()));
        assertThat(downloads(loaded)).isEqualTo(downloads(store)).isPositive();
    }

    @Test
    void swarmsOfAllSizesAreSaved() throws IOException {
        MemorySwarmStore store = store();
        for (int size : new int[] {1, 2, 127, 128, 129, 1_000, 20_000}) {
            for (int peer = 0; peer < size; peer++) {
                announce(store, size, AddressFamily.IPV6, peer, peer, peer % 3 == 0, NOW);
                if (peer % 2 == 0) {
                    announce(store, size, AddressFamily.IPV4, peer, peer, peer % 3 == 0, NOW);
                }
                Endpoint endpoint = Endpoint.ofIpv6(0x2a00_0000_0000_0000L + peer, 1, 6881);
                Reachability found = List.of(Reachability.values()).get(peer / 2 % 3);
                store.reachability(InfoHash.of(size, size, size), endpoint, found, NOW);
            }
        }
        file.save(store, null);
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW).orElseThrow().swarms()).isEqualTo(7);
        assertThat(digest(loaded)).isEqualTo(digest(store));
        assertThat(loaded.totals()).isEqualTo(store.totals());
    }

    @Test
    void endpointsGrowOlderWhileTheyAreInTheFile() throws IOException {
        MemorySwarmStore store = store();
        announce(store, 1, AddressFamily.IPV6, 1, 0, false, NOW - minutes(30));
        announce(store, 1, AddressFamily.IPV6, 2, 0, false, NOW);
        file.save(store, null);
        wallMillis.addAndGet(minutes(20));
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW + minutes(20))).isPresent();
        assertThat(loaded.totals().hosts()).isEqualTo(1);
        assertThat(peers(loaded, 1, NOW + minutes(44))).isEqualTo(1);
        assertThat(peers(loaded, 1, NOW + minutes(46))).isZero();
    }

    @Test
    void fromAFileThatIsOlderThanAPeersLifeComeCountsAlone() throws IOException {
        MemorySwarmStore store = filled(20, 5);
        file.save(store, KEY);
        wallMillis.addAndGet(minutes(45));
        MemorySwarmStore loaded = store();
        SwarmFile.Loaded outcome = file.load(loaded, NOW + minutes(45)).orElseThrow();
        assertThat(outcome.endpoints()).isZero();
        assertThat(outcome.hostKey()).isEqualTo(KEY);
        assertThat(loaded.totals().hosts()).isZero();
        assertThat(downloads(loaded)).isEqualTo(downloads(store)).isPositive();
    }

    @Test
    void aWallClockThatWentBackDoesNoHarm() throws IOException {
        MemorySwarmStore store = filled(20, 5);
        file.save(store, null);
        wallMillis.addAndGet(-minutes(600));
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW)).isPresent();
        assertThat(digest(loaded)).isEqualTo(digest(store));
    }

    @Test
    void thereMayBeNoFile() throws IOException {
        assertThat(file.load(store(), NOW)).isEmpty();
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        file.save(filled(5, 2), KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aBrokenFileIsLeftOutAndTheOneBeforeIsTaken() throws IOException {
        MemorySwarmStore before = filled(20, 5);
        file.save(before, KEY);
        file.save(filled(30, 5), KEY);
        Files.write(file.path(), new byte[] {1, 2, 3});
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW)).isPresent();
        assertThat(digest(loaded)).isEqualTo(digest(before));
    }

    @Test
    void aFileThatIsMissingAfterACrashIsReplacedByTheOneBefore() throws IOException {
        MemorySwarmStore before = filled(20, 5);
        file.save(before, KEY);
        file.save(filled(30, 5), KEY);
        Files.delete(file.path());
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW)).isPresent();
        assertThat(digest(loaded)).isEqualTo(digest(before));
    }

    @Test
    void noByteBreaksWithoutNotice() throws IOException {
        file.save(filled(12, 4), KEY);
        byte[] sound = Files.readAllBytes(file.path());
        assertThat(sound.length).isBetween(500, 20_000);
        for (int at = 0; at < sound.length; at++) {
            for (int bits : new int[] {1, 0x80, 0xff}) {
                byte[] broken = sound.clone();
                broken[at] ^= (byte) bits;
                assertNothingIsLoadedFrom(broken);
            }
        }
    }

    @Test
    void noCutIsWithoutNotice() throws IOException {
        file.save(filled(12, 4), KEY);
        byte[] sound = Files.readAllBytes(file.path());
        for (int length = 0; length < sound.length; length++) {
            assertNothingIsLoadedFrom(Arrays.copyOf(sound, length));
        }
        assertNothingIsLoadedFrom(Arrays.copyOf(sound, sound.length + 1));
    }

    private void assertNothingIsLoadedFrom(byte[] bytes) throws IOException {
        Files.write(file.path(), bytes);
        MemorySwarmStore loaded = store();
        assertThat(file.load(loaded, NOW)).isEmpty();
        assertThat(loaded.totals().swarms()).isZero();
    }

    @Test
    void aStoreIsSavedWhileItWorks() throws Exception {
        MemorySwarmStore store = filled(3_000, 300);
        AtomicBoolean ends = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread announcer = new Thread(() -> {
            Random own = new Random(5);
            while (!ends.get()) {
                int peer = own.nextInt(3_000);
                announce(store, 1 + peer % 300, AddressFamily.IPV4, 1_000_000 + peer, 0, false, NOW);
                stop(store, 1 + peer % 300, 1_000_000 + own.nextInt(3_000));
            }
        });
        announcer.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        announcer.start();
        try {
            for (int i = 0; i < 20; i++) {
                file.save(store, KEY);
                MemorySwarmStore loaded = store();
                assertThat(file.load(loaded, NOW)).isPresent();
                assertThat(loaded.totals().ipv6Hosts() + loaded.totals().dualStackHosts())
                        .as("those that were there all the time")
                        .isEqualTo(store.totals().ipv6Hosts() + store.totals().dualStackHosts());
            }
        } finally {
            ends.set(true);
            announcer.join();
        }
        assertThat(failure.get()).isNull();
    }

    private static long minutes(long count) {
        return Duration.ofMinutes(count).toMillis();
    }

    private static MemorySwarmStore store() {
        return MemorySwarmStore.builder().random(new Random(2)).build();
    }

    private MemorySwarmStore filled(int peers, int swarms) {
        MemorySwarmStore store = store();
        for (int peer = 0; peer < peers; peer++) {
            int swarm = 1 + random.nextInt(swarms);
            announce(store, swarm, AddressFamily.IPV6, peer, peer, peer % 3 == 0, NOW);
            if (peer % 2 == 0) {
                announce(store, swarm, AddressFamily.IPV4, peer, peer, peer % 3 == 0, NOW);
            }
            Reachability found = List.of(Reachability.values()).get(random.nextInt(3));
            store.reachability(
                    InfoHash.of(swarm, swarm, swarm),
                    Endpoint.ofIpv6(0x2a00_0000_0000_0000L + peer, 1, 6881),
                    found,
                    NOW);
        }
        return store;
    }

    private static void announce(
            MemorySwarmStore store, int swarm, AddressFamily family, int peer, int tag, boolean completed, long now) {
        PeerUpdate update = update(swarm, family, peer)
                .hostTag(tag * 0x9e3779b97f4a7c15L)
                .role(completed ? PeerRole.SEEDER : List.of(PeerRole.values()).get(1 + peer % 2))
                .completed(completed)
                .nowMillis(now);
        var unused = store.announce(update, new AnnounceResponse());
    }

    private static void stop(MemorySwarmStore store, int swarm, int peer) {
        PeerUpdate update = update(swarm, AddressFamily.IPV4, peer).stopped(true);
        var unused = store.announce(update.nowMillis(NOW), new AnnounceResponse());
    }

    private static PeerUpdate update(int swarm, AddressFamily family, int peer) {
        boolean ipv6 = family == AddressFamily.IPV6;
        return new PeerUpdate()
                .infoHash(InfoHash.of(swarm, swarm, swarm))
                .endpoint(family, ipv6 ? 0x2a00_0000_0000_0000L + peer : 0, ipv6 ? 1 : 0x0b00_0000L + peer, 6881);
    }

    private static int peers(MemorySwarmStore store, int swarm, long now) {
        ScrapeBatch batch = new ScrapeBatch().add(InfoHash.of(swarm, swarm, swarm));
        var unused = store.scrape(batch, now);
        return batch.complete(0) + batch.incomplete(0);
    }

    private static int downloads(MemorySwarmStore store) {
        int sum = 0;
        for (int swarm = 1; swarm <= 5; swarm++) {
            ScrapeBatch batch = new ScrapeBatch().add(InfoHash.of(swarm, swarm, swarm));
            var unused = store.scrape(batch, NOW);
            sum += batch.downloaded(0);
        }
        return sum;
    }

    private static long digest(MemorySwarmStore store) {
        SwarmDigest digest = new SwarmDigest();
        new SwarmWalk(store.shards()).all(digest);
        return digest.value();
    }
}
