package io.github.tracker6.store.memory;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.hash.SipHash;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the swarms in this process, in direct buffers: about 29 bytes for an IPv4 endpoint and 42 for an IPv6 one, swarm
 * included, where there are two to a swarm; 14 and 28 where there are a hundred. An announce takes time in proportion to the peers wanted, whatever the
 * swarm's size. Direct memory is bounded by the JVM's {@code -XX:MaxDirectMemorySize}, by default as large as the heap.
 * Every call completes before it returns. Thread-safe.
 */
public final class MemorySwarmStore implements FullScrapeStore {
    /** Stripes per processor, so that two announces seldom want the same one; each leaves some pages half empty. */
    private static final int STRIPES_PER_PROCESSOR = 8;

    private static final int MAX_STRIPES = 1_024;
    private static final int STRIPE_SHIFT = 38;

    /** Calls of {@link #maintain} in which every stripe has its turn. */
    private static final int CALLS_PER_ROUND = 16;

    /** Between two slices of housekeeping announces have their turn. */
    private static final long PAUSE_NANOS = 50_000;

    private final Stripe[] stripes;
    private final SipHash hash;
    private final Budget budget;
    private final ChunkPool pool = new ChunkPool();
    private final Duration peerTtl;
    private final ReentrantLock maintenance = new ReentrantLock();
    private int nextStripe;

    MemorySwarmStore(MemorySwarmStoreBuilder builder) {
        RandomGenerator random = builder.random == null ? new SecureRandom() : builder.random;
        this.hash = new SipHash(random.nextLong(), random.nextLong());
        this.budget = new Budget(builder.maxSwarms, builder.maxPeers);
        this.peerTtl = builder.peerTtl;
        MemoryCaps caps = MemoryCaps.of(builder);
        Ticks ticks = new Ticks(peerTtl);
        int wanted = Runtime.getRuntime().availableProcessors() * STRIPES_PER_PROCESSOR;
        this.stripes = new Stripe[Integer.highestOneBit(Math.min(Math.max(wanted, CALLS_PER_ROUND), MAX_STRIPES))];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(caps, budget, ticks, pool, hash, random.nextLong());
        }
    }

    /** Returns a builder with every default. */
    public static MemorySwarmStoreBuilder builder() {
        return new MemorySwarmStoreBuilder();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        long hashed = hash.hash(update.hashHead(), update.hashMiddle(), update.hashTail());
        Stripe stripe = stripeOf(hashed);
        Rejection refusal = stripe.announce(hashed, update, response);
        while (Rejection.SWARMS_FULL.equals(refusal)) {
            Stripe spare = stripeWithPeerless(hashed);
            if (spare == null) {
                break;
            }
            if (!budget.hasRoomForHost()) {
                refusal = Rejection.PEERS_FULL;
                break;
            }
            spare.dropPeerless();
            refusal = stripe.announce(hashed, update, response);
        }
        return refusal == null ? response.done() : response.reject(refusal);
    }

    /** Reads a little of the index for each, then a little of each swarm: cache misses of one kind overlap. */
    @Override
    public void expect(InfoHashes swarms) {
        int size = swarms.size();
        for (int i = 0; i < size; i++) {
            swarms.note(i, hash.hash(swarms.head(i), swarms.middle(i), swarms.tail(i)));
        }
        int read = 0;
        for (int i = 0; i < size; i++) {
            read += stripeOf(swarms.note(i)).touchIndex(swarms.note(i));
        }
        for (int i = 0; i < size; i++) {
            read += stripeOf(swarms.note(i)).touchSwarm(swarms.note(i));
        }
        if (size > 0) {
            swarms.note(0, read);
        }
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.hidden(i)) {
                long hashed = hash.hash(batch.hashHead(i), batch.hashMiddle(i), batch.hashTail(i));
                stripeOf(hashed).scrape(hashed, batch, i, nowMillis);
            }
        }
        return batch.done();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        int max = batch.size() + maxSwarms;
        for (Stripe stripe : stripes) {
            stripe.scrapeAll(batch, max, nowMillis);
        }
        return batch.done();
    }

    @Override
    public Duration peerTtl() {
        return peerTtl;
    }

    @Override
    public StoreTotals totals() {
        long swarms = 0;
        long ipv4Hosts = 0;
        long ipv6Hosts = 0;
        long dualStackHosts = 0;
        for (Stripe stripe : stripes) {
            swarms += stripe.swarmsWithPeers();
            ipv4Hosts += stripe.ipv4Hosts();
            ipv6Hosts += stripe.ipv6Hosts();
            dualStackHosts += stripe.dualStackHosts();
        }
        return new StoreTotals(swarms, ipv4Hosts, ipv6Hosts, dualStackHosts);
    }

    /** Sweeps expired endpoints out of a 16th of the store, in slices that hold a lock for well under a millisecond. */
    @Override
    public int maintain(long nowMillis) {
        maintenance.lock();
        try {
            int expired = 0;
            for (int i = 0; i < stripes.length / CALLS_PER_ROUND; i++) {
                Stripe stripe = stripes[nextStripe];
                nextStripe = (nextStripe + 1) % stripes.length;
                while (!stripe.maintain(nowMillis)) {
                    // A lock that is let go and taken again at once goes past those who wait for it.
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                expired += stripe.takeExpired();
            }
            return expired;
        } finally {
            maintenance.unlock();
        }
    }

    /** Returns the bytes of direct memory held for swarms, used or not. */
    long reservedBytes() {
        return pool.reservedBytes();
    }

    /** Does nothing: the memory goes with the object. */
    @Override
    public void close() {}

    private Stripe stripeOf(long hashed) {
        return stripes[(int) (hashed >>> STRIPE_SHIFT) & (stripes.length - 1)];
    }

    /** Returns a stripe with a swarm that has no peers and just keeps a count of downloads; null where there is none. */
    private @Nullable Stripe stripeWithPeerless(long hashed) {
        int first = (int) hashed & (stripes.length - 1);
        for (int i = 0; i < stripes.length; i++) {
            Stripe stripe = stripes[(first + i) & (stripes.length - 1)];
            if (stripe.hasPeerless()) {
                return stripe;
            }
        }
        return null;
    }
}
