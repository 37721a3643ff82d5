package io.github.tracker6.address;

import com.google.common.net.InetAddresses;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.net.InetAddress;

/**
 * A block of addresses of one family, such as {@code 2001:db8::/32} or {@code 192.0.2.0/24} (RFC 4632; RFC 4291,
 * section 2.3). An IPv4-mapped IPv6 address counts as IPv4. Immutable.
 *
 * @since 0.1.0
 */
public final class Cidr {
    private final AddressFamily family;
    private final long high;
    private final long low;
    private final int prefixBits;

    private Cidr(AddressFamily family, long high, long low, int prefixBits) {
        this.family = family;
        this.high = high;
        this.low = low;
        this.prefixBits = prefixBits;
    }

    /**
     * Parses an address and a prefix length; an address without a length is a block of one. Does no DNS look-up.
     *
     * @param text such as {@code 2001:db8::/32}, {@code 192.0.2.0/24}, or {@code ::1}
     * @throws IllegalArgumentException if the address is no literal, the prefix length is outside 0 to 32 (IPv4) or 0 to
     *     128 (IPv6), or a bit after the prefix is set
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!InetAddresses.isInetAddress(address) || address.indexOf('%') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is no address block such as 2001:db8::/32");
        }
        Endpoint endpoint = Endpoint.of(InetAddresses.forString(address), 0);
        int allBits = endpoint.family().addressBytes() * Byte.SIZE;
        int prefixBits = slash < 0 ? allBits : prefixBits(text, text.substring(slash + 1), allBits);
        Cidr block = new Cidr(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow(), prefixBits);
        if (block.high != (block.high & block.highMask()) || block.low != (block.low & block.lowMask())) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its prefix");
        }
        return block;
    }

    /** Returns the family of the block's addresses. */
    AddressFamily family() {
        return family;
    }

    /** Returns how many leading bits the block's addresses have in common: 0 to 32 for IPv4, 0 to 128 for IPv6. */
    int prefixBits() {
        return prefixBits;
    }

    /**
     * Returns whether an address is in the block. An address of the other family never is.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; ignored for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned
     */
    public boolean contains(AddressFamily family, long high, long low) {
        return family == this.family
                && (family == AddressFamily.IPV4 || (high & highMask()) == this.high)
                && (low & lowMask()) == this.low;
    }

    /** Returns whether an endpoint's address is in the block. */
    public boolean contains(Endpoint endpoint) {
        return contains(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow());
    }

    /** Returns whether an address is in the block. */
    public boolean contains(InetAddress address) {
        return contains(Endpoint.of(address, 0));
    }

    private static int prefixBits(String text, String digits, int allBits) {
        boolean plain = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        int bits = plain ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > allBits) {
            throw new IllegalArgumentException("'" + text + "' has a prefix length outside 0 to " + allBits);
        }
        return bits;
    }

    private long highMask() {
        return mask(prefixBits);
    }

    private long lowMask() {
        return family == AddressFamily.IPV4 ? mask(prefixBits) >>> 32 : mask(prefixBits - Long.SIZE);
    }

    /** Returns a mask with leading ones; a number below 0 counts as 0, one above 64 as 64. */
    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Cidr other
                && family == other.family
                && high == other.high
                && low == other.low
                && prefixBits == other.prefixBits;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + prefixBits;
    }

    /** Returns the address and the prefix length, such as {@code 2001:db8::/32}. */
    @Override
    public String toString() {
        Endpoint first = family == AddressFamily.IPV4 ? Endpoint.ofIpv4((int) low, 0) : Endpoint.ofIpv6(high, low, 0);
        return first.addressText() + "/" + prefixBits;
    }
}
