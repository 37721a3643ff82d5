package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs many probes at the same time on one thread, which calls {@link #poll}. Only {@link #wakeup} is thread-safe.
 */
final class ProbeSelector implements Dialer, Closeable {
    private static final byte[] PEER_ID_PREFIX = "-T60000-".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final long connectNanos;
    private final long wholeNanos;
    private final RandomGenerator random;
    private final @Nullable InetSocketAddress source;

    private ProbeSelector(
            Selector selector,
            Duration connect,
            Duration whole,
            RandomGenerator random,
            @Nullable InetSocketAddress source) {
        this.selector = selector;
        this.connectNanos = connect.toNanos();
        this.wholeNanos = whole.toNanos();
        this.random = random;
        this.source = source;
    }

    /**
     * Makes a selector without probes.
     *
     * @param connect how long a connect over TCP may take, and an answer over uTP
     * @param whole how long connect and handshake may take together
     * @param source the IPv6 address, with port 0, from which IPv6 endpoints are probed; null: the system chooses
     */
    static ProbeSelector open(
            Duration connect, Duration whole, RandomGenerator random, @Nullable InetSocketAddress source)
            throws IOException {
        return new ProbeSelector(Selector.open(), connect, whole, random, source);
    }

    @Override
    public void handshake(Endpoint target, InfoHash infoHash, byte @Nullable [] peerId, Result result) {
        ByteBuffer handshake = Handshake.encode(infoHash, ownPeerId());
        var unused = begin(
                () -> HandshakeProbe.begin(target, sourceFor(target), infoHash, peerId, handshake, result), result);
    }

    @Override
    public Runnable utp(Endpoint target, Result result) {
        short connectionId = (short) random.nextInt();
        return begin(() -> UtpProbe.begin(target, sourceFor(target), connectionId, result), result);
    }

    private interface Opener {
        Probe open() throws IOException;
    }

    /** Returns what ends the probe without an outcome. */
    private Runnable begin(Opener opener, Result result) {
        Probe probe;
        try {
            probe = opener.open();
        } catch (ConnectException e) {
            result.accept(ProbeOutcome.UNREACHABLE, null);
            return () -> {};
        } catch (IOException | UnsupportedAddressTypeException | UnsupportedOperationException e) {
            result.accept(ProbeOutcome.NOT_TRIED, null);
            return () -> {};
        }
        try {
            SelectionKey key = probe.channel().register(selector, probe.interestOps(), probe);
            return () -> {
                if (key.isValid()) {
                    key.cancel();
                    probe.close();
                }
            };
        } catch (IOException e) {
            probe.end(ProbeOutcome.NOT_TRIED);
            return () -> {};
        } catch (Throwable e) {
            probe.close();
            throw e;
        }
    }

    /**
     * Continues the probes. If it throws, the probe that failed has ended, and the next call continues the others.
     *
     * @param waitMillis how long to wait at most, until a peer sends or accepts something, a time is over, or {@link
     *     #wakeup} is called; 0: does not wait
     */
    void poll(long waitMillis) throws IOException {
        if (waitMillis > 0) {
            selector.select(Math.min(waitMillis, untilFirstTimeout()));
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
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.isValid() && remainingNanos(probe(key), now) <= 0) {
                end(key, probe(key).connected() ? ProbeOutcome.SILENT : ProbeOutcome.TIMED_OUT);
            }
        }
    }

    /** Makes {@link #poll} return, the current call or the next one. Thread-safe. */
    void wakeup() {
        selector.wakeup();
    }

    /** Closes all connections. Tells no outcome. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            probe(key).close();
        }
        selector.close();
    }

    private static void advance(SelectionKey key) {
        Probe probe = probe(key);
        try {
            ProbeOutcome outcome = probe.advance();
            if (outcome != null) {
                end(key, outcome);
            } else {
                key.interestOps(probe.interestOps());
            }
        } catch (IOException e) {
            end(key, probe.failure());
        } catch (Throwable e) {
            // The probe must not stay registered: each poll would fail again.
            if (key.isValid()) {
                end(key, probe.failure());
            }
            throw e;
        }
    }

    private static void end(SelectionKey key, ProbeOutcome outcome) {
        key.cancel();
        probe(key).end(outcome);
    }

    /** Returns how many milliseconds are left until the first probe is out of time, at least 1. */
    private long untilFirstTimeout() {
        long now = System.nanoTime();
        long firstNanos = Long.MAX_VALUE;
        for (SelectionKey key : selector.keys()) {
            if (key.isValid()) {
                firstNanos = Math.min(firstNanos, Math.max(0, remainingNanos(probe(key), now)));
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(firstNanos) + 1;
    }

    private long remainingNanos(Probe probe, long nowNanos) {
        return (probe.connected() ? wholeNanos : Math.min(connectNanos, wholeNanos)) - probe.ageNanos(nowNanos);
    }

    private static Probe probe(SelectionKey key) {
        return (Probe) key.attachment();
    }

    private @Nullable InetSocketAddress sourceFor(Endpoint target) {
        return target.family() == AddressFamily.IPV6 ? source : null;
    }

    private byte[] ownPeerId() {
        byte[] peerId = new byte[InfoHash.BYTES];
        random.nextBytes(peerId);
        System.arraycopy(PEER_ID_PREFIX, 0, peerId, 0, PEER_ID_PREFIX.length);
        return peerId;
    }
}
