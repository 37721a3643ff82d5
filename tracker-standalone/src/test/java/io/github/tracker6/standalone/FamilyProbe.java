package io.github.tracker6.standalone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that asks a tracker over HTTP and UDP at the addresses of its arguments, and prints what is answered. */
final class FamilyProbe {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final long MAGIC = 0x41727101980L;

    private FamilyProbe() {}

    /** Takes a port, then address literals. Prints a line such as {@code http ::1} for each answer. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        List<String> answered = new ArrayList<>();
        for (String literal : List.of(arguments).subList(1, arguments.length)) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(literal), port);
            if (overHttp(server)) {
                answered.add("http " + literal);
            }
            if (overUdp(server)) {
                answered.add("udp " + literal);
            }
        }
        System.out.println(String.join("\n", answered));
    }

    private static boolean overHttp(InetSocketAddress server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server, TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("GET /scrape?info_hash=aaaaaaaaaaaaaaaaaaaa HTTP/1.0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .startsWith("HTTP/1.1 200 ");
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Asks for a connection id (BEP 15, "Connect"). */
    private static boolean overUdp(InetSocketAddress server) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server);
            byte[] connect = ByteBuffer.allocate(16).putLong(MAGIC).putLong(1).array();
            socket.send(new DatagramPacket(connect, connect.length));
            DatagramPacket answer = new DatagramPacket(new byte[64], 64);
            socket.receive(answer);
            return answer.getLength() == 16;
        } catch (PortUnreachableException e) {
            return false;
        }
    }
}
