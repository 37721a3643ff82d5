package io.github.tracker6.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Opens the sockets of one address. Stateless. */
final class UdpSockets {
    private UdpSockets() {}

    /**
     * Opens several sockets on one address and port.
     *
     * @param address port 0 takes a free port, the same for all
     * @param count how many; only one is opened if the system cannot spread datagrams over several (SO_REUSEPORT)
     * @throws BindException if the port is taken
     */
    static List<UdpSocket> open(
            DatagramTransport transport, InetSocketAddress address, int count, int receiveBufferBytes)
            throws IOException {
        List<UdpSocket> sockets = new ArrayList<>(count);
        try {
            // The first socket binds without SO_REUSEPORT. So it fails if another tracker has the port; with
            // SO_REUSEPORT each of them would get half of the datagrams. The other sockets join afterwards.
            UdpSocket first = bind(transport, address, receiveBufferBytes, false);
            sockets.add(first);
            if (count > 1 && first.share()) {
                InetSocketAddress same = first.address();
                while (sockets.size() < count) {
                    sockets.add(bind(transport, same, receiveBufferBytes, true));
                }
            }
            return sockets;
        } catch (Throwable e) {
            sockets.forEach(UdpSocket::close);
            throw e;
        }
    }

    private static UdpSocket bind(
            DatagramTransport transport, InetSocketAddress address, int receiveBufferBytes, boolean shared)
            throws IOException {
        try {
            return transport.bind(address, receiveBufferBytes, shared);
        } catch (BindException e) {
            BindException named = new BindException(refusal(address, e));
            named.initCause(e);
            throw named;
        } catch (IOException e) {
            throw new IOException(refusal(address, e), e);
        }
    }

    private static String refusal(InetSocketAddress address, IOException cause) {
        return "cannot listen on UDP " + BindPlan.name(address) + ": " + cause.getMessage();
    }
}
