package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets of a server. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** A loop does its tasks between two rounds of its selector; it is sure to have had a round after this time. */
    private static final long SELECTOR_ROUND_MILLIS = 50;

    private final Transport transport;
    private final List<Lane> lanes;
    private final Shared shared;
    private final List<Channel> channels = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    Listeners(Transport transport, List<Lane> lanes, Shared shared) {
        this.transport = transport;
        this.lanes = lanes;
        this.shared = shared;
    }

    /** Returns those addresses that are not covered by a wildcard with the same port: one socket serves both. */
    static List<InetSocketAddress> uncovered(List<InetSocketAddress> asked) {
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (InetSocketAddress address : asked) {
            boolean covered = sockets.contains(address)
                    || asked.stream().anyMatch(other -> !other.equals(address) && covers(other, address));
            if (!covered) {
                sockets.add(address);
            }
        }
        return sockets;
    }

    private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
        return wildcard.getPort() == address.getPort()
                && wildcard.getAddress().isAnyLocalAddress()
                && (isIpv6(wildcard.getAddress()) || !isIpv6(address.getAddress()));
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /**
     * Listens on an address.
     *
     * @throws IOException if that fails; the sockets that are open by then stay open until {@link #close()}
     */
    void listen(InetSocketAddress asked) throws IOException {
        InetSocketAddress address = reachable(asked);
        if (!transport.sharesPorts()) {
            Lane lane = lanes.get(addresses.size() % lanes.size());
            addresses.add(bind(lane, lanes, address, false));
            return;
        }
        // Nobody else may listen on the port when the first socket binds; after that only this process's own join.
        InetSocketAddress bound = bind(lanes.get(0), lanes.subList(0, 1), address, false);
        addresses.add(bound);
        transport.sharePort((ServerChannel) channels.get(channels.size() - 1));
        for (Lane lane : lanes.subList(1, lanes.size())) {
            bind(lane, List.of(lane), bound, true);
        }
    }

    private InetSocketAddress bind(Lane lane, List<Lane> served, InetSocketAddress address, boolean join)
            throws IOException {
        SocketProtocolFamily family =
                isIpv6(address.getAddress()) ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        ServerChannel channel;
        try {
            channel = transport.open(family);
        } catch (RuntimeException e) {
            throw failure(address, e);
        }
        channels.add(channel);
        channel.pipeline().addLast(new Acceptor(served, shared));
        if (join) {
            transport.sharePort(channel);
        }
        await(lane.loop().register(channel), address);
        await(channel.bind(address), address);
        return (InetSocketAddress) channel.localAddress();
    }

    private static void await(ChannelFuture future, InetSocketAddress address) throws IOException {
        future.awaitUninterruptibly();
        Throwable cause = future.cause();
        if (cause != null) {
            throw failure(address, cause);
        }
    }

    private static IOException failure(InetSocketAddress address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String reason = message.contains("in use") ? "the port is in use" : message;
        return new IOException("Cannot listen on " + text(address) + ": " + reason, cause);
    }

    /** Returns {@code 192.0.2.1:6969} or {@code [2001:db8::1]:6969}. */
    static String text(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    /** Returns the IPv4 wildcard for the IPv6 one where this host has no IPv6. */
    private static InetSocketAddress reachable(InetSocketAddress address) throws IOException {
        if (!address.getAddress().isAnyLocalAddress() || !isIpv6(address.getAddress()) || hasIpv6()) {
            return address;
        }
        LOG.warn("This host has no IPv6: listening on 0.0.0.0:{} in place of [::]", address.getPort());
        return new InetSocketAddress(InetAddress.getByAddress(new byte[4]), address.getPort());
    }

    private static boolean hasIpv6() throws IOException {
        try {
            ServerSocketChannel.open(StandardProtocolFamily.INET6).close();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Closes every listening socket and waits until it is. Idempotent. */
    void close() {
        for (Channel channel : channels) {
            channel.close().awaitUninterruptibly();
        }
        if (!channels.isEmpty() && !transport.sharesPorts()) {
            // A selector lets go of a closed socket in its next round; till then the kernel still accepts for it.
            for (Lane lane : lanes) {
                lane.loop()
                        .schedule(() -> {}, SELECTOR_ROUND_MILLIS, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly();
            }
        }
    }
}
