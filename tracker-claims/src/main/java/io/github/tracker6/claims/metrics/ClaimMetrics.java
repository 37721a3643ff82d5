package io.github.tracker6.claims.metrics;

import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.ClaimRefusal;
import io.github.tracker6.claims.ClaimStats;
import io.github.tracker6.claims.ProbeOutcome;
import io.github.tracker6.metrics.PartMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the counters of {@link AddressClaims} with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.claims.probes}</td><td>{@code outcome}</td>
 *     <td>probes of claimed endpoints that ended, see {@link ProbeOutcome}</td></tr>
 * <tr><td>{@code tracker6.claims.refusals}</td><td>{@code reason}</td>
 *     <td>claims that had no effect, see {@link ClaimRefusal}</td></tr>
 * <tr><td>{@code tracker6.claims.published}</td><td></td>
 *     <td>see {@link ClaimStats#published()}</td></tr>
 * <tr><td>{@code tracker6.claims.refreshed}</td><td></td>
 *     <td>see {@link ClaimStats#refreshed()}</td></tr>
 * <tr><td>{@code tracker6.claims.withdrawn}</td><td></td>
 *     <td>see {@link ClaimStats#withdrawn()}</td></tr>
 * <tr><td>{@code tracker6.claims.unlisted}</td><td></td>
 *     <td>see {@link ClaimStats#refusedByTracker()}</td></tr>
 * <tr><td>{@code tracker6.claims.failures}</td><td></td>
 *     <td>see {@link ClaimStats#failures()}</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash or an address.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class ClaimMetrics extends PartMetrics {
    private final AddressClaims claims;

    /** Makes a binder for claims that is the only one in its registries. */
    public ClaimMetrics(AddressClaims claims) {
        this(claims, Tags.empty());
    }

    /**
     * Makes a binder for one of several objects in a registry.
     *
     * @param tags added to each meter; they tell this one from the others, such as {@code Tag.of("tracker", "public")}
     */
    public ClaimMetrics(AddressClaims claims, Iterable<Tag> tags) {
        super(tags);
        this.claims = Objects.requireNonNull(claims, "claims");
    }

    @Override
    protected void addTo(Registration to) {
        for (ProbeOutcome outcome : EnumSet.allOf(ProbeOutcome.class)) {
            Tags labels = Tags.of("outcome", label(outcome));
            counter(to, "probes", labels, "Probes that ended", stats -> stats.outcomes(outcome));
        }
        for (ClaimRefusal reason : EnumSet.allOf(ClaimRefusal.class)) {
            Tags labels = Tags.of("reason", label(reason));
            counter(to, "refusals", labels, "Claims without an effect", stats -> stats.refusals(reason));
        }
        counter(to, "published", Tags.empty(), "Endpoints published", ClaimStats::published);
        counter(to, "refreshed", Tags.empty(), "Published endpoints announced again", ClaimStats::refreshed);
        counter(to, "withdrawn", Tags.empty(), "Endpoints withdrawn", ClaimStats::withdrawn);
        counter(to, "unlisted", Tags.empty(), "Announces that the tracker refused", ClaimStats::refusedByTracker);
        counter(to, "failures", Tags.empty(), "Claims lost", ClaimStats::failures);
    }

    private void counter(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<ClaimStats> count) {
        to.counter("claims." + name, labels, description, claims.stats(), count);
    }
}
