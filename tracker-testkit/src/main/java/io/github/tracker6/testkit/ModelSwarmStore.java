package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A slow store that is easy to check: maps and loops, one lock, and every call looks at every peer. The contract compares
 * other stores with it, so it has the rules for an answer a second time, apart from {@code PeerSelection}. It also
 * serves tests that need a few peers. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelSwarmStore implements FullScrapeStore {
    private final StoreOptions options;
    private final Random random;
    private final long ttlMillis;
    private final Map<InfoHash, ModelSwarm> swarms = new LinkedHashMap<>();
    private long sweptMillis = Long.MIN_VALUE;
    private int expiredUnreported;

    /** Makes an empty store. */
    public ModelSwarmStore(StoreOptions options, Random random) {
        this.options = options;
        this.random = random;
        this.ttlMillis = options.peerTtl().toMillis();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        AnswerRule rule = record(update, response);
        synchronized (this) {
            rule.draw(random, response);
        }
        return response.done();
    }

    /**
     * Records an announce and fills in counts. Returns which peers the answer may hold.
     */
    synchronized AnswerRule record(PeerUpdate update, AnnounceResponse response) {
        sweep(update.nowMillis());
        InfoHash infoHash = InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail());
        Endpoint endpoint = endpoint(update);
        ModelSwarm known = swarms.get(infoHash);
        ModelSwarm swarm = known == null ? new ModelSwarm() : known;
        boolean unheard = swarm.isFirstHeard(endpoint, update.hostTag());
        ModelHost host;
        if (update.stopped()) {
            Endpoint latest = swarm.replacedBy(endpoint, update.hostTag());
            swarm.remove(endpoint);
            if (latest != null) {
                swarm.remove(latest);
            }
            forgetIfEmpty(infoHash, swarm);
            host = new ModelHost(0);
        } else if (update.repeated()) {
            ModelHost kept = swarm.host(endpoint);
            host = kept == null ? new ModelHost(0) : kept;
        } else {
            ListingCap cap = cap(update, endpoint, swarm);
            response.unlistedBy(cap);
            if (cap == null) {
                if (known == null) {
                    makeRoom();
                    swarms.put(infoHash, swarm);
                }
                unheard |= swarm.endsOtherFamily(update, endpoint);
                int before = swarm.downloaded;
                host = swarm.announce(update, endpoint);
                response.countedDownload(swarm.downloaded > before);
            } else {
                unheard = false;
                ModelHost tagged = swarm.tagged(update.hostTag());
                host = tagged == null ? new ModelHost(0) : tagged;
            }
        }
        response.counts(swarm.count(PeerRole.SEEDER), incomplete(swarm), swarm.downloaded);
        response.dualStack(host.isDualStack());
        response.reachability(host.reachability());
        boolean answered = swarm.contains(endpoint) || response.unlistedBy() != null;
        boolean asks = answered && update.numWant() > 0;
        return new AnswerRule(
                update,
                host,
                unheard,
                swarm,
                asks ? swarm.candidates(host, update, update.family()) : List.of(),
                asks && update.bothFamilies()
                        ? swarm.candidates(host, update, update.family().other())
                        : List.of());
    }

    @Override
    public synchronized CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        sweep(nowMillis);
        for (int i = 0; i < batch.size(); i++) {
            ModelSwarm swarm = swarms.get(batch.infoHash(i));
            if (swarm != null && !batch.hidden(i)) {
                fill(batch, i, swarm);
            }
        }
        return batch.done();
    }

    @Override
    public synchronized CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        sweep(nowMillis);
        int added = 0;
        for (Map.Entry<InfoHash, ModelSwarm> entry : swarms.entrySet()) {
            if (!entry.getValue().isEmpty() && added < maxSwarms) {
                batch.add(entry.getKey());
                fill(batch, batch.size() - 1, entry.getValue());
                added++;
            }
        }
        return batch.done();
    }

    @Override
    public Duration peerTtl() {
        return options.peerTtl();
    }

    @Override
    public synchronized StoreTotals totals() {
        HostCounts families =
                swarms.values().stream().map(ModelSwarm::families).reduce(HostCounts.NONE, HostCounts::plus);
        return new StoreTotals(swarmsWithPeers(), families);
    }

    @Override
    public synchronized void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        ModelSwarm swarm = swarms.get(torrent);
        ModelHost host = swarm == null ? null : swarm.host(endpoint);
        if (host != null && endpoint.family() == AddressFamily.IPV6) {
            host.reachability(found);
        }
    }

    @Override
    public synchronized int maintain(long nowMillis) {
        sweep(nowMillis);
        int expired = expiredUnreported;
        expiredUnreported = 0;
        return expired;
    }

    @Override
    public void close() {}

    private void sweep(long nowMillis) {
        if (nowMillis <= sweptMillis) {
            return;
        }
        sweptMillis = nowMillis;
        for (Map.Entry<InfoHash, ModelSwarm> entry : Map.copyOf(swarms).entrySet()) {
            expiredUnreported += entry.getValue().expire(nowMillis, ttlMillis);
            forgetIfEmpty(entry.getKey(), entry.getValue());
        }
    }

    private void forgetIfEmpty(InfoHash infoHash, ModelSwarm swarm) {
        if (swarm.isEmpty() && swarm.downloaded == 0) {
            swarms.remove(infoHash);
        }
    }

    private void makeRoom() {
        if (swarms.size() >= options.maxSwarms()) {
            swarms.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(swarms::remove);
        }
    }

    private @Nullable ListingCap cap(PeerUpdate update, Endpoint endpoint, ModelSwarm swarm) {
        if (swarm.contains(endpoint)) {
            return null;
        }
        if (isTooManyFromAddress(endpoint, swarm.replacedBy(endpoint, update.hostTag()), swarm)) {
            return ListingCap.ADDRESS;
        }
        if (swarm.isEmpty() && swarmsWithPeers() >= options.maxSwarms()) {
            return ListingCap.SWARMS;
        }
        if (swarm.tagged(update.hostTag()) != null) {
            return null;
        }
        if (swarm.hosts().size() >= options.maxPeersPerSwarm()) {
            return ListingCap.SWARM;
        }
        int peers =
                swarms.values().stream().mapToInt(other -> other.hosts().size()).sum();
        return peers >= options.maxPeers() ? ListingCap.PEERS : null;
    }

    private boolean isTooManyFromAddress(Endpoint endpoint, @Nullable Endpoint replaced, ModelSwarm swarm) {
        if (AddressScope.of(endpoint) != AddressScope.GLOBAL) {
            return false;
        }
        Predicate<Endpoint> samePrefix = peer -> peer.addressHigh() == endpoint.addressHigh()
                && peer.family() == endpoint.family()
                && !Objects.equals(peer, replaced);
        return endpoint.family() == AddressFamily.IPV4
                ? swarm.countEndpoints(peer -> peer.addressLow() == endpoint.addressLow() && samePrefix.test(peer))
                        >= options.maxEndpointsPerIpv4Address()
                : swarm.countEndpoints(samePrefix) >= options.maxEndpointsPerIpv6Prefix();
    }

    private long swarmsWithPeers() {
        return swarms.values().stream().filter(swarm -> !swarm.isEmpty()).count();
    }

    private static void fill(ScrapeBatch batch, int index, ModelSwarm swarm) {
        batch.setCounts(
                index,
                swarm.count(PeerRole.SEEDER),
                incomplete(swarm),
                swarm.downloaded,
                swarm.count(PeerRole.DOWNLOADER));
        batch.families(index, swarm.families());
    }

    private static int incomplete(ModelSwarm swarm) {
        return swarm.hosts().size() - swarm.count(PeerRole.SEEDER);
    }

    static Endpoint endpoint(PeerUpdate update) {
        return update.family() == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) update.addressLow(), update.port())
                : Endpoint.ofIpv6(update.addressHigh(), update.addressLow(), update.port());
    }
}
