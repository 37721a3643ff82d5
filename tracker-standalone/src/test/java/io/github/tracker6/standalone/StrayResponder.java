package io.github.tracker6.standalone;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A UDP server as a program of its own that is asked at one address and answers from another one, as a server with one socket for
 * all addresses may do. It gives connection ids (BEP 15, "Connect").
 */
final class StrayResponder {
    private static final int CONNECT_BYTES = 16;

    private StrayResponder() {}

    /** Runs with the arguments PORT ADDRESS OTHER, and prints {@code ready} when it serves. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        try (DatagramSocket asked = bound(arguments[1], port);
                DatagramSocket other = bound(arguments[2], port)) {
            System.out.println("ready");
            DatagramPacket request = new DatagramPacket(new byte[64], 64);
            while (true) {
                asked.receive(request);
                byte[] answer = ByteBuffer.allocate(CONNECT_BYTES)
                        .putInt(0)
                        .putInt(ByteBuffer.wrap(request.getData()).getInt(12))
                        .putLong(1)
                        .array();
                other.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
            }
        }
    }

    private static DatagramSocket bound(String address, int port) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port));
    }
}
