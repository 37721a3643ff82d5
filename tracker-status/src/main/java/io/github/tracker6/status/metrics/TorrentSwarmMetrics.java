package io.github.tracker6.status.metrics;

import io.github.tracker6.metrics.PartMetrics;
import io.github.tracker6.status.ListedTorrent;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Registers the figures of each listed torrent with Micrometer. Torrents come and go: {@link #refresh()} brings the meters up to
 * date; call it before each scrape, or every few seconds. {@link #close()} removes the meters. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code tracker6.torrent.hosts}</td><td>{@code torrent}; {@code role}: {@code seeder}, {@code leecher}</td>
 *     <td>gauge: hosts with all data, and all others</td></tr>
 * <tr><td>{@code tracker6.torrent.families}</td><td>{@code torrent}; {@code families}: {@code ipv4}, {@code ipv6}, {@code both}</td>
 *     <td>gauge: hosts</td></tr>
 * <tr><td>{@code tracker6.torrent.downloads}</td><td>{@code torrent}</td>
 *     <td>counter: hosts that ever finished</td></tr>
 * <tr><td>{@code tracker6.torrents.unseeded}</td><td></td>
 *     <td>gauge: listed torrents without a seeder, however many torrents there are</td></tr>
 * </table>
 *
 * <p>The tag {@code torrent} is the name of the release, up to 120 characters. Control characters are replaced. To equal names the
 * first 8 hex digits of the info hash are appended. A torrent without a name has its info hash.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class TorrentSwarmMetrics extends PartMetrics {
    /** With more listed torrents than this none has meters of its own: a monitoring system keeps each of them for months. */
    public static final int DEFAULT_MAX_TORRENTS = 1_000;

    private final Supplier<List<ListedTorrent>> torrents;
    private final int maxTorrents;
    private final Map<Registration, Map<String, Shown>> shown = new HashMap<>();
    private volatile long unseeded;

    /** One torrent with its meters in one registry, which refer to it weakly. */
    private static final class Shown {
        private volatile ListedTorrent torrent;
        private List<Meter> meters = List.of();

        private Shown(ListedTorrent torrent) {
            this.torrent = torrent;
        }
    }

    /**
     * Makes a binder for the only list in its registries.
     *
     * @param torrents returns the listed torrents with their figures of now, or of some seconds ago; empty where the tracker has
     *     no list. Called by {@link #bindTo} and {@link #refresh()}
     */
    public TorrentSwarmMetrics(Supplier<List<ListedTorrent>> torrents) {
        this(torrents, DEFAULT_MAX_TORRENTS, Tags.empty());
    }

    /**
     * Makes a binder for one of several lists in a registry.
     *
     * @param torrents as above
     * @param maxTorrents with more of them none has meters of its own; 0 or more
     * @param tags added to each meter; they tell this list from the others, such as {@code Tag.of("tracker", "public")}
     */
    public TorrentSwarmMetrics(Supplier<List<ListedTorrent>> torrents, int maxTorrents, Iterable<Tag> tags) {
        super(tags);
        this.torrents = Objects.requireNonNull(torrents, "torrents");
        if (maxTorrents < 0) {
            throw new IllegalArgumentException("maxTorrents " + maxTorrents + " is negative");
        }
        this.maxTorrents = maxTorrents;
    }

    @Override
    protected void addTo(Registration to) {
        to.gauge(
                "torrents.unseeded",
                Tags.empty(),
                "Listed torrents without a seeder",
                this,
                metrics -> metrics.unseeded);
        show(to, look());
    }

    /** Takes the figures of now. Adds the meters of new torrents, and removes those of torrents that are not listed any more. */
    public void refresh() {
        Map<String, ListedTorrent> now = look();
        change(to -> show(to, now));
    }

    /** Returns the torrents that have meters of their own, by their tags. */
    private Map<String, ListedTorrent> look() {
        List<ListedTorrent> now = torrents.get();
        unseeded = now.stream().filter(torrent -> torrent.seeders() == 0).count();
        return now.size() > maxTorrents ? Map.of() : TorrentTags.of(now);
    }

    /** Called with the lock of the registrations. */
    private void show(Registration to, Map<String, ListedTorrent> now) {
        Map<String, Shown> before = shown.computeIfAbsent(to, unused -> new HashMap<>());
        before.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().meters.forEach(to::remove);
            }
            return gone;
        });
        now.forEach((tag, torrent) -> {
            Shown known = before.get(tag);
            if (known == null) {
                before.put(tag, add(to, tag, torrent));
            } else {
                known.torrent = torrent;
            }
        });
    }

    private static Shown add(Registration to, String tag, ListedTorrent torrent) {
        Shown added = new Shown(torrent);
        Tags tags = Tags.of("torrent", tag);
        added.meters = List.of(
                hosts(to, tags.and("role", "seeder"), added, ListedTorrent::seeders),
                hosts(to, tags.and("role", "leecher"), added, ListedTorrent::leechers),
                families(to, tags.and("families", "ipv4"), added, t -> t.hosts().ipv4()),
                families(to, tags.and("families", "ipv6"), added, t -> t.hosts().ipv6()),
                families(to, tags.and("families", "both"), added, t -> t.hosts().dualStack()),
                to.counter("torrent.downloads", tags, "Hosts that finished", added, s -> s.torrent.downloads()));
        return added;
    }

    private static Meter hosts(Registration to, Tags tags, Shown shown, ToDoubleFunction<ListedTorrent> value) {
        return to.gauge("torrent.hosts", tags, "Hosts of a torrent", shown, s -> value.applyAsDouble(s.torrent));
    }

    private static Meter families(Registration to, Tags tags, Shown shown, ToDoubleFunction<ListedTorrent> value) {
        return to.gauge("torrent.families", tags, "Hosts of a torrent", shown, s -> value.applyAsDouble(s.torrent));
    }
}
