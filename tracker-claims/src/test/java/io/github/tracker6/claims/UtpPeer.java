package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A UDP socket on ::1 that answers the first packet of each uTP connection, and keeps what it receives. */
final class UtpPeer implements AutoCloseable {
    private static final int SYN = 0x41;

    private final DatagramSocket socket;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final Answer answer;

    /** Makes the answer to the first packet of a connection. */
    interface Answer {
        byte[] to(byte[] syn);
    }

    UtpPeer(Answer answer) throws IOException {
        this.answer = answer;
        this.socket = new DatagramSocket(Endpoint.ofIpv6(0, 1, 0).socketAddress());
        Thread thread = new Thread(this::run, "utp-peer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the state packet that accepts a connection (BEP 29, "ST_STATE"). */
    static byte[] accept(byte[] syn) {
        byte[] state = new byte[20];
        state[0] = 0x21;
        state[2] = syn[2]; // the connection id
        state[3] = syn[3];
        state[17] = 99; // its own sequence number
        state[18] = syn[16]; // acknowledges that of the first packet
        state[19] = syn[17];
        return state;
    }

    Endpoint endpoint() {
        return Endpoint.of(socket.getLocalAddress(), socket.getLocalPort());
    }

    List<byte[]> received() {
        return received;
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                received.add(bytes);
                if (bytes[0] == SYN) {
                    byte[] reply = answer.to(bytes);
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
