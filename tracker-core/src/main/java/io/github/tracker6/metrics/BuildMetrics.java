package io.github.tracker6.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;

/**
 * Registers which build runs with Micrometer: the gauge {@code tracker6.build} is 1, its tags are {@code version} and {@code
 * java}. {@link #close()} removes it. Thread-safe.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class BuildMetrics extends PartMetrics {
    private final String version;

    /**
     * Makes a binder that is the only one in its registries.
     *
     * @param version of the program that embeds the tracker, or of the tracker
     */
    public BuildMetrics(String version) {
        this(version, Tags.empty());
    }

    /**
     * Makes a binder for one of several trackers in a registry.
     *
     * @param version as above
     * @param tags added to the meter
     */
    public BuildMetrics(String version, Iterable<Tag> tags) {
        super(tags);
        this.version = Objects.requireNonNull(version, "version");
    }

    @Override
    protected void addTo(Registration to) {
        Tags labels = Tags.of("version", version, "java", Runtime.version().toString());
        to.gauge("build", labels, "Always 1; its tags say which build runs", this, unused -> 1);
    }
}
