package io.github.tracker6.metrics;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Reachability;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.store.StoreTotals;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of a {@link Tracker} with Micrometer. {@link #close()} removes the meters again: close it before or
 * after the tracker, and a tracker that is built later can be registered in its place. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.announces}</td><td>{@code protocol}, {@code family}, {@code event}</td>
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
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class TrackerMetrics extends PartMetrics {
    private final Tracker tracker;

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
        super(tags);
        this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    @Override
    protected void addTo(Registration to) {
        for (Protocol protocol : EnumSet.allOf(Protocol.class)) {
            addAnnounces(to, protocol);
        }
        for (Rejection.Reason reason : EnumSet.allOf(Rejection.Reason.class)) {
            Tags labels = Tags.of("reason", label(reason));
            counter(to, "refusals", labels, "Announces refused", s -> s.refusals(reason));
        }
        for (ListingCap cap : EnumSet.allOf(ListingCap.class)) {
            Tags labels = Tags.of("cap", label(cap));
            counter(to, "unlisted", labels, "Announces answered, but not listed", s -> s.unlisted(cap));
        }
        counter(to, "scrapes", "Scrapes answered", TrackerStats::scrapes);
        counter(to, "expired", "Endpoints that expired", TrackerStats::expiredEndpoints);
        counter(to, "failures", "Requests and turns of housekeeping that failed", TrackerStats::failures);
        counter(to, "timeouts", "Requests that reached the time limit", TrackerStats::timeouts);
        counter(to, "housekeeping.failures", "Turns of housekeeping that failed", TrackerStats::housekeepingFailures);
        counter(to, "listener.failures", "Calls of listeners that failed", TrackerStats::listenerFailures);
        gauge(to, "swarms", Tags.empty(), "Swarms that hold peers", StoreTotals::swarms);
        gauge(to, "hosts", Tags.of("families", "ipv4"), "Hosts, each once per swarm", StoreTotals::ipv4Hosts);
        gauge(to, "hosts", Tags.of("families", "ipv6"), "Hosts, each once per swarm", StoreTotals::ipv6Hosts);
        gauge(to, "hosts", Tags.of("families", "both"), "Hosts, each once per swarm", StoreTotals::dualStackHosts);
        for (Reachability reachability : Reachability.values()) {
            Tags labels = Tags.of("reachability", label(reachability));
            gauge(
                    to,
                    "ipv6.hosts",
                    labels.and("families", "ipv6"),
                    "Hosts with IPv6",
                    totals -> totals.families().ipv6(reachability));
            gauge(
                    to,
                    "ipv6.hosts",
                    labels.and("families", "both"),
                    "Hosts with IPv6",
                    totals -> totals.families().dualStack(reachability));
        }
    }

    private void addAnnounces(Registration to, Protocol protocol) {
        for (AddressFamily family : EnumSet.allOf(AddressFamily.class)) {
            for (AnnounceEvent event : EnumSet.allOf(AnnounceEvent.class)) {
                Tags labels = Tags.of("protocol", label(protocol), "family", label(family), "event", label(event));
                counter(to, "announces", labels, "Announces answered", s -> s.announces(protocol, family, event));
            }
        }
    }

    private void counter(Registration to, String name, String description, ToDoubleFunction<TrackerStats> count) {
        counter(to, name, Tags.empty(), description, count);
    }

    private void counter(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<TrackerStats> count) {
        to.counter(name, labels, description, tracker.stats(), count);
    }

    private void gauge(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<StoreTotals> count) {
        to.gauge(name, labels, description, tracker, t -> count.applyAsDouble(t.totals()));
    }
}
