package io.github.tracker6.http.netty;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the header in which a proxy names its client, in text (version 1) or binary (version 2) form (HAProxy, "The PROXY
 * protocol"). Parses one header.
 */
final class ProxyHeader {
    /** Returned by {@link #parse} if the header is not complete. */
    static final int MORE = 0;
    /** Returned by {@link #parse} if the bytes are no such header, or one that is too long. */
    static final int BAD = -1;
    /** The most bytes of a header. */
    static final int MAX_BYTES = 256;

    private static final byte[] TEXT_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY_START = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int MAX_TEXT_BYTES = 107;
    private static final int BINARY_HEAD_BYTES = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;

    private @Nullable Endpoint client;

    /** Returns whether bytes begin as a header of either version does. */
    static boolean isStart(byte[] bytes, int from, int length) {
        return begins(TEXT_START, bytes, from, length) || begins(BINARY_START, bytes, from, length);
    }

    private static boolean begins(byte[] start, byte[] bytes, int from, int length) {
        return length >= start.length && Arrays.equals(start, 0, start.length, bytes, from, from + start.length);
    }

    /**
     * Looks for the header at the start of a connection.
     *
     * @return the number of its bytes, {@link #MORE} or {@link #BAD}
     */
    int parse(byte[] bytes, int length) {
        if (length == 0) {
            return MORE;
        }
        byte[] start = bytes[0] == TEXT_START[0] ? TEXT_START : BINARY_START;
        for (int i = 0; i < start.length; i++) {
            if (i == length) {
                return MORE;
            }
            if (bytes[i] != start[i]) {
                return BAD;
            }
        }
        return start == TEXT_START ? parseText(bytes, length) : parseBinary(bytes, length);
    }

    /** Returns the client, or null if the proxy connects for itself or does not know its client. */
    @Nullable
    Endpoint client() {
        return client;
    }

    private int parseText(byte[] bytes, int length) {
        for (int i = TEXT_START.length; i < Math.min(length, MAX_TEXT_BYTES); i++) {
            if (bytes[i] == '\n') {
                if (bytes[i - 1] != '\r') {
                    return BAD;
                }
                String line =
                        new String(bytes, TEXT_START.length, i - 1 - TEXT_START.length, StandardCharsets.ISO_8859_1);
                return takeText(line) ? i + 1 : BAD;
            }
        }
        return length < MAX_TEXT_BYTES ? MORE : BAD;
    }

    private boolean takeText(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("UNKNOWN")) {
            return true;
        }
        boolean ipv6 = words[0].equals("TCP6");
        boolean known = ipv6 || words[0].equals("TCP4");
        if (!known || words.length != 5 || words[1].indexOf('%') >= 0 || !isPort(words[3]) || !isPort(words[4])) {
            return false;
        }
        try {
            client = Endpoint.parse(ipv6 ? "[" + words[1] + "]:" + words[3] : words[1] + ":" + words[3]);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPort(String text) {
        return !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private int parseBinary(byte[] bytes, int length) {
        if (length < BINARY_HEAD_BYTES) {
            return MORE;
        }
        int addressBytes = (bytes[14] & 0xff) << 8 | (bytes[15] & 0xff);
        int headerBytes = BINARY_HEAD_BYTES + addressBytes;
        int command = bytes[12] & 0xff;
        if (headerBytes > MAX_BYTES || (command != LOCAL && command != PROXY)) {
            return BAD;
        }
        if (length < headerBytes) {
            return MORE;
        }
        return command == LOCAL || takeBinary(bytes, bytes[13] & 0xff, addressBytes) ? headerBytes : BAD;
    }

    private boolean takeBinary(byte[] bytes, int protocol, int addressBytes) {
        switch (protocol) {
            case TCP_OVER_IPV4 -> {
                return take(bytes, AddressFamily.IPV4, addressBytes);
            }
            case TCP_OVER_IPV6 -> {
                return take(bytes, AddressFamily.IPV6, addressBytes);
            }
            default -> {
                return protocol == UNSPECIFIED || protocol == UNIX_STREAM;
            }
        }
    }

    /** Takes the first of two addresses of a family; two ports follow them. */
    private boolean take(byte[] bytes, AddressFamily family, int addressBytes) {
        if (addressBytes < 2 * family.endpointBytes()) {
            return false;
        }
        int at = BINARY_HEAD_BYTES;
        client = family == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) number(bytes, at, Integer.BYTES), 0)
                : Endpoint.ofIpv6(number(bytes, at, Long.BYTES), number(bytes, at + Long.BYTES, Long.BYTES), 0);
        return true;
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = number << 8 | (bytes[i] & 0xff);
        }
        return number;
    }
}
