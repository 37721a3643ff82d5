package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpLimits;

/**
 * Finds the end of a request's head while it arrives in pieces, and holds it to the limits. Each byte is looked at
 * once; what it decides depends on the bytes alone, never on how they were cut. One per connection.
 */
final class HeadScanner {
    /** Returned by {@link #scan} while the end is not there yet. */
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

    /** Returns how many bytes a head can have before it is found too long or complete. */
    static int maxHeadBytes(HttpLimits limits) {
        int blankLine = 2;
        return blankLine + limits.maxRequestLineBytes() + 2 + limits.maxHeaderBytes() + blankLine;
    }

    /** Gets ready for the next request. */
    void reset() {
        at = 0;
        lineStart = 0;
        headersStart = BEFORE_REQUEST_LINE;
        fields = 0;
    }

    /** Returns whether a byte of the request was seen. */
    boolean begun() {
        return at > 0;
    }

    /**
     * Looks at the bytes that came since the last call.
     *
     * @param bytes holds the request from {@code base} on, those bytes included that were looked at before
     * @param length how many bytes of it are there
     * @return the number of bytes of the head, its blank line included; {@link #MORE}; or the negative of a status code
     */
    int scan(byte[] bytes, int base, int length) {
        for (; at < length; at++) {
            byte b = bytes[base + at];
            if (b == '\n') {
                if (at == lineStart || bytes[base + at - 1] != '\r') {
                    return -HttpStatus.BAD_REQUEST; // a bare LF, which others may read differently
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
            if (!blank) { // one blank line before a request is passed over (RFC 9112, section 2.2)
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
