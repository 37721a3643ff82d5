package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

/**
 * A client that receives replies from every address, and tells from which: the testkit's client receives only from the
 * one that it asked.
 */
final class UdpClient implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 5_000;

    private final DatagramSocket socket;

    UdpClient(InetAddress address) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(address, 0));
    }

    record Reply(InetSocketAddress from, String hex) {}

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(InetSocketAddress server, String... parts) throws IOException {
        byte[] packet = Hex.bytes(parts);
        socket.send(new DatagramPacket(packet, packet.length, server));
    }

    Reply receive() throws IOException {
        return receive(DEADLINE_MILLIS);
    }

    Reply ask(InetSocketAddress server, String... parts) throws IOException {
        send(server, parts);
        return receive();
    }

    /** Asks for a connection id and returns it. */
    String connect(InetSocketAddress server) throws IOException {
        Reply reply = ask(server, HandlerHarness.CONNECT, "cafebabe");
        assertThat(reply.from()).isEqualTo(server);
        return reply.hex().substring(16);
    }

    /** Returns whether no packet arrives within a time. */
    boolean receivesNothing(int millis) throws IOException {
        try {
            receive(millis);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private Reply receive(int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return new Reply(
                (InetSocketAddress) packet.getSocketAddress(),
                HexFormat.of().formatHex(packet.getData(), 0, packet.getLength()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
