package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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

    private final Queue<Runnable> held = new ArrayDeque<>();

    @Override
    public void handshake(Endpoint target, InfoHash infoHash, byte @Nullable [] peerId, Result result) {
        overTcp.add(target);
        infoHashes.add(infoHash);
        end(() -> result.accept(tcp.apply(target), LOCAL));
    }

    @Override
    public void utp(Endpoint target, Result result) {
        overUtp.add(target);
        end(() -> result.accept(utp.apply(target), LOCAL));
    }

    private void end(Runnable outcome) {
        if (holds) {
            held.add(outcome);
        } else {
            outcome.run();
        }
    }

    int running() {
        return held.size();
    }

    /** Ends every probe that is running, and what begins meanwhile. */
    void endAll() {
        for (Runnable outcome; (outcome = held.poll()) != null; ) {
            outcome.run();
        }
    }
}
