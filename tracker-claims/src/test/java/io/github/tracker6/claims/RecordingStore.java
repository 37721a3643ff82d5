package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The memory store, with what it is told of reachability in a map. It reports that in its answers. */
final class RecordingStore implements SwarmStore {
    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Map<Member, Reachability> marks = new ConcurrentHashMap<>();
    private final Map<Long, Endpoint> endpointsOfHosts = new ConcurrentHashMap<>();

    private record Member(InfoHash torrent, Endpoint endpoint) {}

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        if (update.family() == AddressFamily.IPV6) {
            endpointsOfHosts.put(update.hostTag(), update.endpoint());
        }
        Endpoint endpoint = update.family() == AddressFamily.IPV6
                ? update.endpoint()
                : endpointsOfHosts.getOrDefault(update.hostTag(), update.endpoint());
        CompletionStage<AnnounceResponse> stage = store.announce(update, response);
        response.reachability(reachability(update.infoHash(), endpoint));
        return stage;
    }

    @Override
    public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        marks.put(new Member(torrent, endpoint), found);
    }

    Reachability reachability(InfoHash torrent, Endpoint endpoint) {
        return marks.getOrDefault(new Member(torrent, endpoint), Reachability.UNKNOWN);
    }

    /** Returns how many endpoints, each once for each swarm, are in a state. */
    long count(Reachability state) {
        return marks.values().stream().filter(state::equals).count();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        return store.scrape(batch, nowMillis);
    }

    @Override
    public Duration peerTtl() {
        return store.peerTtl();
    }

    @Override
    public StoreTotals totals() {
        return store.totals();
    }

    @Override
    public void close() {
        store.close();
    }
}
