package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.UDP;
import static io.github.tracker6.benchmarks.conformance.Check.Scope.UDP_IPV6;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What holds for announces and scrapes over UDP from a source that has a connection id. Stateless. */
final class UdpChecks {
    private static final String BEP_15 = "BEP 15";
    private static final String BEP_41 = "BEP 41";
    private static final int ENTRY_BYTES = 12;
    private static final int MAX_HASHES = 74;
    private static final int MANY_HASHES = 120;
    private static final int MAX_REPLY_BYTES = 1_232;
    private static final int CUT_BYTES = 7;
    private static final int OLD_ANNOUNCE = 4;
    private static final int IPV6_IP_FIELD_BYTES = 16;
    private static final int IP_FIELD = 84;
    private static final int DOCUMENTATION_ADDRESS = 0xcb007109; // 203.0.113.9

    static final List<Check> ALL = List.of(
            new Check(
                    "udp-ipv6",
                    "The answer to an announce over IPv6 has action 1 and peers of 18 bytes.",
                    BEP_15,
                    UDP_IPV6,
                    UdpChecks::ipv6),
            new Check(
                    "udp-lftp",
                    "The older announce over IPv6 (action 4, 16 bytes of ip) is answered in kind.",
                    "lftp",
                    UDP_IPV6,
                    UdpChecks::olderProposal),
            new Check(
                    "udp-events",
                    "An announce with an unknown event is answered, like those with 0 to 4.",
                    "BEP 15, BEP 21",
                    UDP,
                    UdpChecks::events),
            new Check(
                    "udp-ip-field",
                    "The field ip is ignored: other peers get the source address.",
                    BEP_15,
                    UDP,
                    UdpChecks::ipField),
            new Check(
                    "udp-options",
                    "Options behind an announce are read or skipped, also unknown and cut ones.",
                    BEP_41,
                    UDP,
                    UdpChecks::options),
            new Check(
                    "udp-malformed",
                    "An announce that is too short or has port 0 changes nothing.",
                    BEP_15,
                    UDP,
                    UdpChecks::malformed),
            new Check(
                    "udp-size",
                    "A reply has 1,232 bytes at most, whatever num_want says.",
                    "RFC 8200: the smallest MTU",
                    UDP,
                    UdpChecks::size),
            new Check(
                    "udp-scrape-order",
                    "A scrape is answered by position: unknown hashes with zeros, repeated ones each time.",
                    BEP_15,
                    UDP,
                    UdpChecks::scrapeOrder),
            new Check(
                    "udp-scrape-cut",
                    "A cut info hash at the end of a scrape gets no entry.",
                    BEP_15,
                    UDP,
                    UdpChecks::scrapeCut),
            new Check(
                    "udp-scrape-74",
                    "A scrape of 74 info hashes is answered whole, and a longer one within the size of a reply.",
                    BEP_15,
                    UDP,
                    UdpChecks::scrapeLimit));

    private UdpChecks() {}

    private static void ipv6(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech();
        UdpWire udp = session.udp(way);
        Peer asking = session.peer(way, infoHash);
        ByteBuffer answer = udp.request(UdpWire.announceRequest(udp.connectionId(), asking.announce()));
        requireEqual(UdpWire.ANNOUNCE, answer.getInt(0), "action");
        requireEqual(
                UdpWire.ANNOUNCE_REPLY_BYTES + AddressFamily.IPV6.endpointBytes(),
                answer.limit(),
                "bytes of an answer with one peer");
        udp.reply(answer, UdpWire.ANNOUNCE).has(first.endpoint());
        asking.stop();
    }

    private static void olderProposal(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer first = session.peer(way, infoHash);
        first.leech();
        UdpWire udp = session.udp(way);
        Peer asking = session.peer(way, infoHash);
        byte[] announce = UdpWire.bytes(UdpWire.announceRequest(udp.connectionId(), asking.announce()));
        ByteBuffer older = ByteBuffer.allocate(announce.length + IPV6_IP_FIELD_BYTES - 4)
                .put(announce, 0, IP_FIELD)
                .put(new byte[IPV6_IP_FIELD_BYTES])
                .put(announce, IP_FIELD + 4, announce.length - IP_FIELD - 4)
                .flip()
                .putInt(8, OLD_ANNOUNCE);
        udp.reply(udp.request(older), OLD_ANNOUNCE).has(first.endpoint());
        first.look().has(asking.endpoint());
        asking.stop();
    }

    private static void events(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer asking = session.peer(way, infoHash);
        asking.leech();
        for (int event : new int[] {0, 2, 4, 5, 7, -1}) {
            Peer peer = session.peer(way, infoHash);
            peer.announce().eventNumber(event).send().served();
            asking.look().has(peer.endpoint());
        }
    }

    private static void ipField(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        Peer claimer = session.peer(way, infoHash);
        claimer.announce()
                .event(AnnounceEvent.STARTED)
                .ipField(DOCUMENTATION_ADDRESS)
                .send()
                .served();
        Peer asking = session.peer(way, infoHash);
        asking.leech().has(claimer.endpoint()).hasOnly(claimer.endpoint(), asking.endpoint());
    }

    private static void options(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        byte[] path = "/announce?a=b".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer urlData = ByteBuffer.allocate(2 + path.length)
                .put((byte) 2)
                .put((byte) path.length)
                .put(path);
        byte[] twice = Arrays.copyOf(urlData.array(), 2 * urlData.capacity());
        System.arraycopy(urlData.array(), 0, twice, urlData.capacity(), urlData.capacity());
        List<byte[]> all = List.of(
                new byte[] {0},
                new byte[] {1, 1, 1, 0},
                urlData.array(),
                twice,
                new byte[] {(byte) 200, 3, 1, 2, 3, 0},
                new byte[] {2, 100, 'x'},
                new byte[] {2},
                new byte[100]);
        Peer asking = session.peer(way, infoHash);
        asking.leech();
        for (byte[] options : all) {
            Peer peer = session.peer(way, infoHash);
            peer.announce().options(options).send().served();
            asking.look().has(peer.endpoint());
        }
    }

    private static void malformed(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        UdpWire udp = session.udp(way);
        Peer peer = session.peer(way, infoHash);
        byte[] announce = UdpWire.bytes(
                UdpWire.announceRequest(udp.connectionId(), peer.announce().event(AnnounceEvent.STARTED)));
        for (int length : new int[] {UdpWire.HEADER_BYTES, 36, 56, 80, 96, 97}) {
            requireNoAnnounce(udp.answersTo(Arrays.copyOf(announce, length)), length + " bytes");
        }
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape behind short announces");
        byte[] noPort = announce.clone();
        noPort[96] = 0;
        noPort[97] = 0;
        udp.answersTo(noPort);
        requireEqual(Counts.NONE, session.scrape(way, infoHash), "scrape behind an announce with port 0");
        Peer asking = session.peer(way, infoHash);
        asking.leech().hasOnly(asking.endpoint());
    }

    private static void requireNoAnnounce(List<byte[]> answers, String what) {
        for (byte[] answer : answers) {
            require(
                    answer.length >= 8 && ByteBuffer.wrap(answer).getInt(0) == UdpWire.ERROR,
                    "silence or an error to an announce of " + what,
                    "an answer of " + answer.length + " bytes");
        }
    }

    private static void size(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        AddressFamily family = way.family();
        int most = (MAX_REPLY_BYTES - UdpWire.ANNOUNCE_REPLY_BYTES) / family.endpointBytes();
        for (int i = 0; i < most + 2; i++) {
            session.peer(way, infoHash)
                    .announce()
                    .event(AnnounceEvent.STARTED)
                    .numWant(0)
                    .send()
                    .served();
        }
        UdpWire udp = session.udp(way);
        Announce announce = session.peer(way, infoHash).announce().numWant(Integer.MAX_VALUE);
        int bytes = udp.request(UdpWire.announceRequest(udp.connectionId(), announce))
                .limit();
        announce.peer.stop();
        require(bytes <= MAX_REPLY_BYTES, "at most 1232 bytes", bytes + " bytes");
    }

    private static void scrapeOrder(Session session, Way way) throws IOException, InterruptedException {
        InfoHash seeded = session.infoHash();
        InfoHash leeched = session.infoHash();
        session.peer(way, seeded).seed();
        session.peer(way, leeched).leech();
        Counts seeds = new Counts(1, 0, 0);
        Counts leeches = new Counts(0, 1, 0);
        InfoHash unknown = session.infoHash();
        List<Counts> counts = session.udp(way).scrape(leeched, unknown, seeded, leeched, unknown);
        requireEqual(List.of(leeches, Counts.NONE, seeds, leeches, Counts.NONE), counts, "scrape");
        requireEqual(List.of(seeds, leeches), session.udp(way).scrape(seeded, leeched), "scrape");
    }

    private static void scrapeCut(Session session, Way way) throws IOException, InterruptedException {
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).seed();
        UdpWire udp = session.udp(way);
        byte[] request = UdpWire.bytes(UdpWire.scrapeRequest(udp.connectionId(), infoHash, infoHash));
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(request, request.length - CUT_BYTES));
        requireEqual(List.of(new Counts(1, 0, 0)), UdpWire.counts(udp.request(cut)), "scrape");
    }

    private static void scrapeLimit(Session session, Way way) throws IOException, InterruptedException {
        List<InfoHash> infoHashes = new ArrayList<>();
        infoHashes.addAll(Collections.nCopies(MAX_HASHES - 1, session.infoHash()));
        InfoHash last = session.infoHash();
        infoHashes.add(last);
        session.peer(way, last).seed();
        UdpWire udp = session.udp(way);
        List<Counts> counts = udp.scrape(infoHashes.toArray(InfoHash[]::new));
        requireEqual(MAX_HASHES, counts.size(), "entries");
        requireEqual(new Counts(1, 0, 0), counts.get(MAX_HASHES - 1), "last entry");
        infoHashes.addAll(Collections.nCopies(MANY_HASHES - MAX_HASHES, last));
        ByteBuffer longer = UdpWire.scrapeRequest(udp.connectionId(), infoHashes.toArray(InfoHash[]::new));
        int bytes = udp.request(longer).limit();
        require(
                bytes >= 8 + MAX_HASHES * ENTRY_BYTES && bytes <= MAX_REPLY_BYTES,
                "from 896 to 1232 bytes for 120 info hashes",
                bytes);
    }
}
