package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.health.Health;
import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the swarms in this process, in direct buffers. Every call completes before it returns. Thread-safe.
 *
 * <p>An announce takes time in proportion to the peers wanted, whatever the swarm's size. In swarms of two an IPv4 endpoint
 * takes about 29 bytes and an IPv6 endpoint 42, the swarm included; in swarms of a hundred 14 and 28. {@link
 * MemorySwarmStoreBuilder#maxDirectBytes} bounds the memory.
 *
 * @since 0.1.0
 */
public final class MemorySwarmStore implements FullScrapeStore {
    private static final Logger LOG = LoggerFactory.getLogger(MemorySwarmStore.class);

    /** At most one warning in this time that the store is nearly full. */
    private static final long WARNING_PAUSE_MILLIS = 60_000;

    /** Shards per processor: enough that two announces seldom want the same one. Each leaves some pages half empty. */
    private static final int SHARDS_PER_PROCESSOR = 8;

    private static final int MAX_SHARDS = 1_024;
    private static final int SHARD_SHIFT = 38;

    /** The number of calls of {@link #maintain} after which every shard has had its turn. */
    private static final int CALLS_PER_ROUND = 16;

    /** What a peer takes, as a rule of thumb: an IPv6 endpoint in a swarm of two. */
    private static final int BYTES_PER_PEER = 42;

    /** The pause between two slices of housekeeping, in which announces get the lock. */
    private static final long PAUSE_NANOS = 50_000;

    /** The swarms of a batch for which a thread has room at first. */
    private static final int PREFETCH_ENTRIES = 64;

    private static final int WORDS_OF_A_SWARM = 3;

    /** The words of the swarms that a full scrape looks at under one lock. */
    private static final int WORDS_OF_A_SLICE = 32 * WORDS_OF_A_SWARM;

    private final Shard[] shards;
    private final SipHash hash;
    private final StoreCapacity capacity;
    private final ChunkPool pool;
    private final @Nullable FairShares shares;
    private final Duration peerTtl;
    private final ReentrantLock maintenance = new ReentrantLock();

    /** The hashes of the swarms that a thread prefetches; one array per thread, so that a batch allocates nothing. */
    private final ThreadLocal<long[]> prefetchHashes = ThreadLocal.withInitial(() -> new long[PREFETCH_ENTRIES]);

    private final CapacityHealth capacityHealth;
    private int nextShard;
    private long nextWarningMillis = Long.MIN_VALUE;

    MemorySwarmStore(MemorySwarmStoreBuilder builder, @Nullable ReplicaState replica) {
        RandomGenerator random = builder.random == null ? new SecureRandom() : builder.random;
        this.hash = new SipHash(random.nextLong(), random.nextLong());
        StoreOptions options = builder.options();
        this.pool = builder.pool();
        this.capacity = new StoreCapacity(options.maxSwarms(), options.maxPeers(), pool);
        this.capacityHealth = new CapacityHealth(capacity);
        this.shares = options.fairShares() ? new FairShares(capacity, options, hash) : null;
        this.peerTtl = options.peerTtl();
        warnOfLittleMemory(options);
        Ticks ticks = new Ticks(peerTtl);
        this.shards = new Shard[builder.shards()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(options, capacity, ticks, pool, hash, random.nextLong(), shares, replica);
        }
    }

    /** Returns how many shards a store has where no test says otherwise: a power of two. */
    static int usualShards() {
        int wanted = Runtime.getRuntime().availableProcessors() * SHARDS_PER_PROCESSOR;
        return Integer.highestOneBit(Math.min(Math.max(wanted, CALLS_PER_ROUND), MAX_SHARDS));
    }

    /** Returns a builder with every default. */
    public static MemorySwarmStoreBuilder builder() {
        return new MemorySwarmStoreBuilder();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        var unused = record(update, response);
        return response.done();
    }

    /** Records an announce; returns false where another table has taken the place of this one. */
    boolean tryAnnounce(PeerUpdate update, AnnounceResponse response) {
        return record(update, response) != Shard.Outcome.RETIRED;
    }

    private Shard.Outcome record(PeerUpdate update, AnnounceResponse response) {
        long hashed = hash.hash(update.hashHead(), update.hashMiddle(), update.hashTail());
        Shard shard = shardOf(hashed);
        Shard.Outcome outcome = shard.announce(hashed, update, response);
        while (outcome == Shard.Outcome.SWARMS_FULL) {
            Shard spare = shardWithPeerless(hashed);
            if (spare == null || !capacity.hasRoomForHost()) {
                boolean lacksSwarms = spare == null && !capacity.hasRoomForSwarm();
                response.unlistedBy(lacksSwarms ? ListingCap.SWARMS : ListingCap.PEERS);
                response.counts(0, 0, 0);
                return Shard.Outcome.ANSWERED;
            }
            spare.dropPeerless();
            outcome = shard.announce(hashed, update, response);
        }
        return outcome;
    }

    /** Reads a little of the index for each, then a little of each swarm: cache misses of one kind overlap. */
    @Override
    public void prefetch(InfoHashes swarms) {
        int size = swarms.size();
        if (size == 0) {
            return;
        }
        long[] hashes = prefetchHashes.get();
        if (hashes.length < size) {
            hashes = new long[2 * size];
            prefetchHashes.set(hashes);
        }
        for (int i = 0; i < size; i++) {
            hashes[i] = hash.hash(swarms.head(i), swarms.middle(i), swarms.tail(i));
        }
        int read = 0;
        for (int i = 0; i < size; i++) {
            read += shardOf(hashes[i]).touchIndex(hashes[i]);
        }
        for (int i = 0; i < size; i++) {
            read += shardOf(hashes[i]).touchSwarm(hashes[i]);
        }
        // Keeps the compiler from leaving out what is only read to have it in the cache.
        hashes[0] = read;
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.hidden(i)) {
                long hashed = hash.hash(batch.hashHead(i), batch.hashMiddle(i), batch.hashTail(i));
                shardOf(hashed).scrape(hashed, batch, i, nowMillis);
            }
        }
        return batch.done();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        int max = batch.size() + maxSwarms;
        for (Shard shard : shards) {
            int place = 0;
            while (place != HashIndex.END_OF_PLACES && batch.size() < max) {
                LongStream.Builder words = LongStream.builder();
                place = shard.listRange(place, words);
                scrapeListed(shard, words.build().toArray(), batch, max, nowMillis);
            }
        }
        return batch.done();
    }

    /** Takes the lock for a few swarms at a time, so that no announce waits for long. */
    private void scrapeListed(Shard shard, long[] words, ScrapeBatch batch, int max, long nowMillis) {
        int next = 0;
        while (next < words.length) {
            int end = Math.min(words.length, next + WORDS_OF_A_SLICE);
            synchronized (shard) {
                for (; next < end && batch.size() < max; next += WORDS_OF_A_SWARM) {
                    int tail = (int) words[next + 2];
                    long hashed = hash.hash(words[next], words[next + 1], tail);
                    shard.scrapeListed(hashed, words[next], words[next + 1], tail, batch, nowMillis);
                }
            }
            next = end;
            LockSupport.parkNanos(PAUSE_NANOS); // lets those that wait for the lock go first, as in maintain
        }
    }

    @Override
    public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        var unused = tryReachability(torrent, endpoint, found, nowMillis);
    }

    /** Records whether an endpoint could be reached; returns false where another table has taken the place of this one. */
    boolean tryReachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        if (endpoint.family() == AddressFamily.IPV4) {
            return true;
        }
        Change change = new Change().set(Change.Kind.REACH, torrent.head(), torrent.middle(), torrent.tail(), 0);
        change.setReach(endpoint, PeerState.reachOf(found));
        long hashed = hash(change);
        return shardOf(hashed).reachability(hashed, change, nowMillis);
    }

    @Override
    public Duration peerTtl() {
        return peerTtl;
    }

    /** Counts each swarm as it is at one moment, so that a host counts once while it gets its second endpoint. */
    @Override
    public StoreTotals totals() {
        long swarms = 0;
        HostCounts hosts = HostCounts.NONE;
        for (Shard shard : shards) {
            StoreTotals part = shard.totals();
            swarms += part.swarms();
            hosts = hosts.plus(part.families());
        }
        return new StoreTotals(swarms, hosts);
    }

    /** Removes expired endpoints from a 16th of the store, or a quarter where room is short, in slices that hold a lock for well under a millisecond. */
    @Override
    public int maintain(long nowMillis) {
        maintenance.lock();
        try {
            int expired = 0;
            int shardsPerCall = Math.max(1, shards.length / CALLS_PER_ROUND);
            // Where room is short, shares are counted and kept more often.
            int wanted = capacity.isShort() ? Math.min(shards.length, 4 * shardsPerCall) : shardsPerCall;
            for (int i = 0; i < wanted; i++) {
                Shard shard = shards[nextShard];
                nextShard = (nextShard + 1) % shards.length;
                while (!shard.maintain(nowMillis)) {
                    // A thread that releases a lock and takes it again at once overtakes those that wait for it.
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                expired += shard.takeExpired();
                if (nextShard == 0 && shares != null) {
                    shares.endRound();
                }
            }
            warnIfShort(nowMillis);
            return expired;
        } finally {
            maintenance.unlock();
        }
    }

    /**
     * Returns how the store does: degraded once 95 % of the hosts, swarms with peers or bytes that may be are there, until
     * there are 90 % or less; the reason names which, and whether there is room left.
     */
    @Override
    public Health health() {
        return capacityHealth.now();
    }

    private void warnOfLittleMemory(StoreOptions options) {
        long needed = (long) options.maxPeers() * BYTES_PER_PEER;
        // The largest cap means none.
        if (options.maxPeers() < Integer.MAX_VALUE && needed > pool.maxBytes()) {
            LOG.warn(
                    "{} peers may need {} MiB of direct memory, and the store may have {} MiB: past that, new peers are not "
                            + "listed. Give the JVM more (-XX:MaxDirectMemorySize, -Xmx), or lower the cap",
                    options.maxPeers(),
                    needed >> 20,
                    pool.maxBytes() >> 20);
        }
    }

    private void warnIfShort(long nowMillis) {
        boolean isShort = capacity.isShort() || !pool.hasRoom();
        if (isShort && nowMillis >= nextWarningMillis) {
            nextWarningMillis = nowMillis + WARNING_PAUSE_MILLIS;
            LOG.warn(
                    "The store is nearly full: {}; {} MiB of up to {} MiB of direct memory. Clients past the caps get peers, "
                            + "but are not listed",
                    capacity,
                    pool.reservedBytes() >> 20,
                    pool.maxBytes() >> 20);
        }
    }

    Shard[] shards() {
        return shards;
    }

    /** Returns the keyed hash of a change's info hash. */
    long hash(Change change) {
        return hash.hash(change.head, change.middle, change.tail);
    }

    /** Returns the shard that keeps the swarm with a hash. */
    Shard shard(long hashed) {
        return shardOf(hashed);
    }

    /** Returns the bytes of direct memory held for swarms, used or not. */
    long reservedBytes() {
        return pool.reservedBytes();
    }

    /** Does nothing: the garbage collector frees the memory. */
    @Override
    public void close() {}

    private Shard shardOf(long hashed) {
        return shards[(int) (hashed >>> SHARD_SHIFT) & (shards.length - 1)];
    }

    /** Returns a shard with a swarm that has no peers and keeps a count of downloads, or null. */
    private @Nullable Shard shardWithPeerless(long hashed) {
        int first = (int) hashed & (shards.length - 1);
        for (int i = 0; i < shards.length; i++) {
            Shard shard = shards[(first + i) & (shards.length - 1)];
            if (shard.hasPeerless()) {
                return shard;
            }
        }
        return null;
    }
}
