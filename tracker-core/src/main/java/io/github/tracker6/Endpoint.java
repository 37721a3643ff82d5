package io.github.tracker6;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.github.tracker6.internal.BigEndian;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The address and port of a peer. An IPv4-mapped IPv6 address ({@code ::ffff:192.0.2.1}) becomes IPv4 when the endpoint is
 * made. Immutable.
 *
 * @since 0.1.0
 */
public final class Endpoint implements Comparable<Endpoint> {
    private static final long MAPPED_PREFIX = 0xffffL;

    private final AddressFamily family;
    private final long addressHigh;
    private final long addressLow;
    private final int port;

    private Endpoint(AddressFamily family, long addressHigh, long addressLow, int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
        }
        this.family = family;
        this.addressHigh = addressHigh;
        this.addressLow = addressLow;
        this.port = port;
    }

    /**
     * Returns the endpoint with an IPv4 address.
     *
     * @param address the address as a big-endian number
     * @param port 0 to 65535
     */
    public static Endpoint ofIpv4(int address, int port) {
        return new Endpoint(AddressFamily.IPV4, 0, Integer.toUnsignedLong(address), port);
    }

    /**
     * Returns the endpoint with an IPv6 address, or with an IPv4 address if the given one is IPv4-mapped.
     *
     * @param high bytes 0 to 7 of the address, big-endian
     * @param low bytes 8 to 15 of the address, big-endian
     * @param port 0 to 65535
     */
    public static Endpoint ofIpv6(long high, long low, int port) {
        return isMapped(high, low) ? ofIpv4((int) low, port) : new Endpoint(AddressFamily.IPV6, high, low, port);
    }

    /**
     * Returns the endpoint with the given address and port.
     *
     * @param port 0 to 65535
     */
    public static Endpoint of(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        return bytes.length == AddressFamily.IPV4.addressBytes()
                ? ofIpv4(BigEndian.intAt(bytes, 0), port)
                : ofIpv6(BigEndian.longAt(bytes, 0), BigEndian.longAt(bytes, 8), port);
    }

    /**
     * Parses {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}. Does no DNS look-up.
     *
     * @throws IllegalArgumentException if the address is no literal, or the port is missing or out of range
     */
    public static Endpoint parse(String text) {
        HostAndPort parts = HostAndPort.fromString(text);
        if (!parts.hasPort()) {
            throw new IllegalArgumentException("port is missing");
        }
        return of(InetAddresses.forString(parts.getHost()), parts.getPort());
    }

    /** Returns whether the 16 bytes are an IPv4-mapped address (RFC 4291, section 2.5.5.2). */
    public static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED_PREFIX;
    }

    /** Returns the family of the address. */
    public AddressFamily family() {
        return family;
    }

    /** Returns bytes 0 to 7 of an IPv6 address, big-endian; 0 for IPv4. */
    public long addressHigh() {
        return addressHigh;
    }

    /** Returns bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned. */
    public long addressLow() {
        return addressLow;
    }

    /** Returns the address as 4 or 16 bytes in network order. */
    public byte[] addressBytes() {
        byte[] bytes = new byte[family.addressBytes()];
        if (family == AddressFamily.IPV4) {
            BigEndian.putInt(bytes, 0, (int) addressLow);
        } else {
            BigEndian.putLong(bytes, 0, addressHigh);
            BigEndian.putLong(bytes, 8, addressLow);
        }
        return bytes;
    }

    /** Returns the port, 0 to 65535. */
    public int port() {
        return port;
    }

    /** Returns the address. */
    public InetAddress address() {
        try {
            return InetAddress.getByAddress(addressBytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes", e);
        }
    }

    /** Returns the address and port as the JDK's type. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address(), port);
    }

    /**
     * Orders IPv4 before IPv6, then by the bytes of the address, unsigned, then by port. A {@link java.util.HashMap} stays
     * fast with it when a client picks endpoints whose hash codes collide.
     */
    @Override
    public int compareTo(Endpoint other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(addressHigh, other.addressHigh);
        if (byHigh != 0) {
            return byHigh;
        }
        int byLow = Long.compareUnsigned(addressLow, other.addressLow);
        return byLow != 0 ? byLow : Integer.compare(port, other.port);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Endpoint other
                && family == other.family
                && addressHigh == other.addressHigh
                && addressLow == other.addressLow
                && port == other.port;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(addressHigh) + Long.hashCode(addressLow)) + port;
    }

    /** Returns the address as text, {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 5952). */
    public String addressText() {
        return InetAddresses.toAddrString(address());
    }

    /** Returns {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}. */
    @Override
    public String toString() {
        return InetAddresses.toUriString(address()) + ":" + port;
    }
}
