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
 * An HTTP client on a plain socket, for tests. It sends exactly the bytes that the test sets, and reads answers
 * strictly. It has one connection, which it keeps open. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpTestClient implements AutoCloseable {
    /** The time limit for a connect and for each read: 5 seconds. */
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
     * @param headers the headers by lower-case name; the values of a repeated header are joined by {@code ", "}
     * @param body the body as received
     * @since 0.1.0
     */
    @SuppressWarnings("ArrayRecordComponent") // Received bytes, which are never compared.
    public record Response(int status, SortedMap<String, String> headers, byte[] body) {
        /** Returns the value of a header; null if it is missing. */
        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** Returns the body as text (UTF-8). */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /**
         * Returns the body decoded as one bencoded dictionary, see {@link Bencode}.
         *
         * @throws IllegalArgumentException if it is anything else
         */
        public SortedMap<String, Object> dictionary() {
            return Bencode.decodeDictionary(body);
        }

        /**
         * Returns the number under a key of the bencoded dictionary.
         *
         * @throws IllegalArgumentException if the key is missing
         */
        public long number(String key) {
            return (Long) required(key);
        }

        /**
         * Returns the compact peers of an answer to an announce: {@code peers} (BEP 23) or {@code peers6} (BEP 7).
         *
         * @throws IllegalArgumentException if the key is missing, or its value has a wrong length
         */
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
     * @param source the local address; null lets the system choose
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
     * Returns the path and query of an announce (BEP 3). They have the info hash, the peer id, the port and the
     * amounts, and the event, numwant and key (8 hex digits) if the request has them.
     *
     * @param path the path, such as {@code /announce}
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
     * @param target path and query, sent as they are
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

    /** Sends the announce of {@link #announceTarget} and reads the answer. */
    public Response announce(String path, AnnounceRequest request) throws IOException {
        return get(announceTarget(path, request));
    }

    /** Sends text, one byte per character (ISO 8859-1). */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads the next answer. For an answer to HEAD use {@link #receiveHead}. */
    public Response receive() throws IOException {
        return receive(true);
    }

    /** Reads the next answer, to a HEAD request. It has no body, even if it has a Content-Length. */
    public Response receiveHead() throws IOException {
        return receive(false);
    }

    /**
     * Returns whether the server has closed the connection and nothing is left to read. Waits up to {@link #DEADLINE}.
     *
     * @throws java.net.SocketTimeoutException if neither happens in this time
     */
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
