package io.github.tracker6.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;

/** The addresses of this machine. Stateless. */
public final class OwnAddress {
    private OwnAddress() {}

    /** Returns all addresses of all interfaces; those of loopback alone if they can't be read. */
    public static List<InetAddress> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }

    /**
     * Requires that a socket can be bound to an IPv6 address.
     *
     * @param option what the address was given to, for the message
     * @throws IOException saying so, if this machine does not have the address, or has no IPv6; another one if it can't be
     *     found out
     */
    public static void require(String option, InetAddress address) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.bind(new InetSocketAddress(address, 0));
        } catch (BindException | UnsupportedOperationException e) {
            throw new IOException(option + " " + address.getHostAddress() + ": this machine has no such address", e);
        }
    }
}
