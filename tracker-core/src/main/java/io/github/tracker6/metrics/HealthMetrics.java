package io.github.tracker6.metrics;

import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Objects;

/**
 * Registers the health of each part of a {@link HealthMonitor} with Micrometer. Parts that are added to the monitor later have no
 * meter. {@link #close()} removes the meters again. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.health}</td><td>{@code part}</td>
 *     <td>gauge: 0 up, 1 degraded, 2 down</td></tr>
 * </table>
 *
 * <p>The tag is the name of the part in lower case, with underscores for what is neither a letter nor a digit.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class HealthMetrics extends PartMetrics {
    private final HealthMonitor monitor;

    /** Makes a binder for a monitor that is the only one in its registries. */
    public HealthMetrics(HealthMonitor monitor) {
        this(monitor, Tags.empty());
    }

    /**
     * Makes a binder for one of several monitors in a registry.
     *
     * @param tags added to each meter; they tell this monitor from the others, such as {@code Tag.of("tracker", "public")}
     */
    public HealthMetrics(HealthMonitor monitor, Iterable<Tag> tags) {
        super(tags);
        this.monitor = Objects.requireNonNull(monitor, "monitor");
    }

    @Override
    protected void addTo(Registration to) {
        for (PartHealth part : monitor.parts()) {
            String name = part.part();
            String label = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            to.gauge("health", Tags.of("part", label), "0 up, 1 degraded, 2 down", monitor, m -> stateOf(m, name));
        }
    }

    private static double stateOf(HealthMonitor monitor, String name) {
        return number(monitor.part(name).state());
    }

    private static int number(HealthState state) {
        return switch (state) {
            case UP -> 0;
            case DEGRADED -> 1;
            case DOWN -> 2;
        };
    }
}
