package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpLimits;

/**
 * Finds the end of a request's head while it arrives in pieces, and checks the limits. It looks at each byte once; the
 * result does not depend on where the pieces were cut. One per connection.
 */
final class HeadScanner {
    /** Returned by {@link #scan} if the end has not arrived. */
    static final int MORE = 0;

    private static final int BEFORE_REQUEST_LINE = -1;

    private final int maxLineBytes;
    private final int maxHeaderBytes;
    private final int maxFields;
    private int at;
    private int lineStart;
    private int headersStart = BEFORE_REQUEST_LINE;
    private int fields;

    HeadScanner(HttpLimits limits) {
        maxLineBytes = limits.maxRequestLineBytes();
        maxHeaderBytes = limits.maxHeaderBytes();
        maxFields = limits.maxHeaderFields();
    }

    /** Returns the most bytes of a head that is neither complete nor too long. */
    static int maxHeadBytes(HttpLimits limits) {
        int blankLine = 2;
        return blankLine + limits.maxRequestLineBytes() + 2 + limits.maxHeaderBytes() + blankLine;
    }

    /** Prepares for the next request. */
    void reset() {
        at = 0;
        lineStart = 0;
        headersStart = BEFORE_REQUEST_LINE;
        fields = 0;
    }

    /** Returns whether a byte of the request has arrived. */
    boolean begun() {
        return at > 0;
    }

    /**
     * Looks at the bytes that arrived since the last call.
     *
     * @param bytes holds the request from {@code base} on, with the bytes of earlier calls
     * @param length the number of bytes of the request
     * @return the number of bytes of the head, its blank line included; {@link #MORE}; or the negative of a status code
     */
    int scan(byte[] bytes, int base, int length) {
        for (; at < length; at++) {
            byte b = bytes[base + at];
            if (b == '\n') {
                if (at == lineStart || bytes[base + at - 1] != '\r') {
                    return -HttpStatus.BAD_REQUEST; // a bare LF, which another server may read in another way
                }
                int end = lineEnd(at - 1);
                if (end != MORE) {
                    return end;
                }
            } else if (headersStart == BEFORE_REQUEST_LINE) {
                int column = at - lineStart;
                if (column == 0 && b != '\r' && !RequestHead.isTokenByte(b)) {
                    return -HttpStatus.BAD_REQUEST;
                }
                if (column > maxLineBytes || (column == maxLineBytes && b != '\r')) {
                    return -HttpStatus.URI_TOO_LONG;
                }
            } else if (at - headersStart > maxHeaderBytes + 1) {
                return -HttpStatus.HEADER_FIELDS_TOO_LARGE;
            }
        }
        return MORE;
    }

    /** Takes the line that ends before {@code end}, an offset of its CR. */
    private int lineEnd(int end) {
        boolean blank = end == lineStart;
        int next = end + 2;
        if (headersStart == BEFORE_REQUEST_LINE) {
            if (blank && lineStart > 0) {
                return -HttpStatus.BAD_REQUEST;
            }
            if (!blank) { // one blank line before a request is skipped (RFC 9112, section 2.2)
                headersStart = next;
            }
        } else if (blank) {
            return next;
        } else {
            fields++;
            if (fields > maxFields || next - headersStart > maxHeaderBytes) {
                return -HttpStatus.HEADER_FIELDS_TOO_LARGE;
            }
        }
        lineStart = next;
        return MORE;
    }
}
