package io.github.tracker6.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads bencode (BEP 3) without creating objects. Reused; not thread-safe. */
final class BencodeCursor {
    private static final int MAX_DEPTH = 8;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int stringStart;
    private int stringEnd;

    /** Thrown if the bytes are no bencode. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("no bencode", null, false, false);
        }
    }

    void start(byte[] content, int offset, int length) {
        bytes = content;
        at = offset;
        end = offset + length;
        stringStart = offset;
        stringEnd = offset;
    }

    boolean isAtEnd() {
        return at == end;
    }

    int stringStart() {
        return stringStart;
    }

    int stringBytes() {
        return stringEnd - stringStart;
    }

    /** Returns the last string as text. */
    String text() {
        return new String(bytes, stringStart, stringEnd - stringStart, StandardCharsets.ISO_8859_1);
    }

    /** Skips a value. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        int type = peek();
        if (type == 'i') {
            number();
        } else if (type == 'l' || type == 'd') {
            if (depth == MAX_DEPTH) {
                throw new Malformed();
            }
            at++;
            while (peek() != 'e') {
                skip(depth + 1);
            }
            at++;
        } else {
            string();
        }
    }

    int number() {
        expect('i');
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int value = digits('e');
        return negative ? -value : value;
    }

    /**
     * Reads a string. {@link #text}, {@link #stringStart} and {@link #stringBytes} return it until the next one is
     * read.
     */
    void string() {
        int length = digits(':');
        if (length > end - at) {
            throw new Malformed();
        }
        stringStart = at;
        stringEnd = at + length;
        at += length;
    }

    private int digits(char terminator) {
        int start = at;
        long value = 0;
        while (peek() >= '0' && peek() <= '9') {
            value = value * 10 + bytes[at++] - '0';
            if (value > Integer.MAX_VALUE) {
                throw new Malformed();
            }
        }
        if (at == start) {
            throw new Malformed();
        }
        expect(terminator);
        return (int) value;
    }

    boolean isString(byte[] key) {
        return Arrays.equals(bytes, stringStart, stringEnd, key, 0, key.length);
    }

    /** Returns the next byte. */
    int peek() {
        if (at >= end) {
            throw new Malformed();
        }
        return bytes[at];
    }

    void expect(char wanted) {
        if (peek() != wanted) {
            throw new Malformed();
        }
        at++;
    }
}
