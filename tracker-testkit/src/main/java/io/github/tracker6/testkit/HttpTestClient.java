package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.AnnounceRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client on a bare socket, for tests: what is sent is what the test says, byte for byte, and answers are read
 * strictly. One connection, kept alive as long as the server lets it. Not thread-safe.
 */
public final class HttpTestClient implements AutoCloseable {
    /** How long an answer is awaited: 5 seconds. */
    public static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int MAX_LINE_BYTES = 8_192;
    private static final String UNRESERVED = "-._~";

    private final Socket socket;
    private final InputStream input;
    private final String host;

    /**
     * An answer.
     *
     * @param status the status code, such as 200
     * @param headers by lower-case name; the values of a repeated one are joined by {@code ", "}
     * @param body as received
     */
    @SuppressWarnings("ArrayRecordComponent") // A record of what came over the wire, never compared.
    public record Response(int status, SortedMap<String, String> headers, byte[] body) {
        /** Returns the value of a header, or null. */
        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** Returns the body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Returns the body decoded as one bencoded dictionary, strictly. */
        public SortedMap<String, Object> dictionary() {
            return Bencode.decodeDictionary(body);
        }

        /** Returns the number under a key of the bencoded dictionary. */
        public long number(String key) {
            return (Long) required(key);
        }

        /** Returns the compact peers of an announce answer: {@code peers} (BEP 23) or {@code peers6} (BEP 7). */
        public List<Endpoint> peers(AddressFamily family) {
            return CompactPeers.decode(family, (byte[]) required(family == AddressFamily.IPV4 ? "peers" : "peers6"));
        }

        private Object required(String key) {
            Object value = dictionary().get(key);
            if (value == null) {
                throw new IllegalArgumentException("no " + key + " in " + text());
            }
            return value;
        }
    }

    private HttpTestClient(Socket socket, String host) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
        this.host = host;
    }

    /** Connects to a server. */
    public static HttpTestClient to(InetSocketAddress server) throws IOException {
        return to(server, null);
    }

    /**
     * Connects to a server.
     *
     * @param source the local address, or null for the system's choice
     */
    public static HttpTestClient to(InetSocketAddress server, @Nullable InetAddress source) throws IOException {
        Socket socket = new Socket();
        boolean connected = false;
        try {
            if (source != null) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.connect(server, (int) DEADLINE.toMillis());
            String literal = server.getAddress().getHostAddress();
            HttpTestClient client = new HttpTestClient(
                    socket, (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + server.getPort());
            connected = true;
            return client;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    /** Percent-encodes every byte that is not unreserved (RFC 3986, section 2.3). */
    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return text.toString();
    }

    /**
     * Returns the path and query of an announce (BEP 3) with info hash, peer id, port, amounts, and, where set, event,
     * numwant and key (8 hex digits).
     *
     * @param path such as {@code /announce}
     */
    public static String announceTarget(String path, AnnounceRequest request) {
        StringBuilder target = new StringBuilder(path)
                .append("?info_hash=")
                .append(encode(request.infoHash().toBytes()))
                .append("&peer_id=")
                .append(encode(request.peerId()))
                .append("&port=")
                .append(request.port())
                .append("&uploaded=")
                .append(Long.toUnsignedString(request.uploaded()))
                .append("&downloaded=")
                .append(Long.toUnsignedString(request.downloaded()))
                .append("&left=")
                .append(Long.toUnsignedString(request.left()))
                .append("&compact=1");
        switch (request.event()) {
            case NONE -> {}
            case STARTED -> target.append("&event=started");
            case COMPLETED -> target.append("&event=completed");
            case STOPPED -> target.append("&event=stopped");
            case PAUSED -> target.append("&event=paused");
        }
        if (request.numWant() >= 0) {
            target.append("&numwant=").append(request.numWant());
        }
        if (request.key() != 0) {
            target.append("&key=").append("%08X".formatted((int) request.key()));
        }
        return target.toString();
    }

    /**
     * Sends a GET and reads the answer.
     *
     * @param target path and query, as they go onto the wire
     * @param headers further header lines, such as {@code "Connection: close"}
     */
    public Response get(String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        send(request.append("\r\n").toString());
        return receive();
    }

    /** Announces with {@link #announceTarget}. */
    public Response announce(String path, AnnounceRequest request) throws IOException {
        return get(announceTarget(path, request));
    }

    /** Sends text as it is, one byte per character (ISO 8859-1). */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads the next answer, to a request other than HEAD. */
    public Response receive() throws IOException {
        return receive(true);
    }

    /** Reads the next answer, to a HEAD request: it has no body, whatever its Content-Length. */
    public Response receiveHead() throws IOException {
        return receive(false);
    }

    /** Returns whether the server closed the connection, with nothing left to read; waits for it as for an answer. */
    public boolean isClosedByServer() throws IOException {
        return input.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Response receive(boolean withBody) throws IOException {
        String statusLine = line();
        if (!statusLine.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("status line: " + statusLine);
        }
        SortedMap<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("header line: " + line);
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (first, next) -> first + ", " + next);
        }
        String length = headers.get("content-length");
        byte[] body = !withBody ? new byte[0] : length == null ? input.readAllBytes() : body(Integer.parseInt(length));
        return new Response(Integer.parseInt(statusLine.substring(9, 12)), headers, body);
    }

    private byte[] body(int length) throws IOException {
        byte[] body = input.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(body.length + " of " + length + " bytes");
        }
        return body;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = input.read(); b != '\r'; b = input.read()) {
            if (b < 0 || b == '\n' || line.size() == MAX_LINE_BYTES) {
                throw new EOFException("no line end (CR LF) after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(b);
        }
        if (input.read() != '\n') {
            throw new IOException("CR without LF");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
