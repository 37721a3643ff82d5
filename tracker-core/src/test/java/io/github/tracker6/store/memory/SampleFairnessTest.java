package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a swarm of 10,000 every peer is told equally often. 10,000,000 peers are told, so that chance alone makes a
 * coefficient of variation of 0.032; a sampler may add to that up to 0.05 in all.
 */
@Tag("long")
@ParameterizedClass
@EnumSource(AddressFamily.class)
class SampleFairnessTest {
    private static final int PEERS = 10_000;
    private static final int TOLD = 10_000_000;
    private static final double MAX_VARIATION = 0.05;
    private static final long TTL_MILLIS = StoreOptions.DEFAULT_PEER_TTL.toMillis();
    private static final int ASKER = 1 << 20;

    private final AddressFamily family;
    private final Random random = new Random(4);
    private final MemorySwarmStore store =
            MemorySwarmStore.builder().random(new Random(5)).fairShares(false).build();
    private final AnnounceResponse response = new AnnounceResponse();
    private long now = 1_000_000;

    SampleFairnessTest(AddressFamily family) {
        this.family = family;
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 200})
    void everyPeerOfASwarmMadeInOneGo(int numWant) {
        IntStream.range(0, PEERS).forEach(this::join);
        assertFair(IntStream.range(0, PEERS).toArray(), numWant);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 200})
    void everyPeerOfASwarmThatGrewAndShrank(int numWant) {
        int[] peers = shuffled(3 * PEERS);
        IntStream.of(peers).forEach(this::join);
        Arrays.stream(peers, PEERS, peers.length)
                .forEach(peer -> announce(update(peer).stopped(true)));
        assertFair(Arrays.copyOf(peers, PEERS), numWant);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 200})
    void everyPeerOfASwarmOfWhichHalfExpired(int numWant) {
        int[] peers = shuffled(2 * PEERS);
        IntStream.range(0, peers.length).forEach(this::join);
        now += TTL_MILLIS * 6 / 10;
        Arrays.stream(peers, 0, PEERS).forEach(this::join);
        now += TTL_MILLIS * 6 / 10;
        assertFair(Arrays.copyOf(peers, PEERS), numWant);
    }

    private void assertFair(int[] peers, int numWant) {
        int[] told = new int[1 << 16];
        PeerUpdate asker = update(ASKER).numWant(numWant);
        for (int draw = 0; draw < TOLD / numWant; draw++) {
            announce(asker);
            EndpointList list = response.peers(family);
            for (int i = 0; i < list.size(); i++) {
                told[number(list, i)]++;
            }
        }
        double mean = (double) TOLD / PEERS;
        assertThat(IntStream.of(told).sum()).as("peers told in all").isEqualTo(TOLD);
        assertThat(IntStream.of(peers).map(peer -> told[peer]).sum())
                .as("of those there are")
                .isEqualTo(TOLD);
        double variance = IntStream.of(peers)
                .mapToDouble(peer -> (told[peer] - mean) * (told[peer] - mean))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance) / mean)
                .as("coefficient of variation of being told")
                .isLessThan(MAX_VARIATION);
    }

    private void join(int peer) {
        announce(update(peer).role(peer % 10 == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER));
    }

    private PeerUpdate update(int peer) {
        PeerUpdate update = new PeerUpdate().infoHash(InfoHash.of(1, 2, 3)).hostTag((peer + 1) * 0x9e3779b97f4a7c15L);
        return update.nowMillis(now)
                .endpoint(
                        family,
                        family == AddressFamily.IPV6 ? 0x2a00L << 48 | peer : 0,
                        family == AddressFamily.IPV6 ? 1 : 0x0b000000L + peer,
                        6881);
    }

    private void announce(PeerUpdate update) {
        if (store.announce(update, response.reset()) != response.done() || response.rejection() != null) {
            fail("refused: " + response.rejection());
        }
    }

    private int number(EndpointList list, int index) {
        return (int)
                        (family == AddressFamily.IPV6
                                ? list.get(index).addressHigh()
                                : list.get(index).addressLow())
                & 0xffff;
    }

    private int[] shuffled(int count) {
        int[] numbers = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int number = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = number;
        }
        return numbers;
    }
}
