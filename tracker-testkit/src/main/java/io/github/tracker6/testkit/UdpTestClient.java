package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of the UDP tracker protocol (BEP 15) over a real socket, for tests. It sends each request once. Its family
 * is that of the tracker's address. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class UdpTestClient implements AutoCloseable {
    /** The time limit for an answer: 5 seconds. */
    public static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final long PROTOCOL_ID = 0x41727101980L;
    private static final int CONNECT = 0;
    private static final int ANNOUNCE = 1;
    private static final int SCRAPE = 2;
    private static final int ERROR = 3;
    private static final int HEADER_BYTES = 8;
    private static final int MAX_DATAGRAM_BYTES = 65_536;
    private static final byte URL_DATA = 2;
    private static final int MAX_OPTION_BYTES = 255;

    private final DatagramSocket socket;
    private final AddressFamily family;
    private int transactionId = 0x7ac6;
    private @Nullable Long connectionId;

    /**
     * Thrown if the tracker answered with an error packet (BEP 15, "action 3"). The message is the text of the packet.
     *
     * @since 0.1.0
     */
    public static final class TrackerError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TrackerError(String text) {
            super(text);
        }
    }

    /**
     * An answer to an announce.
     *
     * @param intervalSeconds the time until the next announce
     * @param leechers the number of incomplete peers
     * @param seeders the number of complete peers
     * @param peers the peers, of the family of the packet
     * @since 0.1.0
     */
    public record AnnounceReply(int intervalSeconds, int leechers, int seeders, List<Endpoint> peers) {}

    /**
     * The counts of one swarm in an answer to a scrape.
     *
     * @param seeders the number of complete peers
     * @param completed how many peers have ever finished
     * @param leechers the number of incomplete peers
     * @since 0.1.0
     */
    public record ScrapeReply(int seeders, int completed, int leechers) {}

    private UdpTestClient(DatagramSocket socket, AddressFamily family) {
        this.socket = socket;
        this.family = family;
    }

    /** Opens a socket on any port. It receives only from the tracker. */
    public static UdpTestClient to(InetSocketAddress tracker) throws IOException {
        return to(tracker, null);
    }

    /**
     * Opens a socket. It receives only from the tracker.
     *
     * @param source the local address, with any port; null lets the system choose
     */
    public static UdpTestClient to(InetSocketAddress tracker, @Nullable InetAddress source) throws IOException {
        DatagramSocket socket = new DatagramSocket(source == null ? null : new InetSocketAddress(source, 0));
        boolean connected = false;
        try {
            if (source == null) {
                socket.bind(null);
            }
            socket.connect(tracker);
            connected = true;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
        boolean ipv4 = tracker.getAddress() instanceof Inet4Address;
        return new UdpTestClient(socket, ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6);
    }

    /** Returns the local address and port. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Requests a connection id (BEP 15, "Connect"), and keeps it for later announces and scrapes. */
    public long connect() throws IOException {
        ByteBuffer request = ByteBuffer.allocate(16).putLong(PROTOCOL_ID).putInt(CONNECT);
        ByteBuffer reply = exchange(request.putInt(++transactionId), CONNECT);
        long id = reply.getLong();
        requireEnd(reply);
        connectionId = id;
        return id;
    }

    /**
     * Announces (BEP 15, "Announce"). Connects first if there is no connection id. It sends the info hash, the peer id,
     * the lower 32 bits of the key, the amounts, the event, numwant and the port. The IP field is 0.
     *
     * @throws TrackerError if the tracker answers with an error
     * @throws SocketTimeoutException if the tracker does not answer within {@link #DEADLINE}
     * @throws IOException if the answer has a wrong action, transaction id or length
     */
    public AnnounceReply announce(AnnounceRequest request) throws IOException {
        return announce(request, "");
    }

    /**
     * Announces with URL data (BEP 41), and else as {@link #announce(AnnounceRequest)}.
     *
     * @param urlData path and query of the announce URL, such as {@code /KEY/announce}, in ASCII; empty for no option
     */
    public AnnounceReply announce(AnnounceRequest request, String urlData) throws IOException {
        byte[] url = urlData.getBytes(StandardCharsets.US_ASCII);
        int options = (url.length + MAX_OPTION_BYTES - 1) / MAX_OPTION_BYTES;
        ByteBuffer packet = header(98 + 2 * options + url.length, ANNOUNCE)
                .put(request.infoHash().toBytes())
                .put(request.peerId())
                .putLong(request.downloaded())
                .putLong(request.left())
                .putLong(request.uploaded())
                .putInt(eventNumber(request))
                .putInt(0)
                .putInt((int) request.key())
                .putInt(request.numWant())
                .putShort((short) request.port());
        for (int from = 0; from < url.length; from += MAX_OPTION_BYTES) {
            int length = Math.min(MAX_OPTION_BYTES, url.length - from);
            packet.put(URL_DATA).put((byte) length).put(url, from, length);
        }
        ByteBuffer reply = exchange(packet, ANNOUNCE);
        int intervalSeconds = reply.getInt();
        int leechers = reply.getInt();
        int seeders = reply.getInt();
        byte[] peers = new byte[reply.remaining()];
        reply.get(peers);
        return new AnnounceReply(intervalSeconds, leechers, seeders, CompactPeers.decode(family, peers));
    }

    /**
     * Scrapes (BEP 15, "Scrape"). Connects first if there is no connection id.
     *
     * @return one entry per info hash that the tracker answered, in the order of the info hashes
     * @throws TrackerError if the tracker answers with an error
     * @throws SocketTimeoutException if the tracker does not answer within {@link #DEADLINE}
     * @throws IOException if the answer has a wrong action, transaction id or length
     */
    public List<ScrapeReply> scrape(InfoHash... infoHashes) throws IOException {
        ByteBuffer packet = header(16 + InfoHash.BYTES * infoHashes.length, SCRAPE);
        for (InfoHash infoHash : infoHashes) {
            packet.put(infoHash.toBytes());
        }
        ByteBuffer reply = exchange(packet, SCRAPE);
        List<ScrapeReply> swarms = new ArrayList<>();
        while (reply.hasRemaining()) {
            swarms.add(new ScrapeReply(reply.getInt(), reply.getInt(), reply.getInt()));
        }
        return swarms;
    }

    /** Sends a datagram with these bytes. */
    public void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length));
    }

    /** Returns the bytes of the next datagram, or null if none arrives in time. */
    public byte @Nullable [] receive(Duration deadline) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        socket.setSoTimeout((int) Math.max(1, deadline.toMillis()));
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return null;
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }

    private ByteBuffer header(int bytes, int action) throws IOException {
        Long known = connectionId;
        long id = known == null ? connect() : known;
        return ByteBuffer.allocate(bytes).putLong(id).putInt(action).putInt(++transactionId);
    }

    private ByteBuffer exchange(ByteBuffer request, int action) throws IOException {
        byte[] packet = new byte[request.flip().remaining()];
        request.get(packet);
        send(packet);
        byte[] datagram = receive(DEADLINE);
        if (datagram == null) {
            throw new SocketTimeoutException("no answer to action " + action);
        }
        if (datagram.length < HEADER_BYTES) {
            throw new IOException("an answer of " + datagram.length + " bytes");
        }
        ByteBuffer reply = ByteBuffer.wrap(datagram);
        int answered = reply.getInt();
        int answeredTransaction = reply.getInt();
        if (answeredTransaction != transactionId) {
            throw new IOException("transaction " + answeredTransaction + " instead of " + transactionId);
        }
        if (answered == ERROR) {
            throw new TrackerError(
                    new String(datagram, HEADER_BYTES, datagram.length - HEADER_BYTES, StandardCharsets.UTF_8));
        }
        if (answered != action) {
            throw new IOException("action " + answered + " instead of " + action);
        }
        return reply;
    }

    private static void requireEnd(ByteBuffer reply) throws IOException {
        if (reply.hasRemaining()) {
            throw new IOException(reply.remaining() + " bytes too many");
        }
    }

    private static int eventNumber(AnnounceRequest request) {
        return switch (request.event()) {
            case NONE -> 0;
            case COMPLETED -> 1;
            case STARTED -> 2;
            case STOPPED -> 3;
            case PAUSED -> 4;
        };
    }
}
