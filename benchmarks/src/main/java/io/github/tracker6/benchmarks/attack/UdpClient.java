package io.github.tracker6.benchmarks.attack;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ThreadLocalRandom;

/** One client at one address, over UDP (BEP 15). Not thread-safe. */
final class UdpClient implements Closeable {
    private static final long MAGIC = 0x41727101980L;
    private static final int CONNECT = 0;
    private static final int ANNOUNCE = 1;
    private static final int SCRAPE = 2;
    private static final int ANNOUNCE_BYTES = 98;
    private static final int MAX_ANSWER = 2_048;
    private static final int ATTEMPTS = 3;
    private static final int SMALL_BUFFER = 4_096;
    static final int PEERS_AT = 20;

    private final InetAddress address;
    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer request = ByteBuffer.allocate(256);
    private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
    private long connectionId;

    UdpClient(InetAddress address, InetSocketAddress tracker, boolean reads) throws IOException {
        this.address = address;
        this.channel = DatagramChannel.open();
        this.selector = Selector.open();
        channel.bind(new InetSocketAddress(address, 0));
        channel.connect(tracker);
        channel.configureBlocking(false);
        if (!reads) {
            channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        channel.register(selector, SelectionKey.OP_READ);
    }

    boolean isIpv6() {
        return Addresses.isIpv6(address);
    }

    /** Gets a connection id; asks again up to twice. */
    void connect(long timeoutMillis) throws IOException {
        for (int attempt = 1; ; attempt++) {
            request.clear().putLong(MAGIC).putInt(CONNECT).putInt(0);
            if (exchange(CONNECT, timeoutMillis)) {
                connectionId = answer.getLong(8);
                return;
            }
            if (attempt == ATTEMPTS) {
                throw new IOException("no connection id for " + address);
            }
        }
    }

    /** Sends an announce of a seeder, and does not wait for the answer. */
    void send(byte[] infoHash, int port) throws IOException {
        fillAnnounce(infoHash, port, 0, 50);
        channel.write(request.flip());
    }

    /**
     * Announces and waits for the answer.
     *
     * @return whether it came; then {@link #answer} holds it
     */
    boolean announce(byte[] infoHash, int port, long left, int numWant, long timeoutMillis) throws IOException {
        fillAnnounce(infoHash, port, left, numWant);
        return exchange(ANNOUNCE, timeoutMillis);
    }

    /** Returns the number of seeders of a swarm; -1 without an answer. */
    int seeders(byte[] infoHash, long timeoutMillis) throws IOException {
        request.clear().putLong(connectionId).putInt(SCRAPE).putInt(random()).put(infoHash);
        return exchange(SCRAPE, timeoutMillis) ? answer.getInt(8) : -1;
    }

    /** Returns the last answer. */
    ByteBuffer answer() {
        return answer;
    }

    private void fillAnnounce(byte[] infoHash, int port, long left, int numWant) {
        request.clear()
                .putLong(connectionId)
                .putInt(ANNOUNCE)
                .putInt(random())
                .put(infoHash)
                .putLong(random())
                .putLong(random())
                .putInt(random())
                .putLong(1)
                .putLong(left)
                .putLong(1)
                .putInt(2)
                .putInt(0)
                .putInt(random())
                .putInt(numWant)
                .putShort((short) port);
        if (request.position() != ANNOUNCE_BYTES) {
            throw new AssertionError(request.position());
        }
    }

    private boolean exchange(int action, long timeoutMillis) throws IOException {
        int transaction = random();
        request.putInt(12, transaction);
        channel.write(request.flip());
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        while (true) {
            answer.clear();
            while (channel.read(answer) > 0) {
                answer.flip();
                if (answer.remaining() >= 16 && answer.getInt(0) == action && answer.getInt(4) == transaction) {
                    return true;
                }
                answer.clear();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            selector.select(left);
            selector.selectedKeys().clear();
        }
    }

    private static int random() {
        return ThreadLocalRandom.current().nextInt();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
