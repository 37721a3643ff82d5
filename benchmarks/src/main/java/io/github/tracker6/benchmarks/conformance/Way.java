package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.benchmarks.load.Target;
import java.net.Inet4Address;

/** A protocol over an address family. A tracker offers up to four ways. */
enum Way {
    HTTP6(false, AddressFamily.IPV6),
    HTTP4(false, AddressFamily.IPV4),
    UDP6(true, AddressFamily.IPV6),
    UDP4(true, AddressFamily.IPV4);

    private final boolean udp;
    private final AddressFamily family;

    Way(boolean udp, AddressFamily family) {
        this.udp = udp;
        this.family = family;
    }

    static Way of(Target target) {
        boolean ipv4 = target.address().getAddress() instanceof Inet4Address;
        return target.udp() ? (ipv4 ? UDP4 : UDP6) : (ipv4 ? HTTP4 : HTTP6);
    }

    boolean isUdp() {
        return udp;
    }

    AddressFamily family() {
        return family;
    }

    /** Returns the way of the same protocol over the other family. */
    Way otherFamily() {
        return switch (this) {
            case HTTP6 -> HTTP4;
            case HTTP4 -> HTTP6;
            case UDP6 -> UDP4;
            case UDP4 -> UDP6;
        };
    }

    @Override
    public String toString() {
        return (udp ? "UDP" : "HTTP") + " over " + (family == AddressFamily.IPV4 ? "IPv4" : "IPv6");
    }
}
