package io.github.tracker6.status;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.RouteRequest;
import io.github.tracker6.metainfo.Release;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The status of a tracker, as routes for its HTTP server. Thread-safe.
 *
 * <table>
 * <caption>What is served</caption>
 * <tr><th>path</th><th>by</th><th>what</th></tr>
 * <tr><td>{@code /}</td><td>both</td><td>the page, with its style and script; for the public without addresses</td></tr>
 * <tr><td>{@code /stats.json}</td><td>{@link #adminRoute()}</td><td>all figures, for machines</td></tr>
 * <tr><td>{@code /torrents.csv}</td><td>{@link #adminRoute()}</td><td>the torrents, for spreadsheets</td></tr>
 * <tr><td>{@code /metrics}</td><td>{@link #adminRoute()}</td><td>what {@link Builder#metrics} gives, if it is set</td></tr>
 * </table>
 *
 * <p>The figures name no address, but parts and refusals may say more than everyone needs to know: the admin route is for the
 * operator alone.
 *
 * <p>Answers are made on a thread of its own, {@code tracker6-status}, one after the other, from figures that are at most 2
 * seconds old. It looks at the counters of announces every 10 seconds. Up to 32 requests wait, 4 of them from the public route;
 * more get status 503.
 *
 * <p>Lifecycle: {@link Builder#build()} starts nothing. {@link #start()} starts the thread. Close it before the tracker.
 *
 * @since 0.1.0
 */
public final class TrackerStatus implements AutoCloseable {
    private static final String NO_STORE = "no-store";

    private final ReportCollector collector;
    private final StatusThread thread = new StatusThread();
    private final StatusPage page;
    private final @Nullable Supplier<String> metrics;
    private final String prefix;
    private boolean started;

    private TrackerStatus(Builder options) {
        this.collector = new ReportCollector(options);
        this.metrics = options.metrics;
        this.page = StatusPage.load(options.metrics != null);
        this.prefix = options.path;
    }

    /** Returns a builder with every default. */
    public static Builder builder(Tracker tracker) {
        return new Builder(tracker);
    }

    /**
     * Starts to look at the counters of announces. Without it the rates of announces are those since {@link Builder#build()}.
     * Idempotent.
     *
     * @return this
     */
    public synchronized TrackerStatus start() {
        if (!started) {
            started = true;
            thread.repeat(collector::sample, AnnounceRates.SAMPLE_SECONDS);
        }
        return this;
    }

    /**
     * Returns the figures of the listed torrents, at most 2 seconds old; empty where {@link Builder#releases} is not set. May
     * take as long as a report: half a second for 20,000 torrents.
     */
    public List<ListedTorrent> listed() {
        StatusReport report = collector.report();
        return report.isListed()
                ? report.torrents().stream().map(ListedTorrent::of).toList()
                : List.of();
    }

    /** Returns the route for the operator. */
    public HttpRoute adminRoute() {
        return request -> answer(request, false);
    }

    /** Returns the route for everyone: the page alone, without addresses. */
    public HttpRoute publicRoute() {
        return request -> answer(request, true);
    }

    private @Nullable CompletionStage<HttpAnswer> answer(RouteRequest request, boolean isPublic) {
        if (!request.path().startsWith(prefix)) {
            return null;
        }
        String path = request.path().substring(prefix.length());
        String query = request.query();
        if (path.isEmpty() && !prefix.isEmpty()) {
            return HttpAnswer.empty(308)
                    .withHeader("Location", prefix + "/")
                    .done(); // so that links of the page lead here
        }
        if (StatusPage.isPage(path)) {
            Supplier<HttpAnswer> answer = () -> page.page(query, collector.report(), isPublic);
            return isPublic ? thread.publicAnswer(answer) : thread.answer(answer);
        }
        HttpAnswer file = page.file(path, query);
        if (file != null) {
            return file.done();
        }
        if (isPublic) {
            return null;
        }
        return switch (path) {
            case "/stats.json" ->
                thread.answer(() -> {
                    byte[] json = StatusJson.write(collector.report());
                    return noStore(HttpAnswer.of(200, StatusJson.CONTENT_TYPE, ByteBuffer.wrap(json)));
                });
            case "/torrents.csv" ->
                thread.answer(() -> {
                    byte[] csv = TorrentsCsv.write(collector.report());
                    return noStore(HttpAnswer.of(200, TorrentsCsv.CONTENT_TYPE, ByteBuffer.wrap(csv)))
                            .withHeader("Content-Disposition", "attachment; filename=\"torrents.csv\"");
                });
            case "/metrics" -> metrics == null ? null : thread.answer(this::metricsAnswer);
            default -> null;
        };
    }

    private HttpAnswer metricsAnswer() {
        String text = metrics == null ? "" : metrics.get();
        return noStore(HttpAnswer.of(200, "text/plain; version=0.0.4; charset=utf-8", text));
    }

    private static HttpAnswer noStore(HttpAnswer answer) {
        return answer.withHeader("Cache-Control", NO_STORE).withHeader("X-Content-Type-Options", "nosniff");
    }

    /** Ends the thread. The routes then answer status 503. Idempotent. */
    @Override
    public void close() {
        thread.close();
    }

    /**
     * Options of a status. Not thread-safe. Suppliers are called on the thread of the status and must not wait.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        final Tracker tracker;
        final List<ReportCollector.NamedCounter> refusals = new ArrayList<>();
        String version = "";
        Clock clock = Clock.systemUTC();
        LongSupplier nanoTime = System::nanoTime;

        @Nullable
        Supplier<? extends List<Release>> releases;

        @Nullable
        DownloadHistory downloads;

        Supplier<? extends List<PartHealth>> parts = List::of;

        private String path = "";
        private @Nullable Supplier<String> metrics;

        private Builder(Tracker tracker) {
            this.tracker = Objects.requireNonNull(tracker, "tracker");
        }

        /** Sets the version of the program, for people. Default: "". */
        public Builder version(String version) {
            this.version = Objects.requireNonNull(version, "version");
            return this;
        }

        /**
         * Sets the torrents that the tracker serves. Default: those that have peers, the 20,000 with the most hosts.
         *
         * @param releases is called for each report; a torrent of which only the info hash is known has the name ""
         */
        public Builder releases(Supplier<? extends List<Release>> releases) {
            this.releases = Objects.requireNonNull(releases, "releases");
            return this;
        }

        /** Sets where the downloads of years come from. Default: none. Add it to the tracker as a listener, too. */
        public Builder downloads(DownloadHistory downloads) {
            this.downloads = Objects.requireNonNull(downloads, "downloads");
            return this;
        }

        /** Sets where the health of the parts comes from. Default: none. */
        public Builder parts(Supplier<? extends List<PartHealth>> parts) {
            this.parts = Objects.requireNonNull(parts, "parts");
            return this;
        }

        /**
         * Adds a counter of what was refused or dropped, beside those of the tracker.
         *
         * @param key for machines: lower case, such as {@code udp_rate_limited}
         * @param label for people, such as "Over the rate limit (UDP)"
         * @param count since the start; only grows
         */
        public Builder refusals(String key, String label, LongSupplier count) {
            refusals.add(new ReportCollector.NamedCounter(
                    Objects.requireNonNull(key, "key"),
                    Objects.requireNonNull(label, "label"),
                    Objects.requireNonNull(count, "count")));
            return this;
        }

        /**
         * Sets what {@code /metrics} serves. Default: nothing, and the path is not served.
         *
         * @param metrics returns the metrics in Prometheus's text format, version 0.0.4
         */
        public Builder metrics(Supplier<String> metrics) {
            this.metrics = Objects.requireNonNull(metrics, "metrics");
            return this;
        }

        /**
         * Sets the path under which the routes serve. Default: "", so that the page is at {@code /}.
         *
         * @param path such as {@code /tracker}: begins with a slash, and does not end with one
         * @throws IllegalArgumentException if it has another form
         */
        public Builder path(String path) {
            if (!path.matches("(/[A-Za-z0-9._~-]+)*")) {
                throw new IllegalArgumentException(
                        "path must have the form /a/b, with letters, digits, '.', '_', '~' and '-'");
            }
            this.path = path;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /** Makes the status. It starts nothing. */
        public TrackerStatus build() {
            return new TrackerStatus(this);
        }
    }
}
