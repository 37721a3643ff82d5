package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** Sends one uTP packet that asks for a connection, and one that ends it if the peer accepts. */
final class UtpProbe extends Probe {
    /** The most datagrams that are read at once. Others wait in the socket, whose buffer is bounded. */
    private static final int MAX_READ_AT_ONCE = 8;

    private final DatagramChannel channel;
    private final short connectionId;

    private UtpProbe(DatagramChannel channel, short connectionId, Dialer.Result result) {
        super(channel, result);
        this.channel = channel;
        this.connectionId = connectionId;
    }

    /**
     * Sends the packet.
     *
     * @param target of IPv6
     * @param source the address to send from; null: the system chooses
     */
    static UtpProbe begin(Endpoint target, @Nullable InetSocketAddress source, short connectionId, Dialer.Result result)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            if (source != null) {
                channel.bind(source);
            }
            channel.connect(target.socketAddress());
            channel.write(UtpPacket.syn(connectionId));
            return new UtpProbe(channel, connectionId, result);
        } catch (Throwable e) {
            close(channel);
            throw e;
        }
    }

    @Override
    int interestOps() {
        return SelectionKey.OP_READ;
    }

    @Override
    boolean connected() {
        return false;
    }

    @Override
    @Nullable
    ProbeOutcome advance() throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(UtpPacket.BYTES);
        for (int i = 0; i < MAX_READ_AT_ONCE; i++) {
            packet.clear();
            if (channel.read(packet) <= 0) {
                return null;
            }
            packet.flip();
            if (UtpPacket.accepts(packet, connectionId)) {
                channel.write(UtpPacket.reset(connectionId, packet));
                return ProbeOutcome.UTP;
            }
        }
        return null;
    }

    @Override
    ProbeOutcome failure() {
        return ProbeOutcome.UNREACHABLE;
    }
}
