package io.github.tracker6;

import io.github.tracker6.internal.BigEndian;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * A list of endpoints of one family in the compact form of the protocols: 6 bytes each for IPv4 (BEP 23), 18 for IPv6 (BEP
 * 7), address before port, both in network order. Reusable; grows as needed. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class EndpointList {
    private static final int INITIAL_ENDPOINTS = 64;

    private final AddressFamily family;
    private final int stride;
    private byte[] data;
    private int size;

    /** Makes an empty list of the given family. */
    public EndpointList(AddressFamily family) {
        this.family = family;
        this.stride = family.endpointBytes();
        this.data = new byte[INITIAL_ENDPOINTS * stride];
    }

    /** Returns the family of every endpoint in the list. */
    public AddressFamily family() {
        return family;
    }

    /** Returns the number of endpoints. */
    public int size() {
        return size;
    }

    /** Returns the number of packed bytes: {@link #size()} times 6 or 18. */
    public int bytes() {
        return size * stride;
    }

    /** Removes all endpoints. Keeps the memory for the next ones. */
    public void clear() {
        size = 0;
    }

    /**
     * Appends an IPv4 endpoint.
     *
     * @param address the address as a big-endian number
     * @param port the lower 16 bits count
     * @throws IllegalStateException if this list holds IPv6
     */
    public void addIpv4(int address, int port) {
        requireFamily(AddressFamily.IPV4);
        int offset = grow();
        BigEndian.putInt(data, offset, address);
        BigEndian.putShort(data, offset + 4, port);
    }

    /**
     * Appends an IPv6 endpoint.
     *
     * @param high bytes 0 to 7 of the address, big-endian
     * @param low bytes 8 to 15 of the address, big-endian
     * @param port the lower 16 bits count
     * @throws IllegalStateException if this list holds IPv4
     */
    public void addIpv6(long high, long low, int port) {
        requireFamily(AddressFamily.IPV6);
        int offset = grow();
        BigEndian.putLong(data, offset, high);
        BigEndian.putLong(data, offset + 8, low);
        BigEndian.putShort(data, offset + 16, port);
    }

    /**
     * Appends an endpoint.
     *
     * @throws IllegalStateException if it is of the other family
     */
    public void add(Endpoint endpoint) {
        if (endpoint.family() == AddressFamily.IPV4) {
            addIpv4((int) endpoint.addressLow(), endpoint.port());
        } else {
            addIpv6(endpoint.addressHigh(), endpoint.addressLow(), endpoint.port());
        }
    }

    /**
     * Returns one endpoint.
     *
     * @throws IndexOutOfBoundsException if there is none at that index
     */
    public Endpoint get(int index) {
        int offset = checked(index) * stride;
        return family == AddressFamily.IPV4
                ? Endpoint.ofIpv4(BigEndian.intAt(data, offset), BigEndian.shortAt(data, offset + 4))
                : Endpoint.ofIpv6(
                        BigEndian.longAt(data, offset),
                        BigEndian.longAt(data, offset + 8),
                        BigEndian.shortAt(data, offset + 16));
    }

    /**
     * Puts an endpoint in the place of another.
     *
     * @throws IndexOutOfBoundsException if there is none at that index
     * @throws IllegalStateException if it is of the other family
     */
    public void set(int index, Endpoint endpoint) {
        requireFamily(endpoint.family());
        int offset = checked(index) * stride;
        if (family == AddressFamily.IPV4) {
            BigEndian.putInt(data, offset, (int) endpoint.addressLow());
        } else {
            BigEndian.putLong(data, offset, endpoint.addressHigh());
            BigEndian.putLong(data, offset + 8, endpoint.addressLow());
        }
        BigEndian.putShort(data, offset + family.addressBytes(), endpoint.port());
    }

    /** Returns whether the list holds an endpoint. */
    public boolean contains(Endpoint endpoint) {
        if (endpoint.family() != family) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (get(i).equals(endpoint)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the first {@code count} endpoints, packed, at the buffer's position and advances it. */
    public void writeTo(ByteBuffer buffer, int count) {
        buffer.put(data, 0, Math.min(count, size) * stride);
    }

    /** Returns a copy of the packed bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(data, bytes());
    }

    /** Copies the packed bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(data, 0, target, offset, bytes());
    }

    /** Returns the endpoints as a list of values; a copy. */
    public List<Endpoint> toList() {
        return List.copyOf(new AbstractList<Endpoint>() {
            @Override
            public Endpoint get(int index) {
                return EndpointList.this.get(index);
            }

            @Override
            public int size() {
                return size;
            }
        });
    }

    @Override
    public String toString() {
        return toList().toString();
    }

    private int checked(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return index;
    }

    private int grow() {
        int offset = size * stride;
        if (offset == data.length) {
            data = Arrays.copyOf(data, 2 * data.length);
        }
        size++;
        return offset;
    }

    private void requireFamily(AddressFamily wanted) {
        if (family != wanted) {
            throw new IllegalStateException("an " + wanted + " endpoint in a list of " + family);
        }
    }
}
