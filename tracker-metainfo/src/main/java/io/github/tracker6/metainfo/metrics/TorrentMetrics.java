package io.github.tracker6.metainfo.metrics;

import io.github.tracker6.metainfo.TorrentCounts;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metrics.PartMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of a {@link TorrentDirectory} with Micrometer. {@link #close()} removes the meters again.
 * Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.torrents.releases}</td><td></td>
 *     <td>gauge: see {@link TorrentCounts#releases()}</td></tr>
 * <tr><td>{@code tracker6.torrents.removed}</td><td></td>
 *     <td>gauge: see {@link TorrentCounts#removedReleases()}</td></tr>
 * <tr><td>{@code tracker6.torrents.files}</td><td>{@code state}: {@code served}, {@code broken}, {@code waiting}</td>
 *     <td>gauge: torrent files that were read, that are broken, and that were never read, for they are too young</td></tr>
 * <tr><td>{@code tracker6.torrents.loss}</td><td></td>
 *     <td>gauge: 1 while a loss is held, see {@link TorrentCounts#isLossHeld()}</td></tr>
 * <tr><td>{@code tracker6.torrents.faults}</td><td></td>
 *     <td>see {@link TorrentCounts#faults()}</td></tr>
 * </table>
 *
 * <p>No tag holds an info hash or a name.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class TorrentMetrics extends PartMetrics {
    private final TorrentDirectory torrents;

    /** Makes a binder for torrents that is the only one in its registries. */
    public TorrentMetrics(TorrentDirectory torrents) {
        this(torrents, Tags.empty());
    }

    /**
     * Makes a binder for one of several directories in a registry.
     *
     * @param tags added to each meter; they tell this directory from the others, such as {@code Tag.of("tracker", "public")}
     */
    public TorrentMetrics(TorrentDirectory torrents, Iterable<Tag> tags) {
        super(tags);
        this.torrents = Objects.requireNonNull(torrents, "torrents");
    }

    @Override
    protected void addTo(Registration to) {
        gauge(to, "releases", Tags.empty(), "Releases tracked", TorrentCounts::releases);
        gauge(to, "removed", Tags.empty(), "Releases tracked that are in no file", TorrentCounts::removedReleases);
        file(to, "served", counts -> counts.files() - counts.brokenFiles() - counts.waitingFiles());
        file(to, "broken", TorrentCounts::brokenFiles);
        file(to, "waiting", TorrentCounts::waitingFiles);
        gauge(to, "loss", Tags.empty(), "Whether a loss is held", counts -> counts.isLossHeld() ? 1 : 0);
        to.counter(
                "torrents.faults",
                Tags.empty(),
                "Files and folders found broken",
                torrents,
                t -> t.counts().faults());
    }

    private void file(Registration to, String state, ToDoubleFunction<TorrentCounts> value) {
        gauge(to, "files", Tags.of("state", state), "Torrent files", value);
    }

    private void gauge(
            Registration to, String name, Tags labels, String description, ToDoubleFunction<TorrentCounts> value) {
        to.gauge("torrents." + name, labels, description, torrents, t -> value.applyAsDouble(t.counts()));
    }
}
