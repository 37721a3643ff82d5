package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.BOTH_FAMILIES;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What holds for a client that announces over both families, with one peer id and key. Stateless. */
final class FamilyChecks {
    private static final String DUAL_STACK = "BEP 7";
    private static final int LOOKS = 200;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int IPV6_ADDRESSES = 3;
    private static final int IPV4_ADDRESSES = 2;

    static final List<Check> ALL = List.of(
            new Check(
                    "two-families",
                    "The announce over the second family does not replace the first: each family gets the client.",
                    DUAL_STACK,
                    BOTH_FAMILIES,
                    FamilyChecks::bothAreHandedOut),
            new Check(
                    "two-families-self",
                    "An answer never holds an endpoint of the client that asks, of either family.",
                    DUAL_STACK,
                    BOTH_FAMILIES,
                    FamilyChecks::neitherIsInTheOwnAnswer),
            new Check(
                    "two-families-completed",
                    "A client that completes over both families counts once in downloaded.",
                    DUAL_STACK,
                    BOTH_FAMILIES,
                    FamilyChecks::completesOnce),
            new Check(
                    "two-families-burst",
                    "Announces of one client from all of its addresses at the same time are all served.",
                    "BEP 7, libtorrent",
                    BOTH_FAMILIES,
                    FamilyChecks::burst),
            new Check(
                    "two-looks",
                    "A completion right behind a start stands, and the client leaves no other peer behind.",
                    "libtorrent",
                    BOTH_FAMILIES,
                    FamilyChecks::completionBehindStart));

    private FamilyChecks() {}

    private static void bothAreHandedOut(Session session, Way way6) throws IOException, InterruptedException {
        Way way4 = way6.otherFamily();
        InfoHash infoHash = session.infoHash();
        Peer host6 = session.keyedPeer(way6, infoHash);
        Peer host4 = host6.at(way4, 0);
        host6.seed();
        host4.seed();
        session.peer(way6, infoHash).leech().has(host6.endpoint());
        session.peer(way4, infoHash).leech().has(host4.endpoint());
        host6.announce().left(0).downloaded(1).send().served();
        session.peer(way4, infoHash).leech().has(host4.endpoint());
    }

    private static void neitherIsInTheOwnAnswer(Session session, Way way6) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer host6 = session.keyedPeer(way6, infoHash);
        Peer host4 = host6.at(way6.otherFamily(), 0);
        for (int round = 0; round < 2; round++) {
            host6.leech().lacks(host6.endpoint(), host4.endpoint());
            host4.leech().lacks(host6.endpoint(), host4.endpoint());
        }
    }

    private static void completesOnce(Session session, Way way6) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer host6 = session.keyedPeer(way6, infoHash);
        Peer host4 = host6.at(way6.otherFamily(), 0);
        host6.leech();
        host4.leech();
        host6.complete();
        host4.complete();
        requireEqual(1L, session.scrape(way6, infoHash).downloaded(), "downloaded");
    }

    private static void burst(Session session, Way way6) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer host = session.keyedPeer(way6, infoHash);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (Way way : List.of(way6, way6.otherFamily())) {
            int most = way == way6 ? IPV6_ADDRESSES : IPV4_ADDRESSES;
            for (int i = 0; i < most && session.hasSource(way, i); i++) {
                replies.add(session.sendMeanwhile(host.at(way, i).announce().event(AnnounceEvent.STARTED)));
            }
        }
        for (CompletableFuture<Reply> reply : replies) {
            reply.join().served();
        }
    }

    private static void completionBehindStart(Session session, Way way6) throws IOException, InterruptedException {
        Way way4 = way6.otherFamily();
        for (Way completesOver : List.of(way4, way6)) {
            InfoHash infoHash = session.infoHash();
            Peer seed = session.keyedPeer(way6, infoHash);
            seed.seed();
            seed.at(way4, 0).seed();
            Counts before = session.scrape(way4, infoHash);
            // The tracker may let the answer over IPv4 wait for the client's announce over IPv6.
            Peer client = session.keyedPeer(way4, infoHash).at(way4, 1);
            CompletableFuture<Reply> start =
                    session.sendMeanwhile(client.announce().event(AnnounceEvent.STARTED));
            awaitLeecher(session, way4, infoHash, start);
            Peer completing = completesOver == way4 ? client : client.at(way6, 0);
            completing.complete();
            start.join().served();
            Counts after = session.scrape(way4, infoHash);
            requireEqual(
                    (before.complete() + 1) + " and 0",
                    after.complete() + " and " + after.incomplete(),
                    "seeders and leechers behind a completion over " + completesOver.family());
            client.stop();
            completing.stop();
            Counts end = session.scrape(way4, infoHash);
            requireEqual(before.complete(), end.complete(), "seeders when the client has left");
            session.peer(way4, infoHash).leech().lacks(client.endpoint());
        }
    }

    /** Returns as soon as the tracker knows of the start, which it may not have answered yet. */
    private static void awaitLeecher(Session session, Way way, InfoHash infoHash, CompletableFuture<Reply> start)
            throws IOException, InterruptedException {
        for (int i = 0; i < LOOKS && !start.isDone(); i++) {
            if (session.scrape(way, infoHash).incomplete() > 0) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        start.join();
    }
}
