package io.github.tracker6.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Opens blocking datagram channels on one address. */
final class UdpSockets {
    private UdpSockets() {}

    /**
     * Opens several channels on one address and port.
     *
     * @param address port 0 takes a free port, the same for all
     * @param count how many; one where the system can't spread datagrams over several (SO_REUSEPORT)
     * @throws BindException if the port is taken, by whomever
     */
    static List<DatagramChannel> open(InetSocketAddress address, int count, int receiveBufferBytes) throws IOException {
        List<DatagramChannel> channels = new ArrayList<>(count);
        try {
            // The first socket binds without SO_REUSEPORT: it shares with nobody, so a second tracker on this port
            // fails here instead of taking half of the datagrams. Only then the port is opened to its fellows.
            DatagramChannel first = bind(address, receiveBufferBytes, false);
            channels.add(first);
            if (count > 1 && first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                first.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                InetSocketAddress bound = (InetSocketAddress) first.getLocalAddress();
                InetSocketAddress same = new InetSocketAddress(address.getAddress(), bound.getPort());
                while (channels.size() < count) {
                    channels.add(bind(same, receiveBufferBytes, true));
                }
            }
            return channels;
        } catch (IOException | RuntimeException e) {
            closeAll(channels);
            throw e;
        }
    }

    static void closeAll(List<DatagramChannel> channels) {
        for (DatagramChannel channel : channels) {
            close(channel);
        }
    }

    /** Returns whether this host has the address, so that a failure to bind a port of it is about the port. */
    static boolean isLocal(InetAddress address) {
        try (DatagramChannel channel = DatagramChannel.open(family(address))) {
            channel.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static DatagramChannel bind(InetSocketAddress address, int receiveBufferBytes, boolean shared)
            throws IOException {
        DatagramChannel channel = open(address);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return channel.bind(address);
        } catch (BindException e) {
            close(channel);
            throw refused(address, e);
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static DatagramChannel open(InetSocketAddress address) throws IOException {
        try {
            return DatagramChannel.open(family(address.getAddress()));
        } catch (UnsupportedOperationException e) {
            throw new IOException("no socket for " + BindPlan.name(address) + ": the JVM has no such family", e);
        }
    }

    private static BindException refused(InetSocketAddress address, BindException cause) {
        BindException refusal =
                new BindException("cannot listen on UDP " + BindPlan.name(address) + ": " + cause.getMessage());
        refusal.initCause(cause);
        return refusal;
    }

    private static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone all the same, and nothing that was written to a datagram socket can be lost.
        }
    }
}
