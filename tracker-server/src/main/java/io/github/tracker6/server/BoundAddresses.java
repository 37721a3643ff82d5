package io.github.tracker6.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a server listens, with the ports in use. Immutable.
 *
 * @param addresses empty where it does not listen
 */
record BoundAddresses(List<InetSocketAddress> addresses) {
    static final BoundAddresses NONE = new BoundAddresses(List.of());

    BoundAddresses {
        addresses = List.copyOf(addresses);
    }

    /**
     * Returns an address that was asked for, with the port that it got where it asked for any.
     *
     * @throws IllegalStateException if the port is not known, since the server does not listen
     */
    InetSocketAddress resolve(InetSocketAddress asked) {
        return asked.getPort() == 0 ? new InetSocketAddress(asked.getAddress(), portOf(asked.getAddress())) : asked;
    }

    /** The port of the address itself, or of a wildcard that stands for it, or of what a wildcard stands for. */
    private int portOf(InetAddress address) {
        return addresses.stream()
                .filter(each -> each.getAddress().equals(address))
                .findFirst()
                .or(() -> addresses.stream()
                        .filter(each -> each.getAddress().isAnyLocalAddress())
                        .findFirst())
                .or(() -> addresses.stream().findFirst())
                .orElseThrow(() -> new IllegalStateException("not listening"))
                .getPort();
    }
}
