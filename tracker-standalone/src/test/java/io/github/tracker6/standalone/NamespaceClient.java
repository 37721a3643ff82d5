package io.github.tracker6.standalone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A client of a tracker as a program of its own, so that it can run in another network namespace. */
final class NamespaceClient {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final long MAGIC = 0x41727101980L;
    private static final int CONNECT_BYTES = 16;

    private NamespaceClient() {}

    /**
     * Runs one of these:
     *
     * <ul>
     *   <li>{@code ask PORT ADDRESS...} asks over HTTP and UDP, and prints a line such as {@code http ::1} for each answer
     *   <li>{@code send PORT ADDRESS COUNT} sends so many requests over UDP and prints how many were answered
     *   <li>{@code hold PORT ADDRESS COUNT} keeps so many HTTP connections open that send nothing, until it is killed
     * </ul>
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[1]);
        List<String> answered = new ArrayList<>();
        switch (arguments[0]) {
            case "ask" -> {
                for (String literal : List.of(arguments).subList(2, arguments.length)) {
                    ask(literal, new InetSocketAddress(InetAddress.getByName(literal), port), answered);
                }
            }
            case "send" -> answered.add(Integer.toString(send(server(arguments), Integer.parseInt(arguments[3]))));
            case "hold" -> hold(server(arguments), Integer.parseInt(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println(String.join("\n", answered));
    }

    private static InetSocketAddress server(String[] arguments) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(arguments[2]), Integer.parseInt(arguments[1]));
    }

    private static void ask(String literal, InetSocketAddress server, List<String> answered) throws IOException {
        if (overHttp(server)) {
            answered.add("http " + literal);
        }
        if (send(server, 1) == 1) {
            answered.add("udp " + literal);
        }
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
        } catch (ConnectException | SocketTimeoutException e) {
            return false;
        }
    }

    /** Asks for connection ids (BEP 15, "Connect"); returns how many came. */
    private static int send(InetSocketAddress server, int count) throws IOException {
        int received = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server);
            byte[] connect =
                    ByteBuffer.allocate(CONNECT_BYTES).putLong(MAGIC).putLong(1).array();
            for (int i = 0; i < count; i++) {
                socket.send(new DatagramPacket(connect, connect.length));
            }
            DatagramPacket answer = new DatagramPacket(new byte[64], 64);
            while (received < count) {
                socket.receive(answer);
                received += answer.getLength() == CONNECT_BYTES ? 1 : 0;
            }
        } catch (PortUnreachableException | SocketTimeoutException e) {
            // No more.
        }
        return received;
    }

    private static void hold(InetSocketAddress server, int count) throws IOException {
        ArrayDeque<Socket> held = new ArrayDeque<>();
        while (true) {
            Socket socket = new Socket();
            socket.connect(server, TIMEOUT_MILLIS);
            held.addLast(socket);
            if (held.size() > count) {
                held.removeFirst().close();
            }
            if (held.size() == count) {
                // The server closes those that wait for too long.
                held.getFirst().setSoTimeout(TIMEOUT_MILLIS);
                try {
                    held.getFirst().getInputStream().read();
                } catch (SocketTimeoutException e) {
                    // The next one takes its place all the same.
                }
            }
        }
    }
}
