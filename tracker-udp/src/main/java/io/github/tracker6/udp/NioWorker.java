package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Serves one datagram channel. What is allocated per datagram is its source's address, which the channel makes. */
final class NioWorker extends UdpWorker {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final DatagramChannel channel;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(RECEIVE_BYTES);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);
    private Exchange exchange;
    /** Where the last datagram came from: the channel gives the same object as long as that does not change. */
    private @Nullable InetSocketAddress source;

    NioWorker(DatagramChannel channel, UdpHandler handler, UdpStats stats, String name) {
        super(handler, stats, name);
        this.channel = channel;
        this.exchange = handler.newExchange();
        exchange.returnPath(this::returnPath);
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
            // So the loop is at its end.
        } catch (RuntimeException e) {
            failed(e);
            // Nobody knows who still holds the one that failed.
            renewExchange();
        } finally {
            endHandling();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object as before says all that is needed
    private void handle(InetSocketAddress from) {
        if (from != source) {
            exchangeFrom(from);
        }
        int length = handler.handle(exchange, handler.nowMillis(), packet.flip(), reply);
        if (length == UdpHandler.PENDING) {
            renewExchange();
        } else if (length > 0) {
            send(reply.flip(), from);
        }
    }

    private void exchangeFrom(InetSocketAddress from) {
        byte[] address = from.getAddress().getAddress();
        if (address.length == AddressFamily.IPV4.addressBytes()) {
            exchange.source(AddressFamily.IPV4, 0, (int) INT.get(address, 0) & 0xffff_ffffL, from.getPort());
        } else {
            exchange.source(
                    AddressFamily.IPV6, (long) LONG.get(address, 0), (long) LONG.get(address, 8), from.getPort());
        }
        source = from;
    }

    private void renewExchange() {
        exchange = handler.newExchange();
        exchange.returnPath(this::returnPath);
        source = null;
    }

    private ReplySender returnPath() {
        InetSocketAddress to = source;
        return late -> send(late, to);
    }

    private void send(ByteBuffer reply, @Nullable InetSocketAddress to) {
        try {
            channel.send(reply, to);
        } catch (IOException e) {
            // A firewall, a route that is gone, or a server that was closed: the client asks again by itself.
            stats.sendFailures.increment();
            LOG.debug("A reply was not sent", e);
        }
    }
}
