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
 * Connects to endpoints and does the BitTorrent handshake: writes 68 bytes, reads at most 68, and hangs up. Many at a
 * time on the one thread that calls {@link #poll}; all other methods but {@link #wakeup} belong to that thread, too.
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
     * Begins a probe.
     *
     * @param peerId what the peer must say it is
     * @param result told once, by this call or within {@link #poll}
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
            hangUp(channel);
            result.accept(ProbeOutcome.UNREACHABLE);
        }
    }

    /**
     * Moves the probes under way on.
     *
     * @param mayWait whether to wait until a peer does something, a time is out, or {@link #wakeup} is called
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
                proceed(key);
            }
        }
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && remainingNanos(probe(key), now) <= 0) {
                finish(key, ProbeOutcome.TIMED_OUT);
            }
        }
    }

    /** Ends the waiting of {@link #poll}. Thread-safe. */
    void wakeup() {
        selector.wakeup();
    }

    /** Hangs up on all peers; no result is told. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            hangUp(probe(key).channel);
        }
        selector.close();
    }

    private void proceed(SelectionKey key) {
        Probe probe = probe(key);
        try {
            if (!probe.connected) {
                probe.connected = probe.channel.finishConnect();
            }
            ProbeOutcome outcome = probe.exchange();
            if (outcome != null) {
                finish(key, outcome);
            } else {
                key.interestOps(probe.hello.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            finish(key, probe.connected ? ProbeOutcome.CLOSED : ProbeOutcome.UNREACHABLE);
        }
    }

    private static void finish(SelectionKey key, ProbeOutcome outcome) {
        Probe probe = probe(key);
        key.cancel();
        hangUp(probe.channel);
        probe.result.accept(outcome);
    }

    private static void hangUp(@Nullable SocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // The peer is done with either way.
        }
    }

    /** Returns how long to wait for the first probe that is out of time; 0 means for ever, as it does to a selector. */
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
        return (probe.connected ? wholeNanos : Math.min(connectNanos, wholeNanos)) - (nowNanos - probe.begunNanos);
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
        private final long begunNanos = System.nanoTime();
        private final SocketChannel channel;
        private final InfoHash infoHash;
        private final byte[] peerId;
        private final ByteBuffer hello;
        private final ByteBuffer answer = ByteBuffer.allocate(Handshake.BYTES);
        private final Consumer<ProbeOutcome> result;
        private boolean connected;

        Probe(
                SocketChannel channel,
                InfoHash infoHash,
                byte[] peerId,
                ByteBuffer hello,
                Consumer<ProbeOutcome> result) {
            this.channel = channel;
            this.infoHash = infoHash;
            this.peerId = peerId;
            this.hello = hello;
            this.result = result;
        }

        /** Writes and reads as much as goes without waiting; returns null while there is more to come. */
        @Nullable
        ProbeOutcome exchange() throws IOException {
            channel.write(hello);
            if (hello.hasRemaining()) {
                return null;
            }
            int read = channel.read(answer);
            ProbeOutcome outcome = Handshake.judge(answer.array(), answer.position(), infoHash, peerId);
            return outcome == null && read < 0 ? ProbeOutcome.CLOSED : outcome;
        }
    }
}
