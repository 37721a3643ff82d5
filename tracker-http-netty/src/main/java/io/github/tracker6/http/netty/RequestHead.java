package io.github.tracker6.http.netty;

import io.github.tracker6.http.TrackerExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Parses a complete head (RFC 9112), strictly: it refuses what two servers could read in two ways. No body, no transfer
 * coding, no folded lines, no blank before a colon. One per worker, reused.
 */
final class RequestHead implements Supplier<Function<String, List<String>>> {
    /** Returned by {@link #parse} for a valid head. */
    static final int OK = 0;

    private static final int BAD = HttpStatus.BAD_REQUEST;
    private static final byte[] HOST = ascii("host");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] ACCEPT_ENCODING = ascii("accept-encoding");
    private static final byte[] FORWARDED = ascii("forwarded");
    private static final byte[] X_FORWARDED_FOR = ascii("x-forwarded-for");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final boolean[] TOKEN_BYTES = alphanumericsAnd("!#$%&'*+-.^_`|~");
    private static final boolean[] HOST_BYTES = alphanumericsAnd("!$%&'()*+,-.:;=[]_~");

    private byte[] bytes = {};
    private int at;
    private int fieldsFrom;
    private int fieldsTo;
    private int hosts;
    private boolean http10;
    private boolean saysClose;
    private boolean saysKeepAlive;
    private boolean head;
    private boolean proxied;

    /** Returns whether a byte may stand in a token (RFC 9110, section 5.6.2). */
    static boolean isTokenByte(byte b) {
        return b >= 0 && TOKEN_BYTES[b];
    }

    /**
     * Parses the head that {@link HeadScanner} found and sets method, target and headers of an exchange.
     *
     * @param proxied whether forwarding headers from the address of the connection matter
     * @return {@link #OK}, or the status code of the answer that closes the connection
     */
    int parse(byte[] bytes, int from, int length, boolean proxied, TrackerExchange exchange) {
        this.bytes = bytes;
        this.proxied = proxied;
        at = from;
        hosts = 0;
        http10 = false;
        saysClose = false;
        saysKeepAlive = false;
        head = false;
        if (bytes[at] == '\r') {
            at += 2;
        }
        int status = requestLine(exchange);
        fieldsFrom = at;
        fieldsTo = from + length - 2;
        while (status == OK && at < fieldsTo) {
            status = field(exchange);
        }
        return status == OK && !http10 && hosts == 0 ? BAD : status;
    }

    /** Returns a copy of the header fields, for a route. */
    @Override
    public HeaderFields get() {
        return new HeaderFields(bytes, fieldsFrom, fieldsTo);
    }

    /** Returns whether the client speaks HTTP/1.0. */
    boolean http10() {
        return http10;
    }

    /** Returns whether the client wants the connection to stay open (RFC 9112, section 9.3). */
    boolean keepAlive() {
        return !saysClose && (!http10 || saysKeepAlive);
    }

    /** Returns whether the method is {@code HEAD}. */
    boolean head() {
        return head;
    }

    private int requestLine(TrackerExchange exchange) {
        int start = at;
        while (isTokenByte(bytes[at])) {
            at++;
        }
        int methodEnd = at;
        if (methodEnd == start || bytes[at] != ' ') {
            return BAD;
        }
        int targetFrom = ++at;
        while ((bytes[at] > ' ' && bytes[at] != 0x7f) || bytes[at] < 0) {
            at++;
        }
        int targetTo = at;
        if (targetTo == targetFrom || bytes[at] != ' ') {
            return BAD;
        }
        at++;
        int status = version();
        if (status != OK) {
            return status;
        }
        exchange.target(bytes, targetFrom, targetTo).headers(this);
        if (!isGet(start, methodEnd)) {
            String method = text(start, methodEnd);
            head = method.equals("HEAD");
            exchange.method(method);
        }
        return OK;
    }

    private boolean isGet(int from, int to) {
        return to - from == 3 && bytes[from] == 'G' && bytes[from + 1] == 'E' && bytes[from + 2] == 'T';
    }

    /** Reads {@code HTTP/1.1} or {@code HTTP/1.0} and the line's end. */
    private int version() {
        boolean named = bytes[at] == 'H'
                && bytes[at + 1] == 'T'
                && bytes[at + 2] == 'T'
                && bytes[at + 3] == 'P'
                && bytes[at + 4] == '/'
                && isDigit(bytes[at + 5])
                && bytes[at + 6] == '.'
                && isDigit(bytes[at + 7])
                && bytes[at + 8] == '\r'
                && bytes[at + 9] == '\n';
        if (!named) {
            return BAD;
        }
        if (bytes[at + 5] != '1' || bytes[at + 7] > '1') {
            return HttpStatus.VERSION_NOT_SUPPORTED;
        }
        http10 = bytes[at + 7] == '0';
        at += 10;
        return OK;
    }

    private int field(TrackerExchange exchange) {
        int nameFrom = at;
        while (isTokenByte(bytes[at])) {
            at++;
        }
        int nameTo = at;
        if (nameTo == nameFrom || bytes[at] != ':') {
            return BAD; // folded lines and blanks before the colon among others
        }
        at++;
        while (isBlank(bytes[at])) {
            at++;
        }
        int from = at;
        while ((bytes[at] >= ' ' && bytes[at] != 0x7f) || bytes[at] == '\t' || bytes[at] < 0) {
            at++;
        }
        int to = at;
        if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
            return BAD;
        }
        at += 2;
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return meaning(nameFrom, nameTo, from, to, exchange);
    }

    private int meaning(int nameFrom, int nameTo, int from, int to, TrackerExchange exchange) {
        if (isWord(HOST, nameFrom, nameTo)) {
            hosts++;
            return hosts > 1 || !isHost(from, to) ? BAD : OK;
        }
        if (isWord(CONTENT_LENGTH, nameFrom, nameTo)) {
            return isZero(from, to) ? OK : BAD;
        }
        if (isWord(TRANSFER_ENCODING, nameFrom, nameTo)) {
            return BAD;
        }
        if (isWord(CONNECTION, nameFrom, nameTo)) {
            saysClose |= listHas(CLOSE, from, to);
            saysKeepAlive |= listHas(KEEP_ALIVE, from, to);
        } else if (isWord(ACCEPT_ENCODING, nameFrom, nameTo)) {
            exchange.acceptEncoding(bytes, from, to);
        } else if (proxied && isWord(FORWARDED, nameFrom, nameTo)) {
            exchange.forwarded(text(from, to));
        } else if (proxied && isWord(X_FORWARDED_FOR, nameFrom, nameTo)) {
            exchange.forwardedFor(text(from, to));
        }
        return OK;
    }

    /** Returns whether a list of tokens has a word (RFC 9110, section 5.6.1). */
    private boolean listHas(byte[] word, int from, int to) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            while (start < end && isBlank(bytes[start])) {
                start++;
            }
            int wordEnd = end;
            while (wordEnd > start && isBlank(bytes[wordEnd - 1])) {
                wordEnd--;
            }
            if (isWord(word, start, wordEnd)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != '0') {
                return false;
            }
        }
        return to > from;
    }

    private boolean isHost(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0 || !HOST_BYTES[bytes[i]]) {
                return false;
            }
        }
        return true;
    }

    /** Compares with a word in lower case, ignoring the case of the bytes. */
    private boolean isWord(byte[] word, int from, int to) {
        if (to - from != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            byte b = bytes[from + i];
            if (b != word[i] && (b < 'A' || b > 'Z' || b + ('a' - 'A') != word[i])) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean[] alphanumericsAnd(String marks) {
        boolean[] bytes = new boolean[128];
        for (int c = 0; c < bytes.length; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            bytes[c] = marks.indexOf(c) >= 0 || alphanumeric;
        }
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
