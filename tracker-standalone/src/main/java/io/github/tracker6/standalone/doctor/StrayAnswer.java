package io.github.tracker6.standalone.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Finds an answer over UDP that comes from another address than the one that was asked (BEP 15, "Connect"). Stateless. */
final class StrayAnswer {
    private static final long PROTOCOL_ID = 0x41727101980L;
    private static final int CONNECT_BYTES = 16;

    private StrayAnswer() {}

    /** Asks for a connection id; returns the other address that answers within the time. */
    static Optional<InetSocketAddress> source(InetSocketAddress asked, Duration wait) {
        int transaction = ThreadLocalRandom.current().nextInt();
        byte[] request = ByteBuffer.allocate(CONNECT_BYTES)
                .putLong(PROTOCOL_ID)
                .putInt(0)
                .putInt(transaction)
                .array();
        long deadline = System.nanoTime() + wait.toNanos();
        // Not connected: a connected socket receives from the address that was asked alone.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(request, request.length, asked));
            DatagramPacket answer = new DatagramPacket(new byte[2 * CONNECT_BYTES], 2 * CONNECT_BYTES);
            while (true) {
                socket.setSoTimeout((int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                socket.receive(answer);
                boolean isOurs = answer.getLength() == CONNECT_BYTES
                        && ByteBuffer.wrap(answer.getData()).getInt(4) == transaction;
                InetSocketAddress source = (InetSocketAddress) answer.getSocketAddress();
                if (isOurs && !source.equals(asked)) {
                    return Optional.of(source);
                }
                if (isOurs || System.nanoTime() - deadline > 0) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // The caller knows already that the tracker does not answer.
        }
    }
}
