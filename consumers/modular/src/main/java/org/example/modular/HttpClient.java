package org.example.modular;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Announces and scrapes over HTTP, with a connection for each request. The JDK's own client would leave threads. */
record HttpClient(InetSocketAddress tracker) {
    static final String INFO_HASH = "modular-modular-0001"; // 20 bytes that need no escape
    private static final int TIMEOUT_MILLIS = 20_000;

    String announce(int host, int port, long left) throws IOException {
        return get("/announce?info_hash=" + INFO_HASH + "&peer_id=" + peerId(host) + "&port=" + port
                + "&uploaded=0&downloaded=0&left=" + left + "&event=started&compact=1");
    }

    String scrape() throws IOException {
        return get("/scrape?info_hash=" + INFO_HASH);
    }

    static String peerId(int host) {
        return String.format("-XX0001-%012d", host);
    }

    /** Returns status line, headers and body, each byte as a character. */
    private String get(String target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(tracker, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Main.check(answer, answer.startsWith("HTTP/1.1 200 "));
            return answer;
        }
    }
}
