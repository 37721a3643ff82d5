package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;

/**
 * Parses an address literal in raw bytes: an IPv4 address in dotted decimal, or an IPv6 address as in RFC 4291,
 * section 2.2, without a zone. Never asks DNS. Only {@link #endpoint()} allocates. Reusable.
 */
final class AddressLiteral {
    private static final int GROUPS = 8;
    private static final int NONE = -1;

    private final int[] groups = new int[GROUPS];
    private AddressFamily family = AddressFamily.IPV4;
    private long high;
    private long low;
    private int port;

    /** Parses the bytes between two offsets; returns false, and changes nothing, if they are no literal. */
    boolean parse(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ':') {
                return parseIpv6(bytes, from, to);
            }
        }
        long address = ipv4(bytes, from, to);
        if (address == NONE) {
            return false;
        }
        set(AddressFamily.IPV4, 0, address);
        return true;
    }

    /** Returns the family of the address; IPv4 for an IPv4-mapped one. */
    AddressFamily family() {
        return family;
    }

    /** Returns bytes 0 to 7 of an IPv6 address, big-endian; 0 for IPv4. */
    long high() {
        return high;
    }

    /** Returns bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned. */
    long low() {
        return low;
    }

    /**
     * Parses an address with or without a port: {@code 192.0.2.1}, {@code 192.0.2.1:6881}, {@code 2001:db8::1}, {@code
     * [2001:db8::1]}, {@code [2001:db8::1]:6881}. The port may be obfuscated, as in {@code 192.0.2.1:_a} (RFC 7239,
     * section 6.3): then the port is 0.
     */
    boolean parseNode(byte[] bytes, int from, int to) {
        int addressFrom = from;
        int addressTo = to;
        int portFrom = to;
        if (from < to && bytes[from] == '[') {
            addressFrom = from + 1;
            addressTo = indexOf(bytes, ']', addressFrom, to);
            portFrom = addressTo + 1;
            if (addressTo == to || (portFrom < to && bytes[portFrom] != ':')) {
                return false;
            }
        } else if (indexOf(bytes, '.', from, to) < indexOf(bytes, ':', from, to)) {
            addressTo = indexOf(bytes, ':', from, to);
            portFrom = addressTo;
        }
        int nodePort = 0;
        if (portFrom < to) {
            boolean obfuscated = portFrom + 2 < to && bytes[portFrom + 1] == '_';
            nodePort = obfuscated ? 0 : Decimal.parse(bytes, portFrom + 1, to, 0xffff);
        }
        if (nodePort == Decimal.NONE || !parse(bytes, addressFrom, addressTo)) {
            return false;
        }
        port = nodePort;
        return true;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Returns the address with the port of {@link #parseNode}. */
    Endpoint endpoint() {
        return family == AddressFamily.IPV4 ? Endpoint.ofIpv4((int) low, port) : Endpoint.ofIpv6(high, low, port);
    }

    private void set(AddressFamily family, long high, long low) {
        this.family = family;
        this.high = high;
        this.low = low;
    }

    private static long ipv4(byte[] bytes, int from, int to) {
        long address = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at >= to || bytes[at] != '.') {
                    return NONE;
                }
                at++;
            }
            int start = at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            boolean leadingZero = at - start > 1 && bytes[start] == '0';
            int octet = at - start > 3 || leadingZero ? Decimal.NONE : Decimal.parse(bytes, start, at, 255);
            if (octet == Decimal.NONE) {
                return NONE;
            }
            address = address << 8 | octet;
        }
        return at == to ? address : NONE;
    }

    private boolean parseIpv6(byte[] bytes, int from, int to) {
        int count = 0;
        int gap = NONE;
        int at = from;
        if (to - from >= 2 && bytes[from] == ':') {
            if (bytes[from + 1] != ':') {
                return false;
            }
            gap = 0;
            at = from + 2;
        }
        while (at < to) {
            int groupEnd = at;
            while (groupEnd < to && bytes[groupEnd] != ':') {
                groupEnd++;
            }
            count = group(bytes, at, groupEnd, to, count);
            if (count == NONE) {
                return false;
            }
            at = groupEnd;
            if (at < to) {
                at++;
                if (at == to) {
                    return false; // ends in one colon
                }
                if (bytes[at] == ':') {
                    if (gap != NONE) {
                        return false;
                    }
                    gap = count;
                    at++;
                }
            }
        }
        return gap == NONE ? count == GROUPS && fill(count, count) : count < GROUPS && fill(gap, count);
    }

    /** Appends the group between two offsets, or the two of a trailing IPv4 address; returns the new count or NONE. */
    private int group(byte[] bytes, int from, int groupEnd, int to, int count) {
        int length = groupEnd - from;
        if (length > 4) {
            long ipv4 = groupEnd == to && count <= GROUPS - 2 ? ipv4(bytes, from, to) : NONE;
            if (ipv4 == NONE) {
                return NONE;
            }
            groups[count] = (int) (ipv4 >>> 16);
            groups[count + 1] = (int) (ipv4 & 0xffff);
            return count + 2;
        }
        if (length == 0 || count == GROUPS) {
            return NONE;
        }
        int number = 0;
        for (int i = from; i < groupEnd; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return NONE;
            }
            number = number << 4 | digit;
        }
        groups[count] = number;
        return count + 1;
    }

    /** Builds the address from the groups, with zeros in the gap; returns true. */
    private boolean fill(int gap, int count) {
        long first = 0;
        long second = 0;
        for (int i = 0; i < GROUPS; i++) {
            int behindGap = i - (GROUPS - count);
            int group = i < gap ? groups[i] : behindGap >= gap ? groups[behindGap] : 0;
            if (i < GROUPS / 2) {
                first = first << 16 | group;
            } else {
                second = second << 16 | group;
            }
        }
        if (first == 0 && second >>> 32 == 0xffff) {
            set(AddressFamily.IPV4, 0, second & 0xffffffffL);
        } else {
            set(AddressFamily.IPV6, first, second);
        }
        return true;
    }
}
