package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Serves one datagram channel. The only allocation per datagram is the source address, which the channel makes. */
final class NioWorker extends UdpWorker {
    private final DatagramChannel channel;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(RECEIVE_BYTES);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);

    /** The source of the last datagram. */
    private @Nullable InetSocketAddress source;

    NioWorker(DatagramChannel channel, UdpHandler handler, UdpStats stats, String name) {
        super(handler, stats, name);
        this.channel = channel;
    }

    @Override
    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    void close() {
        NioTransport.close(channel);
    }

    @Override
    void serve() throws IOException {
        try {
            SocketAddress from = channel.receive(packet.clear());
            if (from instanceof InetSocketAddress address && beginHandling()) {
                handle(address);
            }
        } catch (ClosedChannelException e) {
            // The loop around this method ends: isOpen() returns false.
        } finally {
            endHandling();
        }
    }

    private void handle(InetSocketAddress from) {
        sampler.received();
        try {
            int length = handler.handle(exchangeFrom(from), handler.nowMillis(), packet.flip(), reply);
            if (length == UdpHandler.PENDING) {
                dropExchange();
            } else if (length > 0) {
                send(reply.flip(), from);
                sampler.answered();
            }
        } catch (Throwable e) {
            dropExchange();
            failures().recordReceive(e);
        }
    }

    private Exchange exchangeFrom(InetSocketAddress from) {
        Exchange exchange = exchange();
        exchange.source(from);
        source = from;
        return exchange;
    }

    @Override
    ReplySender replySender() {
        InetSocketAddress to = source;
        return late -> send(late, to);
    }

    private void send(ByteBuffer reply, @Nullable InetSocketAddress to) {
        try {
            channel.send(reply, to);
        } catch (IOException e) {
            failures().recordSend(e);
        }
    }
}
