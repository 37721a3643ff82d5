package io.github.tracker6.http;

import java.nio.charset.StandardCharsets;

/**
 * Reads the parameters of a raw query one after the other. Names and values are percent-encoded bytes (RFC 3986,
 * section 2.1), never text: {@code +} is a plus sign, {@code ;} is no separator, and no byte needs to be encoded. Reusable.
 */
final class QueryReader {
    private final byte[] name = new byte[Parameter.MAX_NAME_BYTES];
    private final byte[] value;
    private byte[] query = {};
    private int at;
    private int end;
    private Parameter parameter = Parameter.UNKNOWN;
    private int valueFrom;
    private int valueLength;
    private boolean intact;

    QueryReader(int maxValueBytes) {
        value = new byte[maxValueBytes];
    }

    /** Starts with the query between two offsets. {@link #next()} reads the bytes, which are not copied. */
    QueryReader start(byte[] bytes, int from, int to) {
        query = bytes;
        at = from;
        end = to;
        return this;
    }

    /** Moves to the next parameter; returns false if there is none. Empty ones, as in {@code a&&b}, are skipped. */
    boolean next() {
        while (at < end && query[at] == '&') {
            at++;
        }
        if (at >= end) {
            return false;
        }
        intact = true;
        int nameLength = decode(name, true);
        parameter = nameLength <= name.length ? Parameter.of(name, nameLength) : Parameter.UNKNOWN;
        if (at < end && query[at] == '=') {
            at++;
        }
        valueFrom = at;
        valueLength = decode(value, false);
        return true;
    }

    /** Decodes up to the end of the name or value, and keeps what fits; returns the whole decoded length. */
    private int decode(byte[] target, boolean stopAtEquals) {
        int length = 0;
        for (; at < end && query[at] != '&'; at++) {
            byte b = query[at];
            if (b == '=' && stopAtEquals) {
                break;
            }
            if (b == '%') {
                int escaped = at + 2 < end ? hexByte(query[at + 1], query[at + 2]) : -1;
                if (escaped < 0) {
                    intact = false;
                } else {
                    b = (byte) escaped;
                    at += 2;
                }
            }
            if (length < target.length) {
                target[length] = b;
            }
            length++;
        }
        return length;
    }

    private static int hexByte(byte high, byte low) {
        int h = hexDigit(high);
        int l = hexDigit(low);
        return h < 0 || l < 0 ? -1 : h << 4 | l;
    }

    private static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** Returns which parameter it is. */
    Parameter parameter() {
        return parameter;
    }

    /** Returns the array that holds the decoded value; overwritten by {@link #next()}. */
    byte[] value() {
        return value;
    }

    /** Returns the number of bytes of the decoded value, also if they do not all fit. */
    int valueLength() {
        return valueLength;
    }

    /** Returns the decoded value, each byte as one character, also if it does not {@linkplain #fits() fit}. */
    String text() {
        int nextAt = at;
        byte[] whole = new byte[valueLength];
        at = valueFrom;
        decode(whole, false);
        at = nextAt;
        return new String(whole, StandardCharsets.ISO_8859_1);
    }

    /** Returns whether the value is within the limit. */
    boolean fits() {
        return valueLength <= value.length;
    }

    /** Returns whether each {@code %} began an escape; one that did not is kept as a byte. */
    boolean intact() {
        return intact;
    }
}
