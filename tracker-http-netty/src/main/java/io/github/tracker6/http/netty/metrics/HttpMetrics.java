package io.github.tracker6.http.netty.metrics;

import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.metrics.PartMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the {@linkplain HttpTrackerServer#stats() counters of an HTTP server} with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.http.connections}</td><td></td>
 *     <td>gauge: connections that are open</td></tr>
 * <tr><td>{@code tracker6.http.connections.accepted}</td><td></td>
 *     <td>connections accepted and served</td></tr>
 * <tr><td>{@code tracker6.http.connections.refused}</td><td>{@code reason}: {@code total}, {@code address}, {@code handshakes}</td>
 *     <td>connections closed at once, since there were too many: in total, of their network, or with TLS</td></tr>
 * <tr><td>{@code tracker6.http.connections.closed}</td><td>{@code reason}: {@code evicted}, {@code timeout}, {@code proxy_header}, {@code tls}, {@code unread}, {@code error}</td>
 *     <td>connections that the server closed early: for a new one, since they took too long, for a missing PROXY protocol header, before TLS was agreed on, since their client did not read, for a failure</td></tr>
 * <tr><td>{@code tracker6.http.requests}</td><td></td>
 *     <td>requests read</td></tr>
 * <tr><td>{@code tracker6.http.tracker.requests}</td><td>{@code type}: {@code announce}, {@code scrape}</td>
 *     <td>those for the tracker, refused ones included</td></tr>
 * <tr><td>{@code tracker6.http.refusals}</td><td>{@code reason}: {@code bad_request}, {@code malformed}, {@code rate_limited}, {@code undeclared_proxy}, {@code silent_proxy}</td>
 *     <td>requests refused before the tracker saw them</td></tr>
 * <tr><td>{@code tracker6.http.failures}</td><td>{@code part}: {@code tracker}, {@code route}</td>
 *     <td>requests that the tracker, its store or a route failed to answer</td></tr>
 * <tr><td>{@code tracker6.http.answer.time}</td><td></td>
 *     <td>timer: from when an announce was read to when its answer was given to the socket or to TLS, answers that were held
 *     included; one announce in {@value io.github.tracker6.engine.AnswerTimes#ONE_IN} of each worker is measured</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash, an address or a client's text.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class HttpMetrics extends PartMetrics {
    private final HttpStats stats;

    /** Makes a binder for a server that is the only one in its registries. */
    public HttpMetrics(HttpStats stats) {
        this(stats, Tags.empty());
    }

    /**
     * Makes a binder for one of several servers in a registry.
     *
     * @param tags added to each meter; they tell this server from the others, such as {@code Tag.of("tracker", "public")}
     */
    public HttpMetrics(HttpStats stats, Iterable<Tag> tags) {
        super(tags);
        this.stats = Objects.requireNonNull(stats, "stats");
    }

    @Override
    protected void addTo(Registration to) {
        to.gauge("http.connections", Tags.empty(), "Connections that are open", stats, HttpStats::openConnections);
        counter(to, "connections.accepted", Tags.empty(), "Connections accepted", HttpStats::acceptedConnections);
        refused(to, "total", HttpStats::connectionsOverTotal);
        refused(to, "address", HttpStats::connectionsOverAddress);
        refused(to, "handshakes", HttpStats::handshakesRateLimited);
        closed(to, "evicted", HttpStats::connectionsEvicted);
        closed(to, "timeout", HttpStats::timeouts);
        closed(to, "proxy_header", HttpStats::badProxyHeaders);
        closed(to, "tls", HttpStats::tlsFailures);
        closed(to, "unread", HttpStats::unreadConnections);
        closed(to, "error", HttpStats::errors);
        counter(to, "requests", Tags.empty(), "Requests read", HttpStats::requests);
        counter(to, "tracker.requests", Tags.of("type", "announce"), "Announces and scrapes", HttpStats::announces);
        counter(to, "tracker.requests", Tags.of("type", "scrape"), "Announces and scrapes", HttpStats::scrapes);
        refusal(to, "bad_request", HttpStats::badRequests);
        refusal(to, "malformed", HttpStats::malformed);
        refusal(to, "rate_limited", HttpStats::rateLimited);
        refusal(to, "undeclared_proxy", HttpStats::undeclaredProxyRequests);
        refusal(to, "silent_proxy", HttpStats::silentProxyAnnounces);
        counter(to, "failures", Tags.of("part", "tracker"), "Requests that failed", HttpStats::failures);
        counter(to, "failures", Tags.of("part", "route"), "Requests that failed", HttpStats::routeFailures);
        to.timer("http.answer.time", "From an announce read to its answer sent", stats.answerTimes());
    }

    private void refused(Registration to, String reason, ToDoubleFunction<HttpStats> count) {
        counter(to, "connections.refused", Tags.of("reason", reason), "Connections closed at once", count);
    }

    private void closed(Registration to, String reason, ToDoubleFunction<HttpStats> count) {
        counter(to, "connections.closed", Tags.of("reason", reason), "Connections closed early", count);
    }

    private void refusal(Registration to, String reason, ToDoubleFunction<HttpStats> count) {
        counter(to, "refusals", Tags.of("reason", reason), "Requests refused before the tracker saw them", count);
    }

    private void counter(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<HttpStats> count) {
        to.counter("http." + name, labels, description, stats, count);
    }
}
