package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class CapacityHealthTest {
    private static final int MANY = Integer.MAX_VALUE;

    /** 20 chunks of 32 KiB and 12 more, so that whole MiB can be told: 1 MiB. */
    private static final int CHUNKS = 32;

    private final ChunkPool pool = new ChunkPool((long) CHUNKS * ChunkPool.CHUNK_BYTES);

    @Test
    void peersAreNearlyFullFrom95PercentUntilThereAre90PercentOrLess() {
        StoreCapacity capacity = new StoreCapacity(MANY, 100, pool);
        CapacityHealth health = new CapacityHealth(capacity);
        capacity.changeHosts(94);
        assertThat(health.now()).isEqualTo(Health.UP);
        capacity.changeHosts(1);
        assertThat(health.now()).isEqualTo(Health.degraded("nearly full: 95 of 100 peers"));
        capacity.changeHosts(-4);
        assertThat(health.now()).isEqualTo(Health.degraded("nearly full: 91 of 100 peers"));
        capacity.changeHosts(-1);
        assertThat(health.now()).isEqualTo(Health.UP);
        capacity.changeHosts(4);
        assertThat(health.now()).isEqualTo(Health.UP);
        capacity.changeHosts(6);
        assertThat(health.now().reason()).isEqualTo("full, new peers are answered but not listed: 100 of 100 peers");
    }

    @Test
    void swarmsThatAreKeptForTheirDownloadsAloneLeaveRoom() {
        StoreCapacity capacity = new StoreCapacity(20, MANY, pool);
        CapacityHealth health = new CapacityHealth(capacity);
        for (int i = 0; i < 20; i++) {
            capacity.addSwarm();
        }
        assertThat(health.now().reason()).isEqualTo("full, new peers are answered but not listed: 20 of 20 swarms");
        capacity.changePeerless(2);
        assertThat(health.now()).isEqualTo(Health.UP);
    }

    @Test
    void memoryIsToldBesideWhatElseIsFull() {
        StoreCapacity capacity = new StoreCapacity(MANY, 1, pool);
        CapacityHealth health = new CapacityHealth(capacity);
        ArrayDeque<ByteBuffer> taken = new ArrayDeque<>();
        while (taken.size() < CHUNKS) {
            taken.push(pool.take());
        }
        capacity.changeHosts(1);
        assertThat(health.now().reason())
                .isEqualTo("full, new peers are answered but not listed: 1 of 1 peers;"
                        + " full, new peers are answered but not listed: 1 of 1 MiB of direct memory");
        capacity.changeHosts(-1);
        while (taken.size() > CHUNKS * 9 / 10) {
            pool.giveBack(taken.pop());
        }
        assertThat(health.now()).isEqualTo(Health.UP);
    }

    @Test
    void aStoreThatListsNoMorePeersSaysSo() {
        try (MemorySwarmStore store =
                MemorySwarmStore.builder().maxPeers(2).fairShares(false).build()) {
            assertThat(store.health()).isEqualTo(Health.UP);
            announce(store, "[2a00::1]:1");
            announce(store, "192.0.2.1:1");
            assertThat(store.health().state()).isEqualTo(HealthState.DEGRADED);
            assertThat(store.health().reason()).endsWith("2 of 2 peers");
            store.announce(update("[2a00::1]:1").stopped(true), new AnnounceResponse());
            assertThat(store.health()).isEqualTo(Health.UP);
        }
    }

    private static void announce(MemorySwarmStore store, String endpoint) {
        assertThat(store.announce(update(endpoint), new AnnounceResponse())).isCompleted();
    }

    private static PeerUpdate update(String endpoint) {
        return new PeerUpdate().infoHash(InfoHash.of(1, 2, 3)).endpoint(Endpoint.parse(endpoint));
    }
}
