package io.github.tracker6.udp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * The options of a server that each start uses. Immutable: a start goes by what the builder held when the server was
 * built.
 *
 * @param transport the transport that is asked for
 * @param addresses the addresses to listen on, each asked once at each start
 * @param localAddresses reads the host's addresses
 * @param workers threads per address
 * @param receiveBufferBytes the size of each socket's receive buffer
 */
record ListenOptions(
        UdpTransport transport,
        List<Supplier<InetSocketAddress>> addresses,
        LocalAddresses localAddresses,
        int workers,
        int receiveBufferBytes) {
    ListenOptions {
        addresses = List.copyOf(addresses);
    }

    static ListenOptions of(UdpTrackerServerBuilder builder) {
        return new ListenOptions(
                builder.transport,
                builder.addresses,
                builder.localAddresses,
                builder.workers,
                builder.receiveBufferBytes);
    }
}
