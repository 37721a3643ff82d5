package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** A UDP tracker without a memory: of an answer only the transaction id is fresh. */
final class UdpEcho implements AutoCloseable {
    private static final int CONNECT_BYTES = 16;
    private static final int ANNOUNCE_ANSWER_BYTES = 20 + 48 * 6; // also 16 IPv6 peers
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private final DatagramChannel channel;

    UdpEcho(InetSocketAddress address) throws IOException {
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES).bind(address);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** Answers until {@link #close()}. */
    void run() throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(2_048);
        ByteBuffer out = ByteBuffer.allocateDirect(ANNOUNCE_ANSWER_BYTES);
        out.putInt(8, 1_800);
        try {
            while (true) {
                SocketAddress source = channel.receive(in.clear());
                if (in.position() >= CONNECT_BYTES) {
                    int action = in.getInt(8);
                    out.putInt(0, action).putInt(4, in.getInt(12));
                    out.clear().limit(action == 0 ? CONNECT_BYTES : ANNOUNCE_ANSWER_BYTES);
                    channel.send(out, source);
                }
            }
        } catch (ClosedChannelException e) {
            // close() was called
        }
    }

    @Override
    public void close() {
        QuietClose.close(channel);
    }
}
