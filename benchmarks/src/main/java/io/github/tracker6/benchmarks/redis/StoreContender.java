package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.store.PeerUpdate;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The Redis store. */
record StoreContender(RedisSwarmStore store) implements Contender {
    private static final int NO_CAP = 1_000_000_000;

    static StoreContender open(RedisURI uri, String keyPrefix) {
        return new StoreContender(RedisSwarmStore.builder()
                .uri(uri)
                .keyPrefix(keyPrefix)
                // A busy machine must show as latency, not as failures.
                .timeLimit(Duration.ofSeconds(10))
                // The store adds them up by the wall clock, which is slower here than the clock of the announces.
                .totalsInterval(Duration.ofHours(1))
                .maxSwarms(NO_CAP)
                .maxPeers(NO_CAP)
                .maxPeersPerSwarm(1_000_000)
                .build());
    }

    @Override
    public Sender newSender() {
        AnnounceResponse response = new AnnounceResponse();
        return new Sender() {
            @Override
            public CompletionStage<?> send(PeerUpdate update) {
                return store.announce(update, response.reset());
            }

            @Override
            public int peersInLastAnswer() {
                if (response.rejection() != null) {
                    throw new IllegalStateException("refused: " + response.rejection());
                }
                return response.peers4().size() + response.peers6().size();
            }
        };
    }

    @Override
    public void maintain(long nowMillis) {
        store.maintain(nowMillis);
    }

    @Override
    public void close() {
        store.close();
    }
}
