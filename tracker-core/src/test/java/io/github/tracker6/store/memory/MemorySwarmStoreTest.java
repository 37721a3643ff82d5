package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import org.junit.jupiter.api.Test;

/** What the memory store does beyond the contract of all stores, which the testkit's tests put it to. */
class MemorySwarmStoreTest {
    @Test
    void aCounterWithoutPeersGivesWayToANewSwarm() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().maxSwarms(2).build()) {
            announce(store, update(1).completed(true));
            announce(store, update(1).stopped(true));
            announce(store, update(2));
            assertThat(downloaded(store, 1)).isEqualTo(1);
            announce(store, update(3));
            assertThat(downloaded(store, 1)).isZero();
        }
    }

    private static int downloaded(MemorySwarmStore store, int swarm) {
        ScrapeBatch batch = new ScrapeBatch().add(InfoHash.of(swarm, 0, 0));
        assertThat(store.scrape(batch, 0)).isCompleted();
        return batch.downloaded(0);
    }

    private static void announce(MemorySwarmStore store, PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(store.announce(update, response)).isCompleted();
        assertThat(response.rejection()).isNull();
    }

    private static PeerUpdate update(int swarm) {
        return new PeerUpdate().infoHash(InfoHash.of(swarm, 0, 0)).endpoint(Endpoint.parse("[2a00::1]:1"));
    }
}
