package io.github.tracker6.udp.metrics;

import io.github.tracker6.metrics.PartMetrics;
import io.github.tracker6.udp.UdpStats;
import io.github.tracker6.udp.UdpTrackerServer;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the {@linkplain UdpTrackerServer#stats() counters of a UDP server} with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.udp.datagrams}</td><td></td>
 *     <td>datagrams received</td></tr>
 * <tr><td>{@code tracker6.udp.replies}</td><td>{@code type}: {@code connect}, {@code announce}, {@code scrape}, {@code error}</td>
 *     <td>requests answered</td></tr>
 * <tr><td>{@code tracker6.udp.dropped}</td><td>{@code reason}: {@code malformed}, {@code unvalidated}, {@code rate_limited}, {@code overloaded}</td>
 *     <td>datagrams without an answer</td></tr>
 * <tr><td>{@code tracker6.udp.failures}</td><td>{@code part}: {@code tracker}, {@code receive}, {@code send}, {@code bind}</td>
 *     <td>what failed in this server or its host</td></tr>
 * <tr><td>{@code tracker6.udp.answer.time}</td><td></td>
 *     <td>timer: from when an announce was received to when its reply was handed to the network, replies that were held included;
 *     one announce in {@value io.github.tracker6.engine.AnswerTimes#ONE_IN} of each worker is measured</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash or an address.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class UdpMetrics extends PartMetrics {
    private final UdpStats stats;

    /** Makes a binder for a server that is the only one in its registries. */
    public UdpMetrics(UdpStats stats) {
        this(stats, Tags.empty());
    }

    /**
     * Makes a binder for one of several servers in a registry.
     *
     * @param tags added to each meter; they tell this server from the others, such as {@code Tag.of("tracker", "public")}
     */
    public UdpMetrics(UdpStats stats, Iterable<Tag> tags) {
        super(tags);
        this.stats = Objects.requireNonNull(stats, "stats");
    }

    @Override
    protected void addTo(Registration to) {
        to.counter("udp.datagrams", Tags.empty(), "Datagrams received", stats, UdpStats::received);
        reply(to, "connect", UdpStats::connects);
        reply(to, "announce", UdpStats::announces);
        reply(to, "scrape", UdpStats::scrapes);
        reply(to, "error", UdpStats::errors);
        dropped(to, "malformed", UdpStats::droppedMalformed);
        dropped(to, "unvalidated", UdpStats::droppedUnvalidated);
        dropped(to, "rate_limited", UdpStats::droppedRateLimited);
        dropped(to, "overloaded", UdpStats::droppedOverloaded);
        failure(to, "tracker", UdpStats::trackerFailures);
        failure(to, "receive", UdpStats::receiveFailures);
        failure(to, "send", UdpStats::sendFailures);
        failure(to, "bind", UdpStats::bindFailures);
        to.timer("udp.answer.time", "From an announce received to its reply sent", stats.answerTimes());
    }

    private void reply(Registration to, String type, ToDoubleFunction<UdpStats> count) {
        to.counter("udp.replies", Tags.of("type", type), "Requests answered", stats, count);
    }

    private void dropped(Registration to, String reason, ToDoubleFunction<UdpStats> count) {
        to.counter("udp.dropped", Tags.of("reason", reason), "Datagrams without an answer", stats, count);
    }

    private void failure(Registration to, String part, ToDoubleFunction<UdpStats> count) {
        to.counter("udp.failures", Tags.of("part", part), "Failures of the server or its host", stats, count);
    }
}
