package io.github.tracker6.benchmarks.conformance;

import static io.github.tracker6.benchmarks.conformance.Check.Scope.UDP;
import static io.github.tracker6.benchmarks.conformance.Mismatch.require;
import static io.github.tracker6.benchmarks.conformance.Mismatch.requireEqual;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What a UDP source gets that has no connection id, or a wrong one. Stateless. */
final class UdpSourceChecks {
    private static final String BEP_15 = "BEP 15";
    private static final String LOOP = "CVE-2024-2169";
    private static final int PACKETS = 300;
    private static final int WAIT_MILLIS = 500;

    static final List<Check> ALL = List.of(
            new Check(
                    "udp-connect",
                    "A connect request of 16 bytes or more gets exactly 16 bytes.",
                    BEP_15,
                    UDP,
                    UdpSourceChecks::connect),
            new Check(
                    "udp-amplification",
                    "A source without a connection id gets no more bytes and packets than it sends.",
                    "RFC 8085: reflection",
                    UDP,
                    UdpSourceChecks::amplification),
            new Check(
                    "udp-silence",
                    "All but a connect request gets no answer without a valid connection id, not even an error.",
                    LOOP,
                    UDP,
                    UdpSourceChecks::silence),
            new Check(
                    "udp-loop",
                    "What a tracker sends gets no answer from a tracker, so two trackers never answer each other.",
                    LOOP,
                    UDP,
                    UdpSourceChecks::loop),
            new Check(
                    "udp-id-forged",
                    "No forged connection id is served: each of the 64 bits counts.",
                    BEP_15,
                    UDP,
                    UdpSourceChecks::forgedId),
            new Check(
                    "udp-id-address",
                    "A connection id of one address is not served from another address.",
                    BEP_15,
                    UDP,
                    UdpSourceChecks::idOfOtherAddress),
            new Check(
                    "udp-id-port",
                    "A connection id is served from another port of the same address, as clients share it.",
                    "libtorrent",
                    UDP,
                    UdpSourceChecks::idFromOtherPort),
            new Check(
                    "udp-no-ban",
                    "300 packets with forged ids from an address do not keep its real client from being served.",
                    "a ban by a forged source",
                    UDP,
                    UdpSourceChecks::noBan),
            new Check(
                    "udp-reply-source",
                    "A reply comes from the address that was asked.",
                    "clients drop others",
                    UDP,
                    UdpSourceChecks::replySource));

    private UdpSourceChecks() {}

    private static void connect(Session session, Way way) throws IOException {
        UdpWire udp = session.udp(way);
        byte[] request = UdpWire.bytes(UdpWire.connectRequest(UdpWire.transaction()));
        for (int length : new int[] {UdpWire.HEADER_BYTES, UdpWire.HEADER_BYTES + 1, 100}) {
            ByteBuffer answer = udp.ask(ByteBuffer.wrap(Arrays.copyOf(request, length)));
            requireEqual(UdpWire.CONNECT, answer.getInt(0), "action");
            requireEqual(UdpWire.HEADER_BYTES, answer.limit(), "bytes for a request of " + length);
        }
    }

    /** Returns packets that a source without a connection id may send, and that are no valid connect request. */
    private static List<byte[]> junk(Session session, Way way) throws IOException {
        Announce announce = session.peer(way, session.infoHash()).announce().event(AnnounceEvent.STARTED);
        byte[] connect = UdpWire.bytes(UdpWire.connectRequest(UdpWire.transaction()));
        byte[] otherMagic = connect.clone();
        otherMagic[7]++;
        List<byte[]> junk = new ArrayList<>(List.of(
                new byte[1],
                new byte[8],
                Arrays.copyOf(connect, UdpWire.HEADER_BYTES - 1),
                otherMagic,
                error("Connection ID mismatch."),
                UdpWire.bytes(UdpWire.announceRequest(0, announce)),
                UdpWire.bytes(UdpWire.scrapeRequest(0, announce.peer.infoHash))));
        for (int action : new int[] {UdpWire.ANNOUNCE, UdpWire.SCRAPE, UdpWire.ERROR, 4, 255, -1}) {
            byte[] packet = new byte[110];
            ThreadLocalRandom.current().nextBytes(packet);
            junk.add(ByteBuffer.wrap(packet).putInt(8, action).array());
        }
        return junk;
    }

    private static byte[] error(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(UdpWire.ERROR)
                .putInt(UdpWire.transaction())
                .put(bytes)
                .array();
    }

    private static void amplification(Session session, Way way) throws IOException {
        UdpWire udp = session.udp(way);
        List<byte[]> packets = junk(session, way);
        byte[] longConnect = new byte[UdpWire.HEADER_BYTES * 2];
        UdpWire.connectRequest(1).get(longConnect, 0, UdpWire.HEADER_BYTES);
        packets.add(longConnect);
        for (byte[] packet : packets) {
            List<byte[]> answers = udp.answersTo(packet);
            int bytes = answers.stream().mapToInt(answer -> answer.length).sum();
            require(
                    answers.size() <= 1 && bytes <= packet.length,
                    "at most one packet and " + packet.length + " bytes",
                    answers.size() + " packets and " + bytes + " bytes");
        }
    }

    private static void silence(Session session, Way way) throws IOException {
        UdpWire udp = session.udp(way);
        for (byte[] packet : junk(session, way)) {
            requireSilence(udp, packet, "a packet of " + packet.length + " bytes");
        }
    }

    private static void requireSilence(UdpWire udp, byte[] packet, String what) throws IOException {
        List<byte[]> answers = udp.answersTo(packet);
        if (!answers.isEmpty()) {
            byte[] answer = answers.get(0);
            int action = answer.length < 4 ? -1 : ByteBuffer.wrap(answer).getInt(0);
            throw new Mismatch("silence to " + what, answer.length + " bytes with action " + action);
        }
    }

    private static void loop(Session session, Way way) throws IOException, InterruptedException {
        UdpWire udp = session.udp(way);
        InfoHash infoHash = session.infoHash();
        session.peer(way, infoHash).leech();
        long id = udp.connectionId();
        List<byte[]> sent = new ArrayList<>();
        sent.add(UdpWire.bytes(udp.ask(UdpWire.connectRequest(UdpWire.transaction()))));
        sent.add(UdpWire.bytes(udp.request(UdpWire.announceRequest(
                id, session.peer(way, infoHash).announce().event(AnnounceEvent.STOPPED)))));
        sent.add(UdpWire.bytes(udp.request(UdpWire.scrapeRequest(id, infoHash))));
        sent.add(error("Connection ID mismatch."));
        sent.add(error("")); // the shortest one
        UdpWire stranger = session.otherUdp(way, 0);
        for (byte[] packet : sent) {
            requireSilence(udp, packet, "what a tracker sends");
            requireSilence(stranger, packet, "what a tracker sends");
        }
    }

    private static void forgedId(Session session, Way way) throws IOException {
        UdpWire udp = session.udp(way);
        InfoHash infoHash = session.infoHash();
        long id = udp.connectionId();
        List<Long> forged = new ArrayList<>(List.of(
                0L, 1L, -1L, UdpWire.PROTOCOL_ID, ThreadLocalRandom.current().nextLong()));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            forged.add(id ^ 1L << bit);
        }
        for (long each : forged) {
            byte[] scrape = UdpWire.bytes(UdpWire.scrapeRequest(each, infoHash));
            requireNotServed(udp, scrape, "the id %016x, where %016x is valid".formatted(each, id));
        }
        Announce announce = session.peer(way, infoHash).announce();
        byte[] packet = UdpWire.bytes(UdpWire.announceRequest(~id, announce));
        requireNotServed(udp, packet, "an announce with a forged id");
    }

    private static void requireNotServed(UdpWire udp, byte[] packet, String what) throws IOException {
        for (byte[] answer : udp.answersTo(packet)) {
            int action = answer.length < 4 ? -1 : ByteBuffer.wrap(answer).getInt(0);
            require(action == UdpWire.ERROR, "that " + what + " is not served", "action " + action);
        }
    }

    private static void idOfOtherAddress(Session session, Way way) throws IOException {
        UdpWire owner = session.udp(way, 0);
        UdpWire other = session.udp(way, 1);
        byte[] scrape = UdpWire.bytes(UdpWire.scrapeRequest(owner.connectionId(), session.infoHash()));
        requireNotServed(other, scrape, "an id of another address");
    }

    private static void idFromOtherPort(Session session, Way way) throws IOException, InterruptedException {
        long id = session.udp(way).connectionId();
        ByteBuffer answer = session.otherUdp(way, 0).request(UdpWire.scrapeRequest(id, session.infoHash()));
        requireEqual(1, UdpWire.counts(answer).size(), "entries");
    }

    private static void noBan(Session session, Way way) throws IOException, InterruptedException {
        UdpWire attacker = session.otherUdp(way, 0);
        InfoHash infoHash = session.infoHash();
        for (int i = 0; i < PACKETS; i++) {
            long forged = ThreadLocalRandom.current().nextLong();
            attacker.send(UdpWire.bytes(UdpWire.scrapeRequest(forged, infoHash)));
        }
        Peer first = session.peer(way, infoHash);
        first.leech();
        session.peer(way, infoHash).leech().has(first.endpoint());
    }

    private static void replySource(Session session, Way way) throws IOException {
        InetSocketAddress tracker = session.tracker(way);
        requireReplyFrom(session, way, tracker, true);
        byte[] address = tracker.getAddress().getAddress();
        if (address.length == 4 && address[0] == 127) {
            // Answers only if the tracker listens on all addresses.
            InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
            requireReplyFrom(session, way, new InetSocketAddress(other, tracker.getPort()), false);
        }
    }

    private static void requireReplyFrom(Session session, Way way, InetSocketAddress asked, boolean mustAnswer)
            throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(session.source(way, 0), 0))) {
            socket.setSoTimeout(WAIT_MILLIS);
            byte[] request = UdpWire.bytes(UdpWire.connectRequest(UdpWire.transaction()));
            socket.send(new DatagramPacket(request, request.length, asked));
            DatagramPacket answer = new DatagramPacket(new byte[UdpWire.HEADER_BYTES], UdpWire.HEADER_BYTES);
            try {
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                require(!mustAnswer, "an answer to a connect", "none");
                return;
            }
            requireEqual(asked, answer.getSocketAddress(), "source");
        }
    }
}
