package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A network without packets: probes end as a script says, at once or when the test lets them. Keeps what was dialled. */
final class ScriptedNetwork implements Dialer {
    /** The tracker's own address. */
    private static final InetSocketAddress LOCAL =
            Endpoint.parse("[2001:4860:4860::1]:40000").socketAddress();

    final List<Endpoint> overTcp = new ArrayList<>();
    final List<Endpoint> overUtp = new ArrayList<>();
    final List<InfoHash> infoHashes = new ArrayList<>();
    Function<Endpoint, ProbeOutcome> tcp = endpoint -> ProbeOutcome.TIMED_OUT;
    Function<Endpoint, ProbeOutcome> utp = endpoint -> ProbeOutcome.TIMED_OUT;

    /** Whether probes wait for {@link #endAll}. */
    boolean holds;

    private final Deque<Held> held = new ArrayDeque<>();

    private record Held(Endpoint target, Runnable outcome) {}

    @Override
    public void handshake(Endpoint target, InfoHash infoHash, byte @Nullable [] peerId, Result result) {
        overTcp.add(target);
        infoHashes.add(infoHash);
        end(new Held(target, () -> result.accept(tcp.apply(target), LOCAL)));
    }

    @Override
    public Runnable utp(Endpoint target, Result result) {
        overUtp.add(target);
        Held probe = new Held(target, () -> result.accept(utp.apply(target), LOCAL));
        end(probe);
        return () -> held.remove(probe);
    }

    private void end(Held probe) {
        if (holds) {
            held.add(probe);
        } else {
            probe.outcome.run();
        }
    }

    /** Returns how many endpoints are being probed. */
    int running() {
        return (int) held.stream().map(Held::target).distinct().count();
    }

    /** Ends what was begun first: the TCP part of a probe, before the uTP part. */
    void endFirst() {
        held.remove().outcome.run();
    }

    /** Ends what was begun last. */
    void endLast() {
        held.removeLast().outcome.run();
    }

    /** Ends every probe that is running, and what begins meanwhile. */
    void endAll() {
        for (Held next; (next = held.poll()) != null; ) {
            next.outcome.run();
        }
    }
}
