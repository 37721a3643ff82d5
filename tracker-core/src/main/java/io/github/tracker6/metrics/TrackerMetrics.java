package io.github.tracker6.metrics;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.store.StoreTotals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of a {@link Tracker}: {@code tracker6.announces} (by family and event; announces are not hosts),
 * {@code tracker6.refusals} (by reason), {@code tracker6.scrapes}, {@code tracker6.expired}, {@code tracker6.failures},
 * {@code tracker6.listener.failures}, and the gauges {@code tracker6.swarms} and {@code tracker6.hosts} (by families:
 * {@code ipv4}, {@code ipv6}, {@code both}). No label holds an info hash, an address or a client's text. Thread-safe.
 */
public final class TrackerMetrics implements MeterBinder {
    private static final String PREFIX = "tracker6.";

    private final Tracker tracker;

    /** Makes a binder for one tracker. */
    public TrackerMetrics(Tracker tracker) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        TrackerStats stats = tracker.stats();
        for (AddressFamily family : EnumSet.allOf(AddressFamily.class)) {
            for (AnnounceEvent event : EnumSet.allOf(AnnounceEvent.class)) {
                FunctionCounter.builder(PREFIX + "announces", stats, s -> s.announces(family, event))
                        .description("Announces answered")
                        .tags("family", label(family), "event", label(event))
                        .register(registry);
            }
        }
        for (Rejection.Reason reason : EnumSet.allOf(Rejection.Reason.class)) {
            FunctionCounter.builder(PREFIX + "refusals", stats, s -> s.refusals(reason))
                    .description("Announces refused")
                    .tag("reason", label(reason))
                    .register(registry);
        }
        counter(registry, "scrapes", "Scrapes answered", TrackerStats::scrapes);
        counter(registry, "expired", "Endpoints that expired", TrackerStats::expiredEndpoints);
        counter(registry, "failures", "Requests that failed with the storage", TrackerStats::failures);
        counter(registry, "listener.failures", "Listeners that threw", TrackerStats::listenerFailures);
        Gauge.builder(PREFIX + "swarms", tracker, t -> t.totals().swarms())
                .description("Swarms that hold peers")
                .register(registry);
        hosts(registry, "ipv4", StoreTotals::ipv4Hosts);
        hosts(registry, "ipv6", StoreTotals::ipv6Hosts);
        hosts(registry, "both", StoreTotals::dualStackHosts);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToDoubleFunction<TrackerStats> count) {
        FunctionCounter.builder(PREFIX + name, tracker.stats(), count)
                .description(description)
                .register(registry);
    }

    private void hosts(MeterRegistry registry, String families, ToDoubleFunction<StoreTotals> count) {
        Gauge.builder(PREFIX + "hosts", tracker, t -> count.applyAsDouble(t.totals()))
                .description("Hosts, each once per swarm")
                .tag("families", families)
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
