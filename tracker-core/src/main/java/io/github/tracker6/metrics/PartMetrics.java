package io.github.tracker6.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers the figures of one part of a tracker with Micrometer. {@link #close()} removes the meters again: close it before or
 * after the part, and a part that is made later can be registered in its place. Thread-safe.
 */
public abstract class PartMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "tracker6.";

    private final Tags tags;
    private final Map<MeterRegistry, List<Meter>> bound = new HashMap<>();
    private boolean closed;

    /**
     * Makes a binder that is in no registry yet.
     *
     * @param tags added to each meter; they tell this part from others of its kind in a registry, such as {@code
     *     Tag.of("tracker", "public")}
     */
    protected PartMetrics(Iterable<Tag> tags) {
        this.tags = Tags.of(tags);
    }

    /** Adds the meters, once for each registry. */
    protected abstract void addTo(Registration to);

    /** Returns a constant as it stands in a tag. */
    protected static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Registers the meters. Does nothing if they are registered already.
     *
     * @throws IllegalStateException if this binder is closed, or if the registry has the meters of another part with the same
     *     tags; then nothing is registered
     */
    @Override
    public final synchronized void bindTo(MeterRegistry registry) {
        if (closed) {
            throw new IllegalStateException("the metrics are closed");
        }
        if (bound.containsKey(registry)) {
            return;
        }
        Registration registration = new Registration(registry);
        try {
            addTo(registration);
        } catch (RuntimeException e) {
            registration.added.forEach(registry::remove);
            throw e;
        }
        bound.put(registry, registration.added);
    }

    /** Removes the meters from every registry that they were registered in. Idempotent. */
    @Override
    public final synchronized void close() {
        closed = true;
        bound.forEach((registry, added) -> added.forEach(registry::remove));
        bound.clear();
    }

    /** Registers meters one by one. A registry returns a meter that is there already, which would be another object's. */
    public final class Registration {
        private final MeterRegistry registry;
        private final Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Meter> added = new ArrayList<>();

        private Registration(MeterRegistry registry) {
            this.registry = registry;
            before.addAll(registry.getMeters());
        }

        /**
         * Adds a counter.
         *
         * @param name behind {@code tracker6.}
         * @param source kept by a weak reference alone
         */
        public <T> void counter(String name, Tags labels, String description, T source, ToDoubleFunction<T> count) {
            add(FunctionCounter.builder(PREFIX + name, source, count)
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        /**
         * Adds a gauge.
         *
         * @param name behind {@code tracker6.}
         * @param source kept by a weak reference alone
         */
        public <T> void gauge(String name, Tags labels, String description, T source, ToDoubleFunction<T> value) {
            gauge(name, null, labels, description, source, value);
        }

        /**
         * Adds a gauge.
         *
         * @param name behind {@code tracker6.}, without the unit
         * @param unit a base unit, such as {@code BaseUnits.BYTES} or {@code "seconds"}; null for numbers of things
         * @param source kept by a weak reference alone
         */
        public <T> void gauge(
                String name,
                @Nullable String unit,
                Tags labels,
                String description,
                T source,
                ToDoubleFunction<T> value) {
            add(Gauge.builder(PREFIX + name, source, value)
                    .baseUnit(unit)
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        private void add(Meter meter) {
            if (before.contains(meter)) {
                throw new IllegalStateException("the registry has the meter " + meter.getId()
                        + " already; give each binder tags of its own, and close those not in use");
            }
            added.add(meter);
        }
    }
}
