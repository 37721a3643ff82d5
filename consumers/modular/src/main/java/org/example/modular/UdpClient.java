package org.example.modular;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Announces and scrapes over UDP (BEP 15). */
final class UdpClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final long PROTOCOL_ID = 0x41727101980L;
    private static final int CONNECT = 0;
    private static final int ANNOUNCE = 1;
    private static final int SCRAPE = 2;
    private static final int STARTED = 2;
    private static final int TRANSACTION = 4_711;

    private final DatagramSocket socket = new DatagramSocket();
    private final long connection;

    UdpClient(InetSocketAddress tracker) throws IOException {
        socket.connect(tracker);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        connection = ask(CONNECT, ByteBuffer.allocate(16).putLong(PROTOCOL_ID)).getLong();
    }

    /** Counts of a swarm. */
    record Counts(int seeders, int leechers) {
        void expect(int seeders, int leechers) {
            Main.check("counts over UDP: " + this, equals(new Counts(seeders, leechers)));
        }
    }

    Counts announce(int host, int port, long left) throws IOException {
        ByteBuffer request = request(98);
        request.put(bytes(HttpClient.INFO_HASH)).put(bytes(HttpClient.peerId(host)));
        request.putLong(0)
                .putLong(left)
                .putLong(0)
                .putInt(STARTED)
                .putInt(0)
                .putInt(0)
                .putInt(-1)
                .putShort((short) port);
        ByteBuffer reply = ask(ANNOUNCE, request);
        Main.check("interval", reply.getInt() > 0);
        int leechers = reply.getInt();
        return new Counts(reply.getInt(), leechers);
    }

    Counts scrape() throws IOException {
        ByteBuffer request = request(36);
        ByteBuffer reply = ask(SCRAPE, request.put(bytes(HttpClient.INFO_HASH)));
        int seeders = reply.getInt();
        reply.getInt();
        return new Counts(seeders, reply.getInt());
    }

    /** Returns a request without action and transaction, which {@link #ask} writes. */
    private ByteBuffer request(int bytes) {
        return ByteBuffer.allocate(bytes).putLong(connection).position(16);
    }

    /** Returns what follows action and transaction in the reply. */
    private ByteBuffer ask(int action, ByteBuffer request) throws IOException {
        request.putInt(8, action).putInt(12, TRANSACTION);
        socket.send(new DatagramPacket(request.array(), request.capacity()));
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        ByteBuffer reply = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        Main.check("action", reply.getInt() == action);
        Main.check("transaction", reply.getInt() == TRANSACTION);
        return reply;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        socket.close();
    }
}
