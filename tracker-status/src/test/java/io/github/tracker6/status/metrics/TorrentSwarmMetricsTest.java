package io.github.tracker6.status.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.HostCounts;
import io.github.tracker6.status.ListedTorrent;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorrentSwarmMetricsTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";
    private static final String OTHER = "fedcba98" + HASH.substring(8);

    private final List<ListedTorrent> torrents = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TorrentSwarmMetrics metrics = new TorrentSwarmMetrics(() -> List.copyOf(torrents), 3, Tags.empty());

    @AfterEach
    void closedBinderLeavesNoMeter() {
        metrics.close();
        metrics.refresh();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void eachTorrentHasItsHostsByRoleAndFamiliesAndItsDownloads() {
        torrents.add(new ListedTorrent("image.iso", HASH, 3, 4, 50, HostCounts.ofFamilies(1, 2, 4)));
        metrics.bindTo(registry);

        assertThat(gauge("torrent.hosts", "torrent", "image.iso", "role", "seeder"))
                .isEqualTo(3);
        assertThat(gauge("torrent.hosts", "torrent", "image.iso", "role", "leecher"))
                .isEqualTo(4);
        assertThat(gauge("torrent.families", "torrent", "image.iso", "families", "ipv4"))
                .isEqualTo(1);
        assertThat(gauge("torrent.families", "torrent", "image.iso", "families", "ipv6"))
                .isEqualTo(2);
        assertThat(gauge("torrent.families", "torrent", "image.iso", "families", "both"))
                .isEqualTo(4);
        assertThat(downloads("image.iso")).isEqualTo(50);
        assertThat(gauge("torrents.unseeded")).isZero();
        assertThat(registry.getMeters()).hasSize(7);
    }

    @Test
    void aRefreshFollowsTheListInEveryRegistry() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        torrents.add(torrent("a", HASH, 1));
        metrics.bindTo(registry);
        metrics.bindTo(second);
        assertThat(tags(registry)).containsExactly("a");

        torrents.set(0, torrent("a", HASH, 0));
        torrents.add(torrent("b", OTHER, 7));
        assertThat(gauge("torrent.hosts", "torrent", "a", "role", "seeder")).isEqualTo(1);
        metrics.refresh();
        assertThat(gauge("torrent.hosts", "torrent", "a", "role", "seeder")).isZero();
        assertThat(gauge("torrent.hosts", "torrent", "b", "role", "seeder")).isEqualTo(7);
        assertThat(gauge("torrents.unseeded")).isEqualTo(1);

        torrents.remove(0);
        metrics.refresh();
        assertThat(tags(registry)).containsExactly("b");
        assertThat(tags(second)).containsExactly("b");
        assertThat(second.getMeters()).hasSize(7);
        assertThat(gauge("torrents.unseeded")).isZero();
    }

    @Test
    void pastTheLimitNoTorrentHasMetersAndUnseededStays() {
        IntStream.range(0, 3).forEach(i -> torrents.add(torrent("t" + i, hash(i), 0)));
        metrics.bindTo(registry);
        assertThat(tags(registry)).containsExactly("t0", "t1", "t2");

        torrents.add(torrent("t3", hash(3), 0));
        metrics.refresh();
        assertThat(tags(registry)).isEmpty();
        assertThat(gauge("torrents.unseeded")).isEqualTo(4);

        torrents.remove(0);
        metrics.refresh();
        assertThat(tags(registry)).containsExactly("t1", "t2", "t3");
    }

    @Test
    void equalNamesGetTheBeginningOfTheInfoHash() {
        assertThat(tagsOf(torrent("same", HASH, 1), torrent("same", OTHER, 1), torrent("else", hash(1), 1)))
                .containsExactly("same 01234567", "same fedcba98", "else");
        assertThat(tagsOf(torrent("same", HASH, 1), torrent("same", HASH, 1))).containsExactly("same");
        String alike = HASH.substring(0, 39) + "8";
        assertThat(tagsOf(torrent("same", HASH, 1), torrent("same", alike, 1)))
                .containsExactly("same 01234567", "same " + alike);
        assertThat(tagsOf(torrent("same", HASH, 1), torrent("same", OTHER, 1), torrent("same 01234567", hash(1), 1)))
                .containsExactly("same " + HASH, "same fedcba98", "same 01234567");
    }

    @Test
    void aTagIsOneLineOfText() {
        assertThat(tagsOf(torrent("a\"b\\c", HASH, 1))).containsExactly("a\"b\\c");
        assertThat(tagsOf(torrent("a\nb\rc\0d\u001be\u2028f\u202eg\ud800h", HASH, 1)))
                .containsExactly("a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh");
        assertThat(tagsOf(torrent("Füße 漢字 \ud83d\ude00", HASH, 1))).containsExactly("Füße 漢字 \ud83d\ude00");
        assertThat(tagsOf(torrent("", HASH, 1), torrent("  ", OTHER, 1))).containsExactly(HASH, OTHER);
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        String face = "\ud83d\ude00";

        assertThat(tagsOf(torrent(face.repeat(121), HASH, 1))).containsExactly(face.repeat(120));
        assertThat(tagsOf(torrent("a".repeat(120) + "1", HASH, 1), torrent("a".repeat(120) + "2", OTHER, 1)))
                .containsExactly("a".repeat(120) + " 01234567", "a".repeat(120) + " fedcba98");
    }

    private static List<String> tagsOf(ListedTorrent... torrents) {
        return List.copyOf(TorrentTags.of(List.of(torrents)).keySet());
    }

    private static ListedTorrent torrent(String name, String infoHash, long seeders) {
        return new ListedTorrent(name, infoHash, seeders, 0, 0, HostCounts.ofFamilies(0, seeders, 0));
    }

    private static String hash(int i) {
        return String.format("%040x", i);
    }

    private static List<String> tags(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().equals("tracker6.torrent.downloads"))
                .map(id -> id.getTag("torrent"))
                .sorted()
                .toList();
    }

    private double gauge(String name, String... tags) {
        return registry.get("tracker6." + name).tags(tags).gauge().value();
    }

    private double downloads(String torrent) {
        return registry.get("tracker6.torrent.downloads")
                .tag("torrent", torrent)
                .functionCounter()
                .count();
    }
}
