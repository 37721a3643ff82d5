package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Speaks UDP (BEP 15) from one socket, which it repeats a request on if no answer comes. Close it. */
final class UdpWire implements Wire, AutoCloseable {
    static final int CONNECT = 0;
    static final int ANNOUNCE = 1;
    static final int SCRAPE = 2;
    static final int ERROR = 3;
    static final long PROTOCOL_ID = 0x41727101980L;
    static final int HEADER_BYTES = 16;
    static final int ANNOUNCE_BYTES = 98;
    static final int ANNOUNCE_REPLY_BYTES = 20;

    private static final int TRIES = 3;
    /** How long a late answer may take that comes out of order. */
    private static final Duration GRACE = Duration.ofMillis(40);

    private final UdpTestClient socket;
    private final AddressFamily family;
    private final InetAddress source;
    private final Pacer pacer;
    private final Duration patience;
    private @Nullable Long connectionId;

    UdpWire(InetSocketAddress tracker, AddressFamily family, InetAddress source, Pacer pacer, Duration patience)
            throws IOException {
        this.socket = UdpTestClient.to(tracker, source);
        this.family = family;
        this.source = source;
        this.pacer = pacer;
        this.patience = patience;
    }

    /** Returns the connection id of this socket, which it requests once. */
    long connectionId() throws IOException {
        if (connectionId == null) {
            connectionId = ask(connectRequest(transaction())).getLong(8);
        }
        return connectionId;
    }

    static int transaction() {
        return ThreadLocalRandom.current().nextInt();
    }

    static ByteBuffer connectRequest(int transaction) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(PROTOCOL_ID)
                .putInt(CONNECT)
                .putInt(transaction)
                .flip();
    }

    static ByteBuffer scrapeRequest(long connectionId, InfoHash... infoHashes) {
        ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + InfoHash.BYTES * infoHashes.length)
                .putLong(connectionId)
                .putInt(SCRAPE)
                .putInt(transaction());
        for (InfoHash infoHash : infoHashes) {
            packet.put(infoHash.toBytes());
        }
        return packet.flip();
    }

    static ByteBuffer announceRequest(long connectionId, Announce announce) {
        Peer peer = announce.peer;
        Integer numWant = announce.numWant;
        return ByteBuffer.allocate(ANNOUNCE_BYTES + announce.options.length)
                .putLong(connectionId)
                .putInt(ANNOUNCE)
                .putInt(transaction())
                .put(peer.infoHash.toBytes())
                .put(peer.peerId)
                .putLong(announce.downloaded)
                .putLong(announce.left)
                .putLong(0)
                .putInt(announce.eventCode())
                .putInt(announce.ipField)
                .putInt(peer.key)
                .putInt(numWant == null ? -1 : numWant)
                .putShort((short) peer.port)
                .put(announce.options)
                .flip();
    }

    /**
     * Sends a request, and returns the answer with its transaction id.
     *
     * @throws Mismatch if there is none, even if it is repeated
     */
    ByteBuffer ask(ByteBuffer request) throws IOException {
        int transaction = request.getInt(12);
        for (int i = 0; i < TRIES; i++) {
            socket.send(bytes(request));
            long end = System.nanoTime() + patience.toNanos();
            for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
                byte[] answer = socket.receive(Duration.ofNanos(rest));
                if (answer != null
                        && answer.length >= 8
                        && ByteBuffer.wrap(answer).getInt(4) == transaction) {
                    return ByteBuffer.wrap(answer);
                }
            }
        }
        throw new Mismatch("an answer to action " + request.getInt(8), "none");
    }

    /** Sends a request from a known source at the rate that trackers allow, and returns the answer. */
    ByteBuffer request(ByteBuffer request) throws IOException, InterruptedException {
        pacer.pace(true, source);
        return ask(request);
    }

    /** Sends a datagram without waiting. */
    void send(byte[] datagram) throws IOException {
        socket.send(datagram);
    }

    /** Returns the next datagram; null if there is none in time. */
    byte @Nullable [] receive(Duration limit) throws IOException {
        return socket.receive(limit);
    }

    /**
     * Sends a datagram, and returns all answers to it. A connect request behind it shows when the tracker is through with
     * it, and that it still serves.
     */
    List<byte[]> answersTo(byte[] datagram) throws IOException {
        socket.send(datagram);
        int transaction = transaction();
        byte[] connect = bytes(connectRequest(transaction));
        socket.send(connect);
        List<byte[]> answers = new ArrayList<>();
        boolean through = false;
        int tries = 1;
        while (true) {
            byte[] answer = socket.receive(through ? GRACE : patience);
            if (answer == null && (through || tries == TRIES)) {
                Mismatch.require(through, "that the tracker serves after a bad datagram", "no answer to a connect");
                return answers;
            }
            if (answer == null) {
                tries++;
                socket.send(connect);
                continue;
            }
            boolean isOurs =
                    answer.length == HEADER_BYTES && ByteBuffer.wrap(answer).getInt(4) == transaction;
            through |= isOurs;
            if (!isOurs) {
                answers.add(answer);
            }
        }
    }

    static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.limit()];
        packet.get(0, bytes);
        return bytes;
    }

    @Override
    public Reply announce(Announce announce) throws IOException, InterruptedException {
        return reply(request(announceRequest(connectionId(), announce)), ANNOUNCE);
    }

    /** Reads an answer to an announce, which has this action. */
    Reply reply(ByteBuffer answer, int action) {
        if (answer.getInt(0) == ERROR) {
            return Reply.refused(
                    StandardCharsets.UTF_8.decode(answer.position(8)).toString());
        }
        Mismatch.requireEqual(action, answer.getInt(0), "action");
        Mismatch.require(
                answer.limit() >= ANNOUNCE_REPLY_BYTES,
                "at least 20 bytes",
                "an answer of " + answer.limit() + " bytes");
        return new Reply(
                null, answer.getInt(8), answer.getInt(16), answer.getInt(12), peers(answer.position(20)), List.of());
    }

    private List<Endpoint> peers(ByteBuffer bytes) {
        int stride = family.endpointBytes();
        Mismatch.require(
                bytes.remaining() % stride == 0, "peers of " + stride + " bytes each", bytes.remaining() + " bytes");
        List<Endpoint> peers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            peers.add(
                    family == AddressFamily.IPV4
                            ? Endpoint.ofIpv4(bytes.getInt(), bytes.getShort() & 0xffff)
                            : Endpoint.ofIpv6(bytes.getLong(), bytes.getLong(), bytes.getShort() & 0xffff));
        }
        return peers;
    }

    @Override
    public Counts scrape(InfoHash infoHash) throws IOException, InterruptedException {
        List<Counts> all = scrape(new InfoHash[] {infoHash});
        Mismatch.requireEqual(1, all.size(), "entries");
        return all.get(0);
    }

    /** Returns the counts of several swarms, as many as the tracker answers. */
    List<Counts> scrape(InfoHash... infoHashes) throws IOException, InterruptedException {
        return counts(request(scrapeRequest(connectionId(), infoHashes)));
    }

    static List<Counts> counts(ByteBuffer answer) {
        Mismatch.requireEqual(SCRAPE, answer.getInt(0), "action");
        answer.position(8);
        Mismatch.require(answer.remaining() % 12 == 0, "12 bytes for each info hash", answer.remaining() + " bytes");
        List<Counts> counts = new ArrayList<>();
        while (answer.hasRemaining()) {
            long complete = answer.getInt();
            long downloaded = answer.getInt();
            counts.add(new Counts(complete, answer.getInt(), downloaded));
        }
        return counts;
    }

    @Override
    public void close() {
        socket.close();
    }
}
