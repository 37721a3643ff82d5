package io.github.tracker6.claims.metrics;

import io.github.tracker6.Reachability;
import io.github.tracker6.claims.ProbeOutcome;
import io.github.tracker6.claims.ProbeRefusal;
import io.github.tracker6.claims.ReachabilityHealth;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.claims.ReachabilityStats;
import io.github.tracker6.metrics.PartMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of a {@link ReachabilityProber} with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.reachability.probes}</td><td>{@code outcome}</td>
 *     <td>probes of announced endpoints that ended, see {@link ProbeOutcome}</td></tr>
 * <tr><td>{@code tracker6.reachability.refusals}</td><td>{@code reason}</td>
 *     <td>probes that were not made because of a limit, see {@link ProbeRefusal}</td></tr>
 * <tr><td>{@code tracker6.reachability.marks}</td><td></td><td>see {@link ReachabilityStats#marks()}</td></tr>
 * <tr><td>{@code tracker6.reachability.seed.probes}</td><td></td><td>see {@link ReachabilityStats#seedProbes()}</td></tr>
 * <tr><td>{@code tracker6.reachability.failures}</td><td></td><td>see {@link ReachabilityStats#failures()}</td></tr>
 * <tr><td>{@code tracker6.reachability.running}</td><td></td><td>gauge: see {@link ReachabilityHealth#running()}</td></tr>
 * <tr><td>{@code tracker6.reachability.waiting}</td><td></td><td>gauge: see {@link ReachabilityHealth#waiting()}</td></tr>
 * <tr><td>{@code tracker6.reachability.believed}</td><td></td>
 *     <td>gauge: 1 if {@link ReachabilityHealth#believed()}, else 0</td></tr>
 * <tr><td>{@code tracker6.reachability.seeds}</td><td>{@code reachability}</td>
 *     <td>gauge: endpoints of pinned seeds, see {@link ReachabilityHealth#seeds()}</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash or an address. The meter {@code tracker6.ipv6.hosts} of {@link
 * io.github.tracker6.metrics.TrackerMetrics} has what the probes found out.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class ReachabilityMetrics extends PartMetrics {
    private final ReachabilityProber prober;

    /** Makes a binder for a prober that is the only one in its registries. */
    public ReachabilityMetrics(ReachabilityProber prober) {
        this(prober, Tags.empty());
    }

    /**
     * Makes a binder for one of several probers in a registry.
     *
     * @param tags added to each meter; they tell this prober from the others, such as {@code Tag.of("tracker", "public")}
     */
    public ReachabilityMetrics(ReachabilityProber prober, Iterable<Tag> tags) {
        super(tags);
        this.prober = Objects.requireNonNull(prober, "prober");
    }

    @Override
    protected void addTo(Registration to) {
        for (ProbeOutcome outcome : EnumSet.allOf(ProbeOutcome.class)) {
            Tags labels = Tags.of("outcome", label(outcome));
            counter(to, "probes", labels, "Probes that ended", stats -> stats.outcomes(outcome));
        }
        for (ProbeRefusal reason : EnumSet.allOf(ProbeRefusal.class)) {
            Tags labels = Tags.of("reason", label(reason));
            counter(to, "refusals", labels, "Probes not made because of a limit", stats -> stats.refusals(reason));
        }
        counter(to, "marks", Tags.empty(), "Results told to the store", ReachabilityStats::marks);
        counter(to, "seed.probes", Tags.empty(), "Probes of pinned seeds", ReachabilityStats::seedProbes);
        counter(to, "failures", Tags.empty(), "Results and announces lost", ReachabilityStats::failures);
        gauge(to, "running", Tags.empty(), "Probes running", ReachabilityHealth::running);
        gauge(to, "waiting", Tags.empty(), "Announces that wait to be looked at", ReachabilityHealth::waiting);
        gauge(to, "believed", Tags.empty(), "Whether a failed probe counts", health -> health.believed() ? 1 : 0);
        for (Reachability state : Reachability.values()) {
            Tags labels = Tags.of("reachability", label(state));
            gauge(to, "seeds", labels, "Endpoints of pinned seeds", health -> health.seeds(state));
        }
    }

    private void counter(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<ReachabilityStats> count) {
        to.counter("reachability." + name, labels, description, prober.stats(), count);
    }

    private void gauge(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<ReachabilityHealth> value) {
        to.gauge("reachability." + name, labels, description, prober, p -> value.applyAsDouble(p.health()));
    }
}
