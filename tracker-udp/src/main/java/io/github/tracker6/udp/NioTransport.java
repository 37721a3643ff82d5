package io.github.tracker6.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Opens blocking datagram channels. */
final class NioTransport implements DatagramTransport {
    @Override
    public UdpTransport kind() {
        return UdpTransport.NIO;
    }

    /** A channel cannot choose the address that it sends from. */
    @Override
    public boolean servesWildcards() {
        return false;
    }

    @Override
    public UdpSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException {
        DatagramChannel channel = open(address.getAddress());
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new Socket(channel, new InetSocketAddress(address.getAddress(), port));
        } catch (Throwable e) {
            close(channel);
            throw e;
        }
    }

    /** Returns whether this host has the address. If so, a failed bind is about the port. */
    static boolean isLocal(InetAddress address) {
        try (DatagramChannel channel = open(address)) {
            channel.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static DatagramChannel open(InetAddress address) throws IOException {
        boolean ipv6 = address instanceof Inet6Address;
        try {
            return DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        } catch (UnsupportedOperationException e) {
            throw new IOException("the JVM has no such family", e);
        }
    }

    static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is closed all the same, and a datagram socket buffers nothing that could be lost.
        }
    }

    private record Socket(DatagramChannel channel, InetSocketAddress address) implements UdpSocket {
        @Override
        public int receiveBufferBytes() throws IOException {
            return channel.getOption(StandardSocketOptions.SO_RCVBUF);
        }

        @Override
        public boolean share() throws IOException {
            if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                return false;
            }
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            return true;
        }

        @Override
        public UdpWorker worker(UdpHandler handler, UdpStats stats, String name) {
            return new NioWorker(channel, handler, stats, name);
        }

        @Override
        public void close() {
            NioTransport.close(channel);
        }
    }
}
