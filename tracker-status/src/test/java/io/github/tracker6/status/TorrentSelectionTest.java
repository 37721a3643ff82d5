package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.status.StatusReport.TorrentFigures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorrentSelectionTest {
    private static final List<TorrentFigures> THREE = List.of(
            Reports.torrent("Alpha one", 1, 5, 5),
            Reports.torrent("beta ONE", 2, 0, 1),
            Reports.torrent("gamma", 3, 9, 0));

    private static List<String> names(String query) {
        return TorrentSelection.of(THREE, PageQuery.parse(query)).rows().stream()
                .map(torrent -> torrent.release().name())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Alpha one|beta ONE|gamma",
        "sort=-name, gamma|beta ONE|Alpha one",
        "sort=seeds, beta ONE|Alpha one|gamma",
        "sort=-seeds, gamma|Alpha one|beta ONE",
        "sort=-leechers, Alpha one|beta ONE|gamma",
        "sort=-ipv6, beta ONE|Alpha one|gamma",
        "q=One, Alpha one|beta ONE",
        "q=one+ALPHA, Alpha one",
        "seedless=1, beta ONE",
        "seedless=1&q=gamma, ''",
    })
    void filtersAndSorts(String query, String names) {
        assertThat(String.join("|", names(query))).isEqualTo(names);
    }

    @Test
    void findsAnInfoHashByItsStart() {
        String infoHash = THREE.get(2).swarms().get(0).infoHash();

        assertThat(names("q=" + infoHash.substring(0, 12))).containsExactly("gamma");
        assertThat(names("q=" + infoHash.toUpperCase(java.util.Locale.ROOT))).containsExactly("gamma");
    }

    @Test
    void pagesHoldAHundredAndTheLastOneTheRest() {
        List<TorrentFigures> torrents = Reports.many(250);

        TorrentSelection second = TorrentSelection.of(torrents, PageQuery.parse("page=2"));
        TorrentSelection late = TorrentSelection.of(torrents, PageQuery.parse("page=77"));

        assertThat(second.rows()).isEqualTo(torrents.subList(100, 200));
        assertThat(second.pages()).isEqualTo(3);
        assertThat(late.page()).isEqualTo(3);
        assertThat(late.rows()).hasSize(50);
    }

    @Test
    void noTorrentsAreOneEmptyPage() {
        assertThat(TorrentSelection.of(List.of(), PageQuery.ALL)).isEqualTo(new TorrentSelection(List.of(), 0, 1, 1));
    }
}
