package io.github.tracker6.claims;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers that wait for what becomes of a host's announced endpoint, by host. A host is in it from the announce that is
 * to be handled until the handling, with the probe if there is one, has ended; so its size is bounded by the queue and the
 * running probes. Thread-safe.
 */
final class ResultWaits {
    /** In place of a host without a secret key: no answer waits for it. */
    static final long NO_HOST = 0;

    private final Map<Long, Host> hosts = new HashMap<>();

    private static final class Host {
        private int expected;
        private final List<Runnable> waiting = new ArrayList<>(1);
    }

    /** Notes that a result for a host is expected. Each call is followed by one of {@link #end}. */
    synchronized void begin(long host) {
        if (host != NO_HOST) {
            hosts.computeIfAbsent(host, key -> new Host()).expected++;
        }
    }

    /** Lets an answer wait until every expected result of a host has come. Returns false if none is expected. */
    synchronized boolean tryAdd(long host, Runnable onResult) {
        Host expected = hosts.get(host);
        return expected != null && expected.waiting.add(onResult);
    }

    /** Notes that a result has come, or will not. */
    void end(long host) {
        remove(host).forEach(Runnable::run);
    }

    private synchronized List<Runnable> remove(long host) {
        Host expected = hosts.get(host);
        if (expected == null || --expected.expected > 0) {
            return List.of();
        }
        hosts.remove(host);
        return expected.waiting;
    }

    /** Ends every wait. */
    void endAll() {
        List<Runnable> all = new ArrayList<>();
        synchronized (this) {
            hosts.values().forEach(host -> all.addAll(host.waiting));
            hosts.clear();
        }
        all.forEach(Runnable::run);
    }

    /** Returns for how many hosts results are expected. */
    synchronized int size() {
        return hosts.size();
    }
}
