package io.github.tracker6.standalone;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A downloader that speaks just enough of both protocols. */
final class WireClient {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int ACTION_ERROR = 3;

    private final InetSocketAddress server;

    WireClient(InetSocketAddress server) {
        this.server = server;
    }

    /** Returns the peer id of an announce with this port. */
    static String peerId(int port) {
        return "-T60000-" + String.format("%012d", port);
    }

    /** Returns the whole response, each byte one character. */
    String announceOverHttp(InfoHash infoHash, int port) {
        return announceOverHttp(infoHash, port, "");
    }

    /** As above, with more parameters, such as {@code &ipv6=2001:db8::1}. */
    String announceOverHttp(InfoHash infoHash, int port, String more) {
        String request = "GET /announce?info_hash=" + infoHash.toString().replaceAll("..", "%$0") + "&peer_id="
                + peerId(port) + "&port=" + port
                // The first of a repeated parameter counts.
                + more + "&uploaded=0&downloaded=0&left=1&compact=1"
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server, TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new AssertionError("the tracker answers: " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether an announce over HTTP is refused. */
    boolean isRefused(InfoHash infoHash) {
        return announceOverHttp(infoHash, 6_881).contains("14:failure reason");
    }

    /** Returns the peers of the answer (BEP 15, "IPv4 announce response"). */
    byte[] announceOverUdp(InfoHash infoHash, int port) throws IOException {
        ByteBuffer answer = answerOverUdp(infoHash, port);
        byte[] peers = new byte[answer.limit() - 20];
        answer.get(20, peers);
        return peers;
    }

    /** Returns the text of an error (BEP 15, "Errors"), or an empty one where it is none. */
    String failureOverUdp(InfoHash infoHash, int port) throws IOException {
        ByteBuffer answer = answerOverUdp(infoHash, port);
        byte[] text = new byte[answer.limit() - 8];
        answer.get(8, text);
        return answer.getInt(0) == ACTION_ERROR ? new String(text, StandardCharsets.US_ASCII) : "";
    }

    private ByteBuffer answerOverUdp(InfoHash infoHash, int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server);
            long connectionId = ask(
                            socket,
                            ByteBuffer.allocate(16)
                                    .putLong(0x41727101980L)
                                    .putInt(0)
                                    .putInt(1))
                    .getLong(8);
            return ask(
                    socket,
                    ByteBuffer.allocate(98)
                            .putLong(connectionId)
                            .putInt(1)
                            .putInt(2)
                            .put(infoHash.toBytes())
                            .putInt(port)
                            .position(64)
                            .putLong(1) // left
                            .position(92)
                            .putInt(-1) // num_want
                            .putShort((short) port));
        }
    }

    private static ByteBuffer ask(DatagramSocket socket, ByteBuffer question) throws IOException {
        byte[] bytes = new byte[question.capacity()];
        question.get(0, bytes);
        socket.send(new DatagramPacket(bytes, bytes.length));
        DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(answer);
        return ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
    }
}
