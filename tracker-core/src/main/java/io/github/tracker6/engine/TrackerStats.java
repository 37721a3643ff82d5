package io.github.tracker6.engine;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Rejection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of a tracker since it was built. They only grow. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TrackerStats {
    private final Map<Protocol, Map<AnnounceEvent, LongAdder>> announces4 = addersByProtocol();
    private final Map<Protocol, Map<AnnounceEvent, LongAdder>> announces6 = addersByProtocol();
    private final Map<Rejection.Reason, LongAdder> refusals = adders(Rejection.Reason.class);
    private final Map<ListingCap, LongAdder> unlisted = adders(ListingCap.class);
    private final LongAdder scrapes = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder housekeepingFailures = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();

    TrackerStats() {}

    void countAnnounce(Protocol protocol, AddressFamily family, AnnounceEvent event) {
        of(adders(protocol, family), event).increment();
    }

    void countRefusal(Rejection.Reason reason) {
        of(refusals, reason).increment();
    }

    void countUnlisted(ListingCap cap) {
        of(unlisted, cap).increment();
    }

    void countScrape() {
        scrapes.increment();
    }

    void countExpired(int endpoints) {
        expired.add(endpoints);
    }

    void countFailure(Throwable failure) {
        failures.increment();
        if (failure instanceof TrackerException fault && fault.isTimeout()) {
            timeouts.increment();
        }
    }

    void countHousekeepingFailure() {
        failures.increment();
        housekeepingFailures.increment();
    }

    void countListenerFailure() {
        listenerFailures.increment();
    }

    /**
     * Returns how many announces with an event came over a family and were answered, not refused. One host announces
     * many times.
     */
    public long announces(AddressFamily family, AnnounceEvent event) {
        long sum = 0;
        for (Protocol protocol : EnumSet.allOf(Protocol.class)) {
            sum += announces(protocol, family, event);
        }
        return sum;
    }

    /** Returns how many announces with an event came by a protocol over a family and were answered, not refused. */
    public long announces(Protocol protocol, AddressFamily family, AnnounceEvent event) {
        return of(adders(protocol, family), event).sum();
    }

    /** Returns how many announces came by a protocol over a family and were answered, not refused. */
    public long announces(Protocol protocol, AddressFamily family) {
        return sum(adders(protocol, family));
    }

    /** Returns how many announces were answered and not refused. */
    public long announces() {
        long sum = 0;
        for (Protocol protocol : EnumSet.allOf(Protocol.class)) {
            sum += announces(protocol, AddressFamily.IPV4) + announces(protocol, AddressFamily.IPV6);
        }
        return sum;
    }

    /** Returns how many announces were refused for reasons of one class. */
    public long refusals(Rejection.Reason reason) {
        return of(refusals, reason).sum();
    }

    /**
     * Returns how many announces were answered, but neither listed nor counted as hosts, because of one cap. They are among
     * the {@link #announces()}.
     */
    public long unlisted(ListingCap cap) {
        return of(unlisted, cap).sum();
    }

    /** Returns how many scrapes were answered. */
    public long scrapes() {
        return scrapes.sum();
    }

    /** Returns how many endpoints expired without a {@code stopped}. */
    public long expiredEndpoints() {
        return expired.sum();
    }

    /**
     * Returns how many announces, scrapes, prefetch hints and turns of housekeeping failed: storage failed, or the store
     * or an interceptor is at fault, see {@link TrackerException}.
     */
    public long failures() {
        return failures.sum();
    }

    /** Returns how many of the {@link #failures()} were announces and scrapes that reached the time limit. */
    public long timeouts() {
        return timeouts.sum();
    }

    /** Returns how many of the {@link #failures()} were turns of housekeeping. */
    public long housekeepingFailures() {
        return housekeepingFailures.sum();
    }

    /** Returns how often a listener threw. */
    public long listenerFailures() {
        return listenerFailures.sum();
    }

    private Map<AnnounceEvent, LongAdder> adders(Protocol protocol, AddressFamily family) {
        return of(family == AddressFamily.IPV4 ? announces4 : announces6, protocol);
    }

    private static long sum(Map<?, LongAdder> adders) {
        return adders.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static <E extends Enum<E>, V> V of(Map<E, V> values, E label) {
        return Objects.requireNonNull(values.get(label), "every label has its value");
    }

    private static Map<Protocol, Map<AnnounceEvent, LongAdder>> addersByProtocol() {
        Map<Protocol, Map<AnnounceEvent, LongAdder>> adders = new EnumMap<>(Protocol.class);
        for (Protocol protocol : EnumSet.allOf(Protocol.class)) {
            adders.put(protocol, adders(AnnounceEvent.class));
        }
        return adders;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> labels) {
        Map<E, LongAdder> adders = new EnumMap<>(labels);
        for (E label : EnumSet.allOf(labels)) {
            adders.put(label, new LongAdder());
        }
        return adders;
    }
}
