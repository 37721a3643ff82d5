package io.github.tracker6.metrics;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Reachability;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.store.StoreTotals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of a {@link Tracker} with Micrometer. {@link #close()} removes the meters again: close it before or
 * after the tracker, and a tracker that is built later can be registered in its place. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.announces}</td><td>{@code family}, {@code event}</td>
 *     <td>announces answered and not refused; one host announces many times</td></tr>
 * <tr><td>{@code tracker6.unlisted}</td><td>{@code cap}</td>
 *     <td>announces answered, but neither listed nor counted as hosts, because of a cap</td></tr>
 * <tr><td>{@code tracker6.refusals}</td><td>{@code reason}</td><td>announces refused</td></tr>
 * <tr><td>{@code tracker6.scrapes}</td><td></td><td>scrapes answered</td></tr>
 * <tr><td>{@code tracker6.expired}</td><td></td><td>endpoints that expired without a {@code stopped}</td></tr>
 * <tr><td>{@code tracker6.failures}</td><td></td><td>see {@link TrackerStats#failures()}</td></tr>
 * <tr><td>{@code tracker6.timeouts}</td><td></td><td>see {@link TrackerStats#timeouts()}</td></tr>
 * <tr><td>{@code tracker6.housekeeping.failures}</td><td></td>
 *     <td>see {@link TrackerStats#housekeepingFailures()}</td></tr>
 * <tr><td>{@code tracker6.listener.failures}</td><td></td><td>see {@link TrackerStats#listenerFailures()}</td></tr>
 * <tr><td>{@code tracker6.swarms}</td><td></td><td>gauge: swarms that hold peers</td></tr>
 * <tr><td>{@code tracker6.hosts}</td><td>{@code families}: {@code ipv4}, {@code ipv6}, {@code both}</td>
 *     <td>gauge: hosts, each once per swarm</td></tr>
 * <tr><td>{@code tracker6.ipv6.hosts}</td><td>{@code families}: {@code ipv6}, {@code both}; {@code reachability}</td>
 *     <td>gauge: hosts with IPv6, each once per swarm, by what is known of their IPv6 endpoint</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash, an address or a client's text.
 */
public final class TrackerMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "tracker6.";

    private final Tracker tracker;
    private final Tags tags;
    private final Map<MeterRegistry, List<Meter>> bound = new HashMap<>();
    private boolean closed;

    /** Makes a binder for a tracker that is the only one in its registries. */
    public TrackerMetrics(Tracker tracker) {
        this(tracker, Tags.empty());
    }

    /**
     * Makes a binder for one of several trackers in a registry.
     *
     * @param tags added to each meter; they tell this tracker from the others, such as {@code Tag.of("tracker", "public")}
     */
    public TrackerMetrics(Tracker tracker, Iterable<Tag> tags) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
        this.tags = Tags.of(tags);
    }

    /**
     * Registers the meters. Does nothing if they are registered already.
     *
     * @throws IllegalStateException if this binder is closed, or if the registry has the meters of another tracker with the
     *     same tags; then nothing is registered
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (closed) {
            throw new IllegalStateException("the metrics are closed");
        }
        if (bound.containsKey(registry)) {
            return;
        }
        Registration registration = new Registration(registry);
        try {
            registerAll(registration);
        } catch (RuntimeException e) {
            registration.meters.forEach(registry::remove);
            throw e;
        }
        bound.put(registry, registration.meters);
    }

    /** Removes the meters from every registry that they were registered in. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        bound.forEach((registry, meters) -> meters.forEach(registry::remove));
        bound.clear();
    }

    private void registerAll(Registration to) {
        for (AddressFamily family : EnumSet.allOf(AddressFamily.class)) {
            for (AnnounceEvent event : EnumSet.allOf(AnnounceEvent.class)) {
                Tags labels = Tags.of("family", label(family), "event", label(event));
                to.counter("announces", labels, "Announces answered", s -> s.announces(family, event));
            }
        }
        for (Rejection.Reason reason : EnumSet.allOf(Rejection.Reason.class)) {
            Tags labels = Tags.of("reason", label(reason));
            to.counter("refusals", labels, "Announces refused", s -> s.refusals(reason));
        }
        for (ListingCap cap : EnumSet.allOf(ListingCap.class)) {
            Tags labels = Tags.of("cap", label(cap));
            to.counter("unlisted", labels, "Announces answered, but not listed", s -> s.unlisted(cap));
        }
        to.counter("scrapes", "Scrapes answered", TrackerStats::scrapes);
        to.counter("expired", "Endpoints that expired", TrackerStats::expiredEndpoints);
        to.counter("failures", "Requests and turns of housekeeping that failed", TrackerStats::failures);
        to.counter("timeouts", "Requests that reached the time limit", TrackerStats::timeouts);
        to.counter("housekeeping.failures", "Turns of housekeeping that failed", TrackerStats::housekeepingFailures);
        to.counter("listener.failures", "Calls of listeners that failed", TrackerStats::listenerFailures);
        to.gauge("swarms", Tags.empty(), "Swarms that hold peers", StoreTotals::swarms);
        to.gauge("hosts", Tags.of("families", "ipv4"), "Hosts, each once per swarm", StoreTotals::ipv4Hosts);
        to.gauge("hosts", Tags.of("families", "ipv6"), "Hosts, each once per swarm", StoreTotals::ipv6Hosts);
        to.gauge("hosts", Tags.of("families", "both"), "Hosts, each once per swarm", StoreTotals::dualStackHosts);
        for (Reachability reachability : Reachability.values()) {
            String label = label(reachability);
            to.gauge(
                    "ipv6.hosts",
                    Tags.of("families", "ipv6", "reachability", label),
                    "Hosts with IPv6",
                    totals -> totals.families().ipv6(reachability));
            to.gauge(
                    "ipv6.hosts",
                    Tags.of("families", "both", "reachability", label),
                    "Hosts with IPv6",
                    totals -> totals.families().dualStack(reachability));
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Registers meters one by one. A registry returns a meter that is there already, which would be another tracker's. */
    private final class Registration {
        private final MeterRegistry registry;
        private final Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Meter> meters = new ArrayList<>();

        Registration(MeterRegistry registry) {
            this.registry = registry;
            before.addAll(registry.getMeters());
        }

        void counter(String name, String description, ToDoubleFunction<TrackerStats> count) {
            counter(name, Tags.empty(), description, count);
        }

        void counter(String name, Tags labels, String description, ToDoubleFunction<TrackerStats> count) {
            add(FunctionCounter.builder(PREFIX + name, tracker.stats(), count)
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        void gauge(String name, Tags labels, String description, ToDoubleFunction<StoreTotals> count) {
            add(Gauge.builder(PREFIX + name, tracker, t -> count.applyAsDouble(t.totals()))
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        private void add(Meter meter) {
            if (before.contains(meter)) {
                throw new IllegalStateException("the registry has the meter " + meter.getId()
                        + " of another tracker; give each TrackerMetrics tags of its own, and close those not in use");
            }
            meters.add(meter);
        }
    }
}
