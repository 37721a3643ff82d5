package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.LogLimiter;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket and the thread that receives from it, answers, and waits for the next datagram. */
final class NioWorker implements Runnable, ReplySender {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    /** Holds what an Ethernet frame can bring; the rest of a longer datagram is cut off by the receive call. */
    private static final int RECEIVE_BYTES = 2_048;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final DatagramChannel channel;
    private final UdpHandler handler;
    private final UdpStats stats;
    private final Thread thread;
    private final LogLimiter failureLog = new LogLimiter();
    private final AtomicBoolean handling = new AtomicBoolean();
    private volatile boolean draining;

    NioWorker(DatagramChannel channel, UdpHandler handler, UdpStats stats, String name) {
        this.channel = channel;
        this.handler = handler;
        this.stats = stats;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Returns whether datagrams that arrive are received. */
    boolean isAlive() {
        return thread.isAlive() && channel.isOpen();
    }

    /** Drops every datagram that arrives from now on; replies that are due still go out. */
    void drain() {
        draining = true;
    }

    /** Returns whether a datagram is being handled. */
    boolean isHandling() {
        return handling.getAcquire();
    }

    void close() {
        UdpSockets.close(channel);
    }

    void join(long deadlineNanos) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis > 0 && thread != Thread.currentThread()) {
            thread.join(millis);
        }
    }

    @Override
    public void run() {
        ByteBuffer packet = ByteBuffer.allocateDirect(RECEIVE_BYTES);
        ByteBuffer reply = ByteBuffer.allocateDirect(UdpTrackerServerBuilder.DEFAULT_MAX_REPLY_BYTES);
        Exchange exchange = handler.newExchange();
        while (channel.isOpen()) {
            try {
                SocketAddress from = channel.receive(packet.clear());
                if (from instanceof InetSocketAddress source && !draining) {
                    handling.setRelease(true);
                    exchange = handle(exchange, source, packet.flip(), reply);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                failed(e);
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (RuntimeException e) {
                failed(e);
                // Nobody knows who still holds the one that failed.
                exchange = handler.newExchange();
            } finally {
                handling.setRelease(false);
            }
        }
    }

    private Exchange handle(Exchange exchange, InetSocketAddress source, ByteBuffer packet, ByteBuffer reply) {
        byte[] address = source.getAddress().getAddress();
        if (address.length == AddressFamily.IPV4.addressBytes()) {
            exchange.source(AddressFamily.IPV4, 0, (int) INT.get(address, 0) & 0xffff_ffffL, source.getPort());
        } else {
            exchange.source(
                    AddressFamily.IPV6, (long) LONG.get(address, 0), (long) LONG.get(address, 8), source.getPort());
        }
        exchange.returnPath(this, source);
        int length = handler.handle(exchange, packet, reply);
        if (length == UdpHandler.PENDING) {
            return handler.newExchange();
        }
        if (length > 0) {
            send(reply.flip(), source);
        }
        return exchange;
    }

    @Override
    public void send(ByteBuffer reply, SocketAddress to) {
        try {
            channel.send(reply, to);
        } catch (IOException e) {
            // A firewall, a route that is gone, or a server that was closed: the client asks again by itself.
            stats.sendFailures.increment();
            LOG.debug("A reply was not sent", e);
        }
    }

    private void failed(Exception failure) {
        stats.receiveFailures.increment();
        if (failureLog.tryAcquire()) {
            LOG.warn("A datagram was not handled", failure);
        }
    }
}
