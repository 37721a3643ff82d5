package io.github.tracker6.standalone.client;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A tracker over UDP (BEP 15, BEP 41). A request without an answer is repeated after 1, 2, 4 seconds, until the time is over. */
final class UdpWire implements TrackerWire {
    private static final long PROTOCOL_ID = 0x41727101980L;
    private static final int CONNECT = 0;
    private static final int ANNOUNCE = 1;
    private static final int SCRAPE = 2;
    private static final int ERROR = 3;
    private static final int HEADER_BYTES = 8;
    private static final int MAX_SCRAPE = 70;
    private static final int MAX_DATAGRAM_BYTES = 65_536;
    private static final int URL_DATA = 2;
    private static final int MAX_URL_DATA = 255;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration CONNECTION_LIFE = Duration.ofSeconds(60);

    private final DatagramSocket socket;
    private final boolean isIpv6;
    private final byte[] urlData;
    private final Duration timeout;
    private boolean isConnected;
    private long connectionId;
    private long connectedNanos;

    private UdpWire(DatagramSocket socket, boolean isIpv6, byte[] urlData, Duration timeout) {
        this.socket = socket;
        this.isIpv6 = isIpv6;
        this.urlData = urlData;
        this.timeout = timeout;
    }

    /** Opens a socket that receives from this address alone. */
    static UdpWire open(TrackerUrl url, InetSocketAddress address, Duration timeout) throws IOException {
        String query = url.query() == null ? "" : "?" + url.query();
        byte[] urlData = (url.path() + query).getBytes(StandardCharsets.US_ASCII);
        DatagramSocket socket = new DatagramSocket();
        try {
            socket.connect(address);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return new UdpWire(socket, address.getAddress() instanceof Inet6Address, urlData, timeout);
    }

    @Override
    public AnnounceAnswer announce(AnnounceQuery query) throws IOException {
        int options = urlData.length + 2 * (urlData.length / MAX_URL_DATA + 1);
        ByteBuffer body = ByteBuffer.allocate(82 + options)
                .put(query.infoHash().toBytes())
                .put(query.peerIdBytes())
                .putLong(0)
                .putLong(query.left())
                .putLong(0)
                .putInt(event(query.event()))
                .putInt(0)
                .putInt(query.key())
                .putInt(query.numWant())
                .putShort((short) query.port());
        for (int at = 0; at < urlData.length; at += MAX_URL_DATA) {
            int length = Math.min(MAX_URL_DATA, urlData.length - at);
            body.put((byte) URL_DATA).put((byte) length).put(urlData, at, length);
        }
        ByteBuffer answer = ask(ANNOUNCE, Arrays.copyOf(body.array(), body.position()));
        require(answer, 12);
        long interval = unsigned(answer);
        long leechers = unsigned(answer);
        long seeds = unsigned(answer);
        byte[] peers = new byte[answer.remaining()];
        answer.get(peers);
        return new AnnounceAnswer(
                interval, null, seeds, leechers, null, null, null, PeerText.compact(peers, isIpv6 ? 16 : 4));
    }

    @Override
    public Map<InfoHash, ScrapeCounts> scrape(List<InfoHash> infoHashes) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(infoHashes.size() * InfoHash.BYTES);
        infoHashes.forEach(hash -> body.put(hash.toBytes()));
        ByteBuffer answer = ask(SCRAPE, body.array());
        Map<InfoHash, ScrapeCounts> counts = new LinkedHashMap<>();
        for (InfoHash infoHash : infoHashes) {
            if (answer.remaining() >= 12) {
                long seeds = unsigned(answer);
                long downloads = unsigned(answer);
                counts.put(infoHash, new ScrapeCounts(seeds, unsigned(answer), downloads));
            }
        }
        return counts;
    }

    @Override
    public int maxScrape() {
        return MAX_SCRAPE;
    }

    @Override
    public void close() {
        socket.close();
    }

    private ByteBuffer ask(int action, byte[] body) throws IOException {
        if (!isConnected || System.nanoTime() - connectedNanos > CONNECTION_LIFE.toNanos()) {
            ByteBuffer answer = exchange(PROTOCOL_ID, CONNECT, new byte[0]);
            require(answer, 8);
            connectionId = answer.getLong();
            connectedNanos = System.nanoTime();
            isConnected = true;
        }
        return exchange(connectionId, action, body);
    }

    private ByteBuffer exchange(long connection, int action, byte[] body) throws IOException {
        int transaction = ThreadLocalRandom.current().nextInt();
        byte[] request = ByteBuffer.allocate(16 + body.length)
                .putLong(connection)
                .putInt(action)
                .putInt(transaction)
                .put(body)
                .array();
        long deadline = System.nanoTime() + timeout.toNanos();
        long wait = FIRST_WAIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            socket.send(new DatagramPacket(request, request.length));
            long until = Math.min(deadline, System.nanoTime() + wait);
            ByteBuffer answer = receive(transaction, action, until);
            if (answer != null) {
                return answer;
            }
            wait *= 2;
        }
        throw new SocketTimeoutException("no answer within " + timeout.toSeconds() + " s");
    }

    /** Returns what stands behind the head of the answer, or null if none comes in time. */
    private @Nullable ByteBuffer receive(int transaction, int action, long until) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        while (true) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return null;
            }
            socket.setSoTimeout((int) millis);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return null;
            }
            ByteBuffer answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            if (answer.remaining() < HEADER_BYTES) {
                continue;
            }
            int answered = answer.getInt();
            if (answer.getInt() != transaction) {
                continue; // to a request of before
            }
            if (answered == ERROR) {
                throw TrackerRefusal.ofReason(
                        StandardCharsets.UTF_8.decode(answer).toString());
            }
            if (answered == action) {
                return answer;
            }
        }
    }

    private static void require(ByteBuffer answer, int bytes) throws IOException {
        if (answer.remaining() < bytes) {
            throw TrackerRefusal.ofAnswer("the answer is cut off");
        }
    }

    private static long unsigned(ByteBuffer answer) {
        return Integer.toUnsignedLong(answer.getInt());
    }

    private static int event(AnnounceEvent event) {
        return switch (event) {
            case NONE -> 0;
            case COMPLETED -> 1;
            case STARTED -> 2;
            case STOPPED -> 3;
            case PAUSED -> 4;
        };
    }
}
