package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Connects to endpoints and does the BitTorrent handshake: writes 68 bytes, reads at most 68, and closes the
 * connection. Runs many probes at the same time on one thread, which calls {@link #poll}. Only {@link #wakeup} is
 * thread-safe.
 */
final class HandshakeProber implements Closeable {
    private static final byte[] PEER_ID_PREFIX = "-T60000-".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final long connectNanos;
    private final long wholeNanos;
    private final RandomGenerator random;

    private HandshakeProber(Selector selector, Duration connect, Duration whole, RandomGenerator random) {
        this.selector = selector;
        this.connectNanos = connect.toNanos();
        this.wholeNanos = whole.toNanos();
        this.random = random;
    }

    /**
     * Makes a prober.
     *
     * @param connect how long a connect may take
     * @param whole how long connect and handshake may take together
     */
    static HandshakeProber open(Duration connect, Duration whole, RandomGenerator random) throws IOException {
        return new HandshakeProber(Selector.open(), connect, whole, random);
    }

    /**
     * Begins a probe. If this method throws, the probe has no effect.
     *
     * @param peerId the peer id that the peer must send
     * @param result called once with the outcome, by this method or by {@link #poll}
     */
    void probe(Endpoint target, InfoHash infoHash, byte[] peerId, Consumer<ProbeOutcome> result) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            Probe probe = new Probe(channel, infoHash, peerId, Handshake.encode(infoHash, ownPeerId()), result);
            probe.connected = channel.connect(target.socketAddress());
            channel.register(selector, probe.connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, probe);
        } catch (IOException | UnsupportedAddressTypeException e) {
            close(channel);
            result.accept(ProbeOutcome.UNREACHABLE);
        } catch (Throwable e) {
            close(channel);
            throw e;
        }
    }

    /**
     * Continues the probes. If it throws, the probe that failed has ended, and the next call continues the others.
     *
     * @param mayWait whether to wait until a peer sends or accepts something, a time is over, or {@link #wakeup} is
     *     called
     */
    void poll(boolean mayWait) throws IOException {
        if (mayWait) {
            selector.select(waitMillis());
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
            selector.selectedKeys().remove(key);
            if (key.isValid()) {
                advance(key);
            }
        }
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && remainingNanos(probe(key), now) <= 0) {
                end(key, ProbeOutcome.TIMED_OUT);
            }
        }
    }

    /** Makes {@link #poll} return, the current call or the next one. Thread-safe. */
    void wakeup() {
        selector.wakeup();
    }

    /** Closes all connections. Calls no result. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            close(probe(key).channel);
        }
        selector.close();
    }

    private static void advance(SelectionKey key) {
        Probe probe = probe(key);
        try {
            if (!probe.connected) {
                probe.connected = probe.channel.finishConnect();
            }
            ProbeOutcome outcome = probe.exchange();
            if (outcome != null) {
                end(key, outcome);
            } else {
                key.interestOps(probe.handshake.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            end(key, probe.connected ? ProbeOutcome.CLOSED : ProbeOutcome.UNREACHABLE);
        } catch (Throwable e) {
            // The probe must not stay registered: each poll would fail again.
            if (key.isValid()) {
                end(key, probe.connected ? ProbeOutcome.CLOSED : ProbeOutcome.UNREACHABLE);
            }
            throw e;
        }
    }

    private static void end(SelectionKey key, ProbeOutcome outcome) {
        Probe probe = probe(key);
        key.cancel();
        close(probe.channel);
        probe.result.accept(outcome);
    }

    private static void close(@Nullable SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // The probe has ended in any case.
        }
    }

    /**
     * Returns how long until the first probe is out of time; 0 if there is none, which a selector takes as no limit.
     */
    private long waitMillis() {
        long now = System.nanoTime();
        long firstNanos = Long.MAX_VALUE;
        for (SelectionKey key : selector.keys()) {
            if (key.isValid()) {
                firstNanos = Math.min(firstNanos, Math.max(0, remainingNanos(probe(key), now)));
            }
        }
        return firstNanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(firstNanos) + 1;
    }

    private long remainingNanos(Probe probe, long nowNanos) {
        return (probe.connected ? wholeNanos : Math.min(connectNanos, wholeNanos)) - (nowNanos - probe.beginNanos);
    }

    private static Probe probe(SelectionKey key) {
        return (Probe) key.attachment();
    }

    private byte[] ownPeerId() {
        byte[] peerId = new byte[InfoHash.BYTES];
        random.nextBytes(peerId);
        System.arraycopy(PEER_ID_PREFIX, 0, peerId, 0, PEER_ID_PREFIX.length);
        return peerId;
    }

    private static final class Probe {
        private final long beginNanos = System.nanoTime();
        private final SocketChannel channel;
        private final InfoHash infoHash;
        private final byte[] peerId;
        private final ByteBuffer handshake;
        private final ByteBuffer answer = ByteBuffer.allocate(Handshake.BYTES);
        private final Consumer<ProbeOutcome> result;
        private boolean connected;

        Probe(
                SocketChannel channel,
                InfoHash infoHash,
                byte[] peerId,
                ByteBuffer handshake,
                Consumer<ProbeOutcome> result) {
            this.channel = channel;
            this.infoHash = infoHash;
            this.peerId = peerId;
            this.handshake = handshake;
            this.result = result;
        }

        /** Writes and reads as much as is possible without waiting. Returns null if the probe is not over. */
        @Nullable
        ProbeOutcome exchange() throws IOException {
            channel.write(handshake);
            if (handshake.hasRemaining()) {
                return null;
            }
            int read = channel.read(answer);
            ProbeOutcome outcome = Handshake.check(answer.array(), answer.position(), infoHash, peerId);
            return outcome == null && read < 0 ? ProbeOutcome.CLOSED : outcome;
        }
    }
}
