package io.github.tracker6;

/**
 * The two address families of the internet, with the sizes of their addresses in messages.
 *
 * @since 0.1.0
 */
public enum AddressFamily {
    /** IPv4: 4 address bytes, 6 bytes per compact endpoint (BEP 23). */
    IPV4(4),
    /** IPv6: 16 address bytes, 18 bytes per compact endpoint (BEP 7). */
    IPV6(16);

    private final int addressBytes;

    AddressFamily(int addressBytes) {
        this.addressBytes = addressBytes;
    }

    /** Returns the number of bytes of an address: 4 or 16. */
    public int addressBytes() {
        return addressBytes;
    }

    /** Returns the number of bytes of an address and its port: 6 or 18. */
    public int endpointBytes() {
        return addressBytes + Short.BYTES;
    }

    /** Returns the other family. */
    public AddressFamily other() {
        return this == IPV4 ? IPV6 : IPV4;
    }
}
