package io.github.tracker6.store.shared.metrics;

import io.github.tracker6.metrics.PartMetrics;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.shared.SharedStoreHealth;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers what a node of a {@link SharedSwarmStore} knows of its log with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.shared.connected}</td><td></td>
 *     <td>gauge: 1 if the log answered the last call, else 0</td></tr>
 * <tr><td>{@code tracker6.shared.live}</td><td></td>
 *     <td>gauge: 1 if the node is in step with the others, else 0</td></tr>
 * <tr><td>{@code tracker6.shared.problem}</td><td></td>
 *     <td>gauge: 1 if there is a {@link SharedStoreHealth#problem()}, else 0</td></tr>
 * <tr><td>{@code tracker6.shared.lag}</td><td></td>
 *     <td>gauge, seconds: see {@link SharedStoreHealth#lag()}; no number while there is none</td></tr>
 * <tr><td>{@code tracker6.shared.snapshot.age}</td><td></td>
 *     <td>gauge, seconds: see {@link SharedStoreHealth#snapshotAge()}; no number while there is none</td></tr>
 * <tr><td>{@code tracker6.shared.backlog.changes}</td><td></td>
 *     <td>gauge: see {@link SharedStoreHealth#backlogChanges()}</td></tr>
 * <tr><td>{@code tracker6.shared.backlog.size}</td><td></td>
 *     <td>gauge, bytes: see {@link SharedStoreHealth#backlogBytes()}</td></tr>
 * <tr><td>{@code tracker6.shared.applied}</td><td></td>
 *     <td>see {@link SharedStoreHealth#appliedChanges()}</td></tr>
 * <tr><td>{@code tracker6.shared.skipped}</td><td></td>
 *     <td>see {@link SharedStoreHealth#skippedEntries()}</td></tr>
 * <tr><td>{@code tracker6.shared.lost}</td><td></td>
 *     <td>see {@link SharedStoreHealth#lostBatches()}</td></tr>
 * <tr><td>{@code tracker6.shared.dropped}</td><td></td>
 *     <td>see {@link SharedStoreHealth#droppedChanges()}</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash or an address.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class SharedStoreMetrics extends PartMetrics {
    private static final String SECONDS = "seconds";
    private static final double NANOS_PER_SECOND = 1e9;

    private final SwarmStore store;

    /**
     * Makes a binder for a store that is the only one in its registries.
     *
     * @param store a {@link SharedSwarmStore}, or another store whose health is a {@link SharedStoreHealth}
     * @throws IllegalArgumentException if it is neither
     */
    public SharedStoreMetrics(SwarmStore store) {
        this(store, Tags.empty());
    }

    /**
     * Makes a binder for one of several stores in a registry.
     *
     * @param store as above
     * @param tags added to each meter; they tell this store from the others, such as {@code Tag.of("tracker", "public")}
     */
    public SharedStoreMetrics(SwarmStore store, Iterable<Tag> tags) {
        super(tags);
        if (!(store.health() instanceof SharedStoreHealth)) {
            throw new IllegalArgumentException(store.getClass().getName() + " is no store that nodes share");
        }
        this.store = store;
    }

    @Override
    protected void addTo(Registration to) {
        gauge(to, "connected", null, "Whether the log answers", health -> health.connected() ? 1 : 0);
        gauge(to, "live", null, "Whether the node is in step with the others", health -> health.isReady() ? 1 : 0);
        gauge(to, "problem", null, "Whether the node has a problem", health -> health.problem() == null ? 0 : 1);
        gauge(to, "lag", SECONDS, "How long a batch takes to come back", health -> seconds(health.lag()));
        gauge(to, "snapshot.age", SECONDS, "Age of the snapshot", health -> seconds(health.snapshotAge()));
        gauge(to, "backlog.changes", null, "Changes others may not know", SharedStoreHealth::backlogChanges);
        gauge(to, "backlog.size", BaseUnits.BYTES, "Memory of these changes", SharedStoreHealth::backlogBytes);
        counter(to, "applied", "Entries of the log applied", SharedStoreHealth::appliedChanges);
        counter(to, "skipped", "Entries that could not be read", SharedStoreHealth::skippedEntries);
        counter(to, "lost", "Batches missing in the log", SharedStoreHealth::lostBatches);
        counter(to, "dropped", "Changes left out since memory was used up", SharedStoreHealth::droppedChanges);
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toNanos() / NANOS_PER_SECOND;
    }

    private void gauge(
            Registration to,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<SharedStoreHealth> value) {
        to.gauge("shared." + name, unit, Tags.empty(), description, store, s -> value.applyAsDouble(health(s)));
    }

    private void counter(Registration to, String name, String description, ToDoubleFunction<SharedStoreHealth> count) {
        to.counter("shared." + name, Tags.empty(), description, store, s -> count.applyAsDouble(health(s)));
    }

    private static SharedStoreHealth health(SwarmStore store) {
        return (SharedStoreHealth) store.health();
    }
}
