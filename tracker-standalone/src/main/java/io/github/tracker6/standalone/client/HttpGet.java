package io.github.tracker6.standalone.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET over a connection of its own. The JDK's client can't be told which address to use, and a tracker with both families is
 * asked over each. The answer is bounded in bytes and in time as a whole.
 */
final class HttpGet {
    static final int MAX_BODY_BYTES = 4 << 20;

    private static final int MAX_HEAD_BYTES = 32 << 10;
    private static final int OK = 200;

    private final TrackerUrl url;
    private final InetSocketAddress address;
    private final Duration timeout;

    /** An answer. */
    static final class Answer {
        private final int status;
        private final byte[] body;

        Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        /** As in {@code 404}. */
        int status() {
            return status;
        }

        /** The bytes themselves, no copy. */
        byte[] body() {
            return body;
        }

        boolean isOk() {
            return status == OK;
        }
    }

    HttpGet(TrackerUrl url, InetSocketAddress address, Duration timeout) {
        this.url = url;
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * Asks.
     *
     * @param target path and query
     */
    Answer get(String target) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(address, (int) timeout.toMillis());
            plain.setSoTimeout(millisUntil(deadline));
            try (Socket socket = url.protocol() == TrackerUrl.Protocol.HTTPS ? secure(plain) : plain) {
                String request = "GET " + target + " HTTP/1.1\r\nHost: " + url.authority()
                        + "\r\nUser-Agent: Tracker6\r\nAccept: */*\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                return read(new BoundedInput(socket, deadline));
            }
        }
    }

    /** The certificate must be valid for the host of the URL. */
    private Socket secure(Socket plain) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static Answer read(BoundedInput in) throws IOException {
        int status;
        Map<String, String> headers;
        do {
            status = status(in.line());
            headers = headers(in);
        } while (status < OK); // 100 Continue, 103 Early Hints
        byte[] body = body(in, headers);
        if (headers.getOrDefault("content-encoding", "").equalsIgnoreCase("gzip")) {
            body = unpack(body);
        }
        return new Answer(status, body);
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9](?: .*)?")) {
            throw TrackerRefusal.ofAnswer("the answer is no HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> headers(BoundedInput in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static byte[] body(BoundedInput in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in.rest();
        }
        if (!length.matches("[0-9]{1,9}")) {
            throw TrackerRefusal.ofAnswer("the length of the answer is no number");
        }
        return in.bytes(Integer.parseInt(length));
    }

    private static byte[] chunks(BoundedInput in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            in.beginHead(); // the size of a chunk is no part of the head
            String size = in.line().replaceFirst("\\s*;.*", "").strip();
            if (!size.matches("[0-9A-Fa-f]{1,7}")) {
                throw TrackerRefusal.ofAnswer("a chunk of the answer has no length");
            }
            int bytes = Integer.parseInt(size, 16);
            if (bytes == 0) {
                return body.toByteArray();
            }
            requireBound((long) body.size() + bytes);
            body.writeBytes(in.bytes(bytes));
            in.line();
        }
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
            requireBound(body.length);
            return body;
        }
    }

    private static void requireBound(long bytes) throws IOException {
        if (bytes > MAX_BODY_BYTES) {
            throw TrackerRefusal.ofAnswer("the answer has more than " + MAX_BODY_BYTES + " bytes");
        }
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** The bytes of a connection until a deadline. */
    private static final class BoundedInput {
        private final Socket socket;
        private final InputStream in;
        private final long deadline;
        private int headBytes;

        BoundedInput(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.deadline = deadline;
        }

        /** Lets the lines from here on be as long as a head. */
        void beginHead() {
            headBytes = 0;
        }

        /** Returns a line without its end. */
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = read(); b != '\n'; b = read()) {
                if (b < 0) {
                    throw new EOFException("the connection was closed before the answer was complete");
                }
                if (++headBytes > MAX_HEAD_BYTES) {
                    throw TrackerRefusal.ofAnswer("the head of the answer is too long");
                }
                line.append((char) b);
            }
            return line.toString().stripTrailing();
        }

        private int read() throws IOException {
            socket.setSoTimeout(millisUntil(deadline));
            return in.read();
        }

        byte[] bytes(int count) throws IOException {
            requireBound(count);
            byte[] bytes = new byte[count];
            int done = 0;
            while (done < count) {
                socket.setSoTimeout(millisUntil(deadline));
                int read = in.read(bytes, done, count - done);
                if (read < 0) {
                    throw new EOFException("the connection was closed before the answer was complete");
                }
                done += read;
            }
            return bytes;
        }

        byte[] rest() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] part = new byte[8_192];
            while (true) {
                socket.setSoTimeout(millisUntil(deadline));
                int read = in.read(part);
                if (read < 0) {
                    return body.toByteArray();
                }
                requireBound((long) body.size() + read);
                body.write(part, 0, read);
            }
        }
    }
}
