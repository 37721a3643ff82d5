package io.github.tracker6.claims;

import io.github.tracker6.internal.LogLimiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that wait for what becomes of a host's announced endpoint, by host. A host is in it from the announce that is
 * to be handled until the handling, with the probe if there is one, has ended; so its size is bounded by the queue and the
 * running probes. Thread-safe.
 */
final class ResultWaits {
    /** In place of a host without a secret key: no answer waits for it. */
    static final long NO_HOST = 0;

    /** The most answers that wait for one host. A wait that the tracker has ended stays in its place until the result. */
    private static final int MAX_PER_HOST = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ReachabilityProber.class);

    private final LogLimiter limiter = new LogLimiter();
    private final Map<Long, Host> hosts = new HashMap<>();
    private boolean closed;

    private static final class Host {
        private int expected;
        private final List<Runnable> waiting = new ArrayList<>(1);
    }

    /** Notes that a result for a host is expected. Each call is followed by one of {@link #end}. */
    synchronized void begin(long host) {
        if (host != NO_HOST && !closed) {
            hosts.computeIfAbsent(host, key -> new Host()).expected++;
        }
    }

    /** Returns whether a result for a host is expected. */
    synchronized boolean isExpected(long host) {
        return hosts.containsKey(host);
    }

    /** Lets an answer wait until every expected result of a host has come. Returns false if none is, or too many wait. */
    synchronized boolean tryAdd(long host, Runnable onResult) {
        Host expected = hosts.get(host);
        return expected != null && expected.waiting.size() < MAX_PER_HOST && expected.waiting.add(onResult);
    }

    /** Notes that a result has come, or will not. */
    void end(long host) {
        run(remove(host));
    }

    private synchronized List<Runnable> remove(long host) {
        Host expected = hosts.get(host);
        if (expected == null || --expected.expected > 0) {
            return List.of();
        }
        hosts.remove(host);
        return expected.waiting;
    }

    /** Ends every wait. From here on no answer waits. */
    void close() {
        List<Runnable> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            hosts.values().forEach(host -> all.addAll(host.waiting));
            hosts.clear();
        }
        run(all);
    }

    /** One that fails does not keep the others: it runs an embedder's code where the executor refuses tasks. */
    private void run(List<Runnable> waiting) {
        for (Runnable each : waiting) {
            try {
                each.run();
            } catch (Throwable e) {
                if (limiter.tryAcquire()) {
                    LOG.warn("What waited for a probe failed", e);
                }
            }
        }
    }

    /** Returns for how many hosts results are expected. */
    synchronized int size() {
        return hosts.size();
    }
}
