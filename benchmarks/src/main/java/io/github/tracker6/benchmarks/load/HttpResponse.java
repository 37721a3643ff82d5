package io.github.tracker6.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** Reads the head of an HTTP response from a buffer that is filled in steps (RFC 9112). Reused; not thread-safe. */
final class HttpResponse {
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION_CLOSE = "connection: close".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    /** How much of a response has arrived. */
    enum Progress {
        INCOMPLETE,
        COMPLETE,
        BROKEN
    }

    private int status;
    private int bodyStart;
    private int bodyBytes;
    private boolean close;

    int status() {
        return status;
    }

    int bodyStart() {
        return bodyStart;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    /** Returns whether the server closes the connection after the response. */
    boolean closes() {
        return close;
    }

    /**
     * Reads the first bytes of a buffer. Bytes after a complete response make it broken: one request has one response.
     */
    Progress read(byte[] bytes, int length) {
        bodyBytes = -1;
        close = false;
        int line = 0;
        for (int i = 1; i < length; i++) {
            if (bytes[i] != '\n' || bytes[i - 1] != '\r') {
                continue;
            }
            if (i - 1 == line) {
                return body(bytes, i + 1, length);
            }
            if (line > 0) {
                field(bytes, line, i - 1);
            }
            line = i + 1;
        }
        return Progress.INCOMPLETE;
    }

    private Progress body(byte[] bytes, int start, int length) {
        bodyStart = start;
        status = bytes[0] == 'H' ? number(bytes, STATUS_AT, STATUS_AT + 3) : -1;
        if (status < 0 || bodyBytes < 0 || length - start > bodyBytes) {
            return Progress.BROKEN;
        }
        return length - start == bodyBytes ? Progress.COMPLETE : Progress.INCOMPLETE;
    }

    private void field(byte[] bytes, int from, int to) {
        if (startsWith(bytes, from, to, CONTENT_LENGTH)) {
            int digits = from + CONTENT_LENGTH.length;
            while (digits < to && bytes[digits] == ' ') {
                digits++;
            }
            bodyBytes = number(bytes, digits, to);
        } else if (startsWith(bytes, from, to, CONNECTION_CLOSE)) {
            close = true;
        }
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] lowerCase) {
        if (to - from < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value > 100_000_000) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return from == to ? -1 : value;
    }
}
