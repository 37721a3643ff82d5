package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.EACH_WAY;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What holds for swarms, over both protocols and both families. Stateless. */
final class SwarmChecks {
    private static final String ANNOUNCE = "BEP 3, BEP 15";
    private static final String SCRAPE = "BEP 48, BEP 15";
    private static final int FEW = 3;
    private static final int MANY_IPV4 = 100;
    private static final int MANY_IPV6 = 5;
    /** More than fit into a UDP answer over IPv6, which has 67 peers at most. */
    private static final int SWARM_UDP6 = 80;

    private static final int BEYOND_LIMIT = 10;

    static final List<Check> ALL = List.of(
            new Check(
                    "counts",
                    "The counts of a scrape are those of the peers that announced, and never below 0.",
                    SCRAPE,
                    EACH_WAY,
                    SwarmChecks::counts),
            new Check("self", "An answer never holds the peer that asks.", ANNOUNCE, EACH_WAY, SwarmChecks::self),
            new Check(
                    "families",
                    "Peers are encoded by the family: 6 bytes for IPv4, 18 for IPv6, and each is one that announced.",
                    "BEP 7, BEP 15, BEP 23",
                    EACH_WAY,
                    SwarmChecks::families),
            new Check(
                    "numwant",
                    "An answer holds different peers, no more than numwant and than the tracker's limit.",
                    ANNOUNCE,
                    EACH_WAY,
                    SwarmChecks::numWant),
            new Check(
                    "stopped",
                    "A peer that stopped is never handed out again.",
                    ANNOUNCE,
                    EACH_WAY,
                    SwarmChecks::stopped),
            new Check(
                    "stopped-unknown",
                    "The stop of an unknown peer is answered and creates nothing.",
                    ANNOUNCE,
                    EACH_WAY,
                    SwarmChecks::stoppedUnknown),
            new Check(
                    "stopped-privacy",
                    "The stop of a client from an address that never announced ends its peer of that family.",
                    "RFC 8981: privacy addresses",
                    EACH_WAY,
                    SwarmChecks::stoppedFromNewAddress),
            new Check(
                    "completed-once",
                    "A client that completes twice counts once in downloaded, and still counts when it has left.",
                    SCRAPE,
                    EACH_WAY,
                    SwarmChecks::completedOnce),
            new Check(
                    "completed-alone",
                    "A completion without a start before it counts.",
                    SCRAPE,
                    EACH_WAY,
                    SwarmChecks::completedAlone),
            new Check(
                    "peer-id",
                    "Two clients with one peer id are two peers, and the stop of one leaves the other.",
                    "BEP 7: every peer sees the id",
                    EACH_WAY,
                    SwarmChecks::sharedPeerId),
            new Check(
                    "public-key",
                    "A key that stands in the peer id proves nothing: a copy of it replaces and stops no other peer.",
                    "aria2",
                    EACH_WAY,
                    SwarmChecks::publicKey),
            new Check(
                    "magnet",
                    "A client with left=0 that has moved no data gets seeders.",
                    "BEP 9, aria2",
                    EACH_WAY,
                    SwarmChecks::magnet),
            new Check(
                    "one-address",
                    "Many clients behind one address, 100 over IPv4 and 5 over IPv6, all get peers.",
                    "carrier NAT",
                    EACH_WAY,
                    SwarmChecks::manyAtOneAddress),
            new Check(
                    "paused",
                    "A partial seed (event paused) counts as incomplete, and in a scrape over HTTP as no downloader.",
                    "BEP 21",
                    EACH_WAY,
                    SwarmChecks::paused),
            new Check(
                    "left-64-bit",
                    "Only left=0 is a seeder: 2^32 and 2^63 are leechers.",
                    ANNOUNCE,
                    EACH_WAY,
                    SwarmChecks::largeLeft));

    private SwarmChecks() {}

    private static void counts(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 2 + FEW; i++) {
            Peer peer = session.peer(way, infoHash);
            peers.add(peer);
            Reply reply = i < 2 ? peer.seed() : peer.leech();
            require(reply.intervalSeconds() > 0, "a positive interval", reply.intervalSeconds());
        }
        requireEqual(new Counts(2, FEW, 0), session.scrape(way, infoHash), "scrape");
        Reply reply = peers.get(0).announce().left(0).downloaded(1).send().served();
        requireEqual("2 and 3", reply.complete() + " and " + reply.incomplete(), "counts in an announce");
        for (int round = 0; round < 2; round++) {
            for (Peer peer : peers) {
                peer.stop();
            }
        }
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape");
    }

    private static void self(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech().lacks(first.endpoint());
        first.look().lacks(first.endpoint());
        Peer second = session.peer(way, infoHash);
        second.leech().has(first.endpoint()).lacks(second.endpoint());
        first.look().has(second.endpoint()).lacks(first.endpoint());
    }

    private static void families(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer own = session.peer(way, infoHash);
        own.leech();
        List<Endpoint> all = new ArrayList<>(List.of(own.endpoint()));
        if (session.offers(way.otherFamily())) {
            Peer other = session.peer(way.otherFamily(), infoHash);
            other.leech();
            all.add(other.endpoint());
        }
        Peer asking = session.peer(way, infoHash);
        all.add(asking.endpoint());
        asking.leech();
        Reply reply = asking.look().has(own.endpoint()).hasOnly(all.toArray(Endpoint[]::new));
        // In a wrong list the bytes of an endpoint would be those of others.
        AddressFamily family = way.family();
        require(reply.own().stream().allMatch(each -> each.family() == family), "peers of " + family, reply.own());
    }

    private static void numWant(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        int size = way == Way.UDP6 ? SWARM_UDP6 : session.numWantLimit() + BEYOND_LIMIT;
        Set<Endpoint> all = new HashSet<>();
        for (int i = 0; i < size; i++) {
            Peer peer = session.peer(way, infoHash);
            all.add(peer.endpoint());
            peer.announce().event(AnnounceEvent.STARTED).numWant(0).send().served();
        }
        Peer asking = session.peer(way, infoHash);
        all.add(asking.endpoint()); // another check is for that
        requirePeers(asking.announce().numWant(0).send(), 0, 0, all);
        requirePeers(asking.announce().numWant(FEW).send(), 1, FEW, all);
        requirePeers(asking.announce().send(), 1, session.numWantLimit(), all);
        requirePeers(asking.announce().numWant(-1).send(), 1, session.numWantLimit(), all);
        requirePeers(asking.announce().numWant(Integer.MIN_VALUE).send(), 0, session.numWantLimit(), all);
        requirePeers(asking.announce().numWant(Integer.MAX_VALUE).send(), 1, session.numWantLimit(), all);
    }

    private static void requirePeers(Reply reply, int least, int most, Set<Endpoint> all) {
        List<Endpoint> peers = reply.served().peers();
        String seen = peers.size() + " peers";
        require(peers.size() >= least && peers.size() <= most, "from " + least + " to " + most + " peers", seen);
        require(Set.copyOf(peers).size() == peers.size(), "different peers", Mismatch.shown(peers));
        require(all.containsAll(peers), "peers that announced", Mismatch.shown(peers));
    }

    private static void stopped(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer stays = session.peer(way, infoHash);
        Peer leaves = session.peer(way, infoHash);
        stays.leech();
        leaves.leech();
        stays.look().has(leaves.endpoint());
        leaves.stop().served();
        stays.look().lacks(leaves.endpoint());
        session.peer(way, infoHash).leech().has(stays.endpoint()).lacks(leaves.endpoint());
    }

    private static void stoppedUnknown(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer unknown = session.peer(way, infoHash);
        unknown.stop().served().hasOnly();
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape");
        Peer first = session.peer(way, infoHash);
        first.leech().hasOnly(first.endpoint());
        session.peer(way, infoHash).stop().served();
        requireEqual(new Counts(0, 1, 0), session.scrape(way, infoHash), "scrape");
    }

    private static void stoppedFromNewAddress(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer host = session.keyedPeer(way, infoHash);
        Peer newAddress = host.at(way, 1);
        host.leech();
        requireEqual(new Counts(0, 1, 0), session.scrape(way, infoHash), "scrape");
        newAddress.stop().served();
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape");
        session.peer(way, infoHash).leech().lacks(host.endpoint(), newAddress.endpoint());
    }

    private static void completedOnce(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer peer = session.keyedPeer(way, infoHash);
        peer.leech();
        peer.complete();
        peer.complete();
        requireEqual(new Counts(1, 0, 1), session.scrape(way, infoHash), "scrape");
        peer.stop();
        requireEqual(new Counts(0, 0, 1), session.scrape(way, infoHash), "scrape");
    }

    private static void completedAlone(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).complete();
        requireEqual(new Counts(1, 0, 1), session.scrape(way, infoHash), "scrape");
    }

    private static void sharedPeerId(Session session, Way way) throws IOException, InterruptedException {
        requireTwoPeers(session, way, Session.peerId(), 0);
    }

    private static void publicKey(Session session, Way way) throws IOException, InterruptedException {
        byte[] peerId = Session.peerId();
        // 8 hex digits at the end of the id, as aria2 has them.
        String digits = new String(peerId, peerId.length - 8, 8, StandardCharsets.US_ASCII);
        requireTwoPeers(session, way, peerId, HexFormat.fromHexDigits(digits));
    }

    private static void requireTwoPeers(Session session, Way way, byte[] peerId, int key)
            throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash).withIdentity(peerId, key);
        int otherAddress = session.hasSource(way, 1) ? 1 : 0;
        Peer second = session.peer(way, infoHash, otherAddress).withIdentity(peerId, key);
        first.leech();
        second.leech();
        requireEqual(new Counts(0, 2, 0), session.scrape(way, infoHash), "scrape");
        Peer asking = session.peer(way, infoHash);
        asking.leech().has(first.endpoint(), second.endpoint());
        second.stop();
        asking.look().has(first.endpoint()).lacks(second.endpoint());
    }

    private static void magnet(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        Peer second = session.peer(way, infoHash);
        first.seed();
        second.seed();
        session.peer(way, infoHash)
                .announce()
                .event(AnnounceEvent.STARTED)
                .left(0)
                .numWant(50)
                .send()
                .served()
                .has(first.endpoint(), second.endpoint());
    }

    private static void manyAtOneAddress(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).seed();
        int clients = way.family() == AddressFamily.IPV4 ? MANY_IPV4 : MANY_IPV6;
        for (int i = 0; i < clients; i++) {
            Reply reply = session.peer(way, infoHash)
                    .announce()
                    .event(AnnounceEvent.STARTED)
                    .numWant(FEW)
                    .send()
                    .served();
            require(!reply.peers().isEmpty(), "peers for client " + (i + 1), "none");
        }
    }

    private static void paused(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer partial = session.peer(way, infoHash);
        partial.leech();
        partial.announce().event(AnnounceEvent.PAUSED).send().served();
        requireEqual(new Counts(0, 1, 0), session.scrape(way, infoHash), "scrape");
        if (!way.isUdp()) {
            HttpWire http = session.http(way);
            String target = http.scrapePath() + "?info_hash=" + HttpTestClient.encode(infoHash.toBytes());
            Object downloaders =
                    HttpWire.swarm(http.dictionary(target), infoHash).get("downloaders");
            require(Long.valueOf(0).equals(downloaders), "downloaders = 0", downloaders == null ? "none" : downloaders);
        }
    }

    private static void largeLeft(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        for (long left : new long[] {1L << 32, 1L << 63, -1}) {
            session.peer(way, infoHash)
                    .announce()
                    .event(AnnounceEvent.STARTED)
                    .left(left)
                    .send()
                    .served();
        }
        requireEqual(new Counts(0, FEW, 0), session.scrape(way, infoHash), "scrape");
    }
}
