package io.github.tracker6.metrics;

import io.github.tracker6.engine.AnswerTimes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Registers the figures of one part of a tracker with Micrometer. {@link #close()} removes the meters again: close it before or
 * after the part, and a part that is made later can be registered in its place. Thread-safe.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public abstract class PartMetrics implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "tracker6.";

    /** From what UDP takes to what a store that is away takes. */
    private static final Duration[] BUCKETS = LongStream.of(
                    10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
                    1_000_000, 2_500_000, 5_000_000)
            .mapToObj(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
            .toArray(Duration[]::new);

    private final Tags tags;
    private final Map<MeterRegistry, Registration> bound = new HashMap<>();
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

    /**
     * Adds the meters of another binder with the tags of this one. They are removed with this one's.
     *
     * @param part is in no registry itself
     * @param to as given to {@link #addTo}
     */
    protected final void include(PartMetrics part, Registration to) {
        part.addTo(to);
    }

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
            registration.undo();
            throw e;
        }
        bound.put(registry, registration);
    }

    /** Removes the meters from every registry that they were registered in. Idempotent. */
    @Override
    public final synchronized void close() {
        closed = true;
        bound.values().forEach(Registration::undo);
        bound.clear();
    }

    /**
     * Changes the meters of every registry, such as those of torrents that come and go.
     *
     * @param change adds meters and removes them; called once for each registry
     */
    protected final synchronized void change(Consumer<Registration> change) {
        for (Registration registration : bound.values()) {
            registration.look();
            change.accept(registration);
        }
    }

    /**
     * Registers meters one by one. A registry returns a meter that is there already, which would be another object's.
     *
     * @since 0.1.0
     */
    public final class Registration {
        private final MeterRegistry registry;
        private final Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Set<Meter> added = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Runnable> last = new ArrayList<>();

        private Registration(MeterRegistry registry) {
            this.registry = registry;
            look();
        }

        /** Notes which meters the registry has now. */
        private void look() {
            before.clear();
            before.addAll(registry.getMeters());
        }

        /** Removes the meters, then does what is to be done last. */
        private void undo() {
            added.forEach(registry::remove);
            added.clear();
            last.forEach(Runnable::run);
            last.clear();
        }

        /** Removes one of the meters before the others. */
        public void remove(Meter meter) {
            if (added.remove(meter)) {
                registry.remove(meter);
            }
        }

        /**
         * Adds a timer that a registry such as that of Prometheus shows as a histogram. It takes the times of announces for as
         * long as the meters are registered.
         *
         * @param name behind {@code tracker6.}
         * @param times are observed
         */
        public void timer(String name, String description, AnswerTimes times) {
            Timer timer = Timer.builder(PREFIX + name)
                    .description(description)
                    .serviceLevelObjectives(BUCKETS)
                    .tags(tags)
                    .register(registry);
            add(timer);
            LongConsumer observer = nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
            times.add(observer);
            last.add(() -> times.remove(observer));
        }

        /**
         * Adds a counter.
         *
         * @param name behind {@code tracker6.}
         * @param source kept by a weak reference alone
         * @return the meter, to {@link #remove} it before the others
         */
        public <T> Meter counter(String name, Tags labels, String description, T source, ToDoubleFunction<T> count) {
            return add(FunctionCounter.builder(PREFIX + name, source, count)
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        /**
         * Adds a gauge.
         *
         * @param name behind {@code tracker6.}
         * @param source kept by a weak reference alone
         * @return the meter, to {@link #remove} it before the others
         */
        public <T> Meter gauge(String name, Tags labels, String description, T source, ToDoubleFunction<T> value) {
            return gauge(name, null, labels, description, source, value);
        }

        /**
         * Adds a gauge.
         *
         * @param name behind {@code tracker6.}, without the unit
         * @param unit a base unit, such as {@code BaseUnits.BYTES} or {@code "seconds"}; null for numbers of things
         * @param source kept by a weak reference alone
         * @return the meter, to {@link #remove} it before the others
         */
        public <T> Meter gauge(
                String name,
                @Nullable String unit,
                Tags labels,
                String description,
                T source,
                ToDoubleFunction<T> value) {
            return add(Gauge.builder(PREFIX + name, source, value)
                    .baseUnit(unit)
                    .description(description)
                    .tags(labels.and(tags))
                    .register(registry));
        }

        private Meter add(Meter meter) {
            if (before.contains(meter)) {
                throw new IllegalStateException("the registry has the meter " + meter.getId()
                        + " already; give each binder tags of its own, and close those not in use");
            }
            added.add(meter);
            return meter;
        }
    }
}
