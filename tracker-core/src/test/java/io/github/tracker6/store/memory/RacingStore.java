package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.plain.PlainSwarm;
import io.github.tracker6.store.plain.PlainSwarmStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a store that {@link StoreRacesIT} plays: of three hosts in two swarms, all at one time. Each answers with all
 * that a caller sees, as text. A subclass says which store, and what is in it at first.
 */
@Param(name = "swarm", gen = IntGen.class, conf = "1:2")
@Param(name = "host", gen = IntGen.class, conf = "1:3")
public abstract class RacingStore {
    static final Duration PEER_TTL = Duration.ofMinutes(45);
    static final long BEGIN = 1_800_000_000_000L;

    /** Above the numbers of the hosts and swarms of the calls. */
    private static final int CROWD = 1_000;

    /** More than there are, so that an answer holds every peer that it may hold. */
    private static final int ALL = 10_000;

    /** What is in the store at first. */
    enum Begin {
        /** The first new swarm gives the index a larger block; a swarm that gets empty is removed from it. */
        FEW_SWARMS,
        /** The first new swarm splits a segment of the index. */
        MANY_SWARMS,
        /** A host that joins swarm 1 makes it a large one; a host that leaves swarm 2 makes it a small one. */
        LARGE_SWARMS,
        /** Half of the endpoints have expired and were not looked at since. */
        EXPIRED_HOSTS,
        /** Two swarms with a lock each share the room for two hosts. */
        LITTLE_ROOM
    }

    private final boolean totals;
    private final boolean littleRoom;
    private SwarmStore store;
    private long nowMillis = BEGIN;

    RacingStore(Begin begin, boolean plain) {
        this.littleRoom = begin == Begin.LITTLE_ROOM;
        this.totals = begin != Begin.EXPIRED_HOSTS && !littleRoom;
        this.store = begin(begin, plain);
    }

    /** Makes the store, and what is in it at first. */
    private SwarmStore begin(Begin begin, boolean plain) {
        int maxPeers = begin == Begin.LITTLE_ROOM ? 2 : Integer.MAX_VALUE;
        store = plain ? plain(maxPeers) : memory(begin == Begin.LITTLE_ROOM ? 2 : 1, maxPeers);
        switch (begin) {
            case FEW_SWARMS -> manySwarms(8);
            case MANY_SWARMS -> manySwarms(380);
            case LARGE_SWARMS -> {
                crowd(1, SmallPeers.MAX_RECORDS);
                seeds(2, 1);
                crowd(2, SmallPeers.MAX_RECORDS);
                thin(2, SmallPeers.MAX_RECORDS, SwarmCursor.SHRINK_AT);
            }
            case EXPIRED_HOSTS -> {
                completes(1, 1);
                downloads(2, 1);
                downloadsOverIpv4(2, 2);
                nowMillis += PEER_TTL.toMillis() / 2;
                downloads(1, 2);
                downloads(2, 2);
                nowMillis += PEER_TTL.toMillis() * 5 / 8;
            }
            case LITTLE_ROOM -> {}
        }
        return store;
    }

    private static SwarmStore memory(int shards, int maxPeers) {
        return MemorySwarmStore.builder()
                .random(new Random(1))
                .fairShares(false)
                .peerTtl(PEER_TTL)
                .maxPeers(maxPeers)
                .shards(shards)
                .build();
    }

    /** Returns a store in plain collections, of which one thread at a time makes use. */
    private static SwarmStore plain(int maxPeers) {
        Map<InfoHash, PlainSwarm> swarms = new HashMap<>();
        StoreOptions options = StoreOptions.builder()
                .fairShares(false)
                .peerTtl(PEER_TTL)
                .maxPeers(maxPeers)
                .build();
        return new PlainSwarmStore(options, new Random(1)) {
            @Override
            protected void change(InfoHash infoHash, UnaryOperator<@Nullable PlainSwarm> change) {
                PlainSwarm kept = change.apply(swarms.get(infoHash));
                if (kept == null) {
                    swarms.remove(infoHash);
                } else {
                    swarms.put(infoHash, kept);
                }
            }

            @Override
            protected Iterable<InfoHash> infoHashes() {
                return swarms.keySet();
            }
        };
    }

    @Operation
    public String downloads(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(update(swarm, host, AddressFamily.IPV6));
    }

    @Operation
    public String seeds(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(update(swarm, host, AddressFamily.IPV6).role(PeerRole.SEEDER));
    }

    @Operation
    public String completes(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(
                update(swarm, host, AddressFamily.IPV6).role(PeerRole.SEEDER).completed(true));
    }

    @Operation
    public String stops(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(update(swarm, host, AddressFamily.IPV6).stopped(true));
    }

    @Operation
    public String downloadsOverIpv4(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(update(swarm, host, AddressFamily.IPV4));
    }

    @Operation
    public String stopsOverIpv4(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        return announce(update(swarm, host, AddressFamily.IPV4).stopped(true));
    }

    @Operation
    public void isReached(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        store.reachability(hash(swarm), ipv6(host), Reachability.REACHED, nowMillis);
    }

    @Operation
    public void isNotReached(@Param(name = "swarm") int swarm, @Param(name = "host") int host) {
        store.reachability(hash(swarm), ipv6(host), Reachability.NOT_REACHED, nowMillis);
    }

    @Operation
    public String scrape(@Param(name = "swarm") int swarm) {
        ScrapeBatch batch = new ScrapeBatch().add(hash(swarm));
        var unused = store.scrape(batch, nowMillis);
        return text(batch);
    }

    private static String text(ScrapeBatch batch) {
        return !batch.known(0)
                ? "unknown"
                : counts(batch.complete(0), batch.incomplete(0), batch.downloaded(0)) + ", " + batch.families(0);
    }

    @Operation
    public void prefetch(@Param(name = "swarm") int swarm) {
        InfoHash infoHash = hash(swarm);
        InfoHashes swarms = new InfoHashes();
        swarms.add(infoHash.head(), infoHash.middle(), infoHash.tail());
        store.prefetch(swarms);
    }

    @Operation
    public void maintain() {
        if (!littleRoom) { // it would write a warning for each store
            store.maintain(nowMillis);
        }
    }

    /** Returns the figures over all swarms, but for where they may hold expired endpoints, or are of several moments. */
    @Operation
    public String totals() {
        return totals ? store.totals().toString() : "not looked at";
    }

    /** Lets many hosts join a swarm. */
    private void crowd(int swarm, int hosts) {
        for (int i = 0; i < hosts; i++) {
            announce(update(swarm, CROWD + i, AddressFamily.IPV6).numWant(0));
        }
    }

    /** Lets the last of many hosts leave again. */
    private void thin(int swarm, int from, int to) {
        for (int i = to; i < from; i++) {
            announce(update(swarm, CROWD + i, AddressFamily.IPV6).stopped(true));
        }
    }

    /** Makes many swarms with a host each. */
    private void manySwarms(int count) {
        for (int i = 0; i < count; i++) {
            announce(update(CROWD + i, CROWD, AddressFamily.IPV6).numWant(0));
        }
    }

    private PeerUpdate update(int swarm, int host, AddressFamily family) {
        return new PeerUpdate()
                .infoHash(hash(swarm))
                .endpoint(family == AddressFamily.IPV6 ? ipv6(host) : Endpoint.ofIpv4(0x0b00_0000 + host, 6881))
                .hostTag(host * 0x9e3779b97f4a7c15L)
                .role(PeerRole.DOWNLOADER)
                .bothFamilies(true)
                .numWant(ALL)
                .nowMillis(nowMillis);
    }

    private static Endpoint ipv6(int host) {
        return Endpoint.ofIpv6(0x2a00L << 48 | host, 1, 6881);
    }

    private static InfoHash hash(int swarm) {
        return InfoHash.of(swarm, swarm, swarm);
    }

    private String announce(PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        var unused = store.announce(update, response);
        return text(response);
    }

    private static String text(AnnounceResponse response) {
        return counts(response.complete(), response.incomplete(), response.downloaded())
                + (response.dualStack() ? ", dual stack" : "")
                + (response.provisional() ? ", provisional" : "")
                + (response.reachability() == Reachability.UNKNOWN ? "" : ", " + response.reachability())
                + (response.unlistedBy() == null ? "" : ", unlisted by " + response.unlistedBy())
                + peers(response);
    }

    private static String counts(int complete, int incomplete, int downloaded) {
        return complete + " complete, " + incomplete + " incomplete, " + downloaded + " downloaded";
    }

    /** Names the peers of the calls, and counts the others. */
    private static String peers(AnnounceResponse response) {
        TreeSet<String> named = new TreeSet<>();
        int crowd = 0;
        int of = 0;
        for (AddressFamily family : AddressFamily.values()) {
            for (Endpoint peer : response.peers(family).toList()) {
                of++;
                String text = peer.toString();
                boolean isOfCalls = family == AddressFamily.IPV4 || (peer.addressHigh() & 0xffff) < CROWD;
                crowd += isOfCalls ? 0 : 1;
                if (isOfCalls && !named.add(text)) {
                    named.add(text + " twice");
                }
            }
        }
        return of == 0 ? "" : ", " + named + (crowd == 0 ? "" : " and " + crowd);
    }
}
