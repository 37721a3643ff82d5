package io.github.tracker6.status;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.metainfo.V2InfoHash;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.YearDownloads;
import io.github.tracker6.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadHistoryTest {
    private static final InfoHash ONE = InfoHash.of(1, 0, 0);
    private static final InfoHash TWO = InfoHash.of(2, 0, 0);

    @TempDir
    Path folder;

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-29T23:59:00Z"));
    private final List<Release> releases = new ArrayList<>();
    private DownloadHistory history = builder().build();

    private DownloadHistory.Builder builder() {
        return DownloadHistory.builder().clock(clock).releases(() -> List.copyOf(releases));
    }

    private void finish(InfoHash infoHash, AddressFamily family, boolean dualStack) {
        announce(infoHash, family, dualStack, true);
    }

    private void announce(InfoHash infoHash, AddressFamily family, boolean dualStack, boolean counted) {
        history.onAnnounce(
                new AnnounceRequest().infoHash(infoHash).source(family, family == IPV6 ? 1L << 61 : 0, 1),
                new AnnounceResponse().dualStack(dualStack).countedDownload(counted));
    }

    @Test
    void aDownloadCountsByWhatItsHostIsKnownBy() {
        finish(ONE, IPV4, false);
        finish(ONE, IPV4, true);
        finish(ONE, IPV6, true);
        finish(ONE, IPV6, false);
        announce(ONE, IPV6, false, false);
        FamilyDownloads counts = new FamilyDownloads(1, 2, 1);
        YearDownloads row = history.years().get(0);
        assertThat(row.year()).isEqualTo(2026);
        assertThat(row.infoHash()).isEqualTo(ONE.toString());
        assertThat(row.total()).isEqualTo(counts);
        assertThat(row.days()).containsExactly(entry("2026-11-29", counts));
    }

    @Test
    void daysAndYearsAreInUtcTheLatestFirst() {
        finish(ONE, IPV4, false);
        clock.advance(Duration.ofMinutes(2));
        finish(ONE, IPV6, false);
        clock.advance(Duration.ofDays(40));
        finish(ONE, IPV6, false);
        List<YearDownloads> years = history.years();
        assertThat(years).extracting(YearDownloads::year).containsExactly(2027, 2026);
        assertThat(years.get(0).days().keySet()).containsExactly(LocalDate.parse("2027-01-09"));
        assertThat(years.get(1).days().keySet())
                .containsExactly(LocalDate.parse("2026-11-30"), LocalDate.parse("2026-11-29"));
        assertThat(years.get(1).total()).isEqualTo(new FamilyDownloads(1, 0, 1));
    }

    @Test
    void singleDaysAreKeptFor62DaysAndYearsForEver() {
        finish(ONE, IPV6, false);
        clock.advance(Duration.ofDays(61));
        assertThat(history.years().get(0).days()).hasSize(1);
        clock.advance(Duration.ofDays(1));
        assertThat(history.years().get(0).days()).isEmpty();
        clock.advance(Duration.ofDays(4_000));
        assertThat(history.years().get(0).total()).isEqualTo(new FamilyDownloads(0, 0, 1));
    }

    @Test
    void aClockThatIsAheadForAMomentCostsNoDays() {
        TorrentDownloads counts = new TorrentDownloads();
        int day = (int) LocalDate.parse("2026-11-29").toEpochDay();
        counts.add(day, Families.IPV6);
        counts.add(day + 4_000, Families.IPV6);
        counts.add(day, Families.IPV6);
        assertThat(counts.copy(day).days()).containsEntry(day, new FamilyDownloads(0, 0, 2));
    }

    @Test
    void whatCanBeReadUpToAFaultAloneIsKeptAside() throws Exception {
        finish(ONE, IPV6, false);
        finish(TWO, IPV4, false);
        Path file = folder.resolve("downloads");
        history.saveTo(file);
        byte[] payload = new StateFile(file).read("T6DOWNL1", refused -> {}).orElseThrow();
        byte[] inflated = new InflaterInputStream(new ByteArrayInputStream(payload)).readAllBytes();
        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(cut)) {
            out.write(inflated, 0, inflated.length - 3);
        }
        new StateFile(file).write("T6DOWNL1", cut.toByteArray());
        byte[] faulty = Files.readAllBytes(file);

        history = builder().build();
        history.loadFrom(file);
        history.saveTo(file);
        history.saveTo(file);

        assertThat(history.years()).hasSize(1);
        assertThat(folder.resolve("downloads.broken")).hasBinaryContent(faulty);
    }

    @Test
    void whatIsNotAcceptedCountsTogether() {
        history = builder().accept(ONE::equals).build();
        finish(ONE, IPV6, false);
        finish(TWO, IPV6, false);
        finish(InfoHash.of(3, 0, 0), IPV4, false);
        assertThat(history.years())
                .extracting(YearDownloads::infoHash, YearDownloads::total)
                .containsExactly(
                        tuple("", new FamilyDownloads(1, 0, 1)), tuple(ONE.toString(), new FamilyDownloads(0, 0, 1)));
    }

    @Test
    void whatIsPastTheCapCountsTogether() throws Exception {
        history = new DownloadHistory(builder(), 1);
        finish(ONE, IPV6, false);
        finish(TWO, IPV6, false);
        finish(ONE, IPV6, false);
        assertThat(history.years()).extracting(YearDownloads::infoHash).containsExactly(ONE.toString(), "");
        history.saveTo(folder.resolve("downloads"));

        history = new DownloadHistory(builder(), 0);
        history.loadFrom(folder.resolve("downloads"));
        assertThat(history.years()).hasSize(1);
        assertThat(history.years().get(0).total().all()).isEqualTo(3);
    }

    @Test
    void aHybridIsOneRowWithTheLargerOfItsTwoSwarms() {
        byte[] v2 = new byte[V2InfoHash.BYTES];
        v2[0] = 9;
        Release hybrid = Release.of("both", ONE, V2InfoHash.fromBytes(v2));
        releases.add(hybrid);
        InfoHash second = hybrid.infoHashes().get(1);
        finish(ONE, IPV4, false);
        finish(second, IPV6, false);
        finish(second, IPV6, true);
        assertThat(history.years()).hasSize(1);
        YearDownloads row = history.years().get(0);
        assertThat(row.name()).isEqualTo("both");
        assertThat(row.infoHash()).as("that of v1, on every mirror").isEqualTo(ONE.toString());
        assertThat(row.total()).isEqualTo(new FamilyDownloads(0, 1, 1));
        assertThat(row.days()).containsExactly(entry("2026-11-29", new FamilyDownloads(0, 1, 1)));
    }

    @Test
    void inAYearTheMostFrequentComesFirst() {
        finish(ONE, IPV6, false);
        finish(TWO, IPV6, false);
        finish(TWO, IPV4, false);
        assertThat(history.years()).extracting(YearDownloads::infoHash).containsExactly(TWO.toString(), ONE.toString());
    }

    @Test
    void aRestartKeepsCountsAndTheNamesOfRemovedTorrents() throws Exception {
        Path file = folder.resolve("downloads");
        releases.add(Release.of("debian \ud83d\ude80 \ud83d", ONE, null));
        releases.add(Release.of("x".repeat(TorrentDownloads.MAX_NAME_CHARS - 1) + "\ud83d\ude80", TWO, null));
        finish(ONE, IPV6, true);
        finish(TWO, IPV4, false);
        for (int i = 0; i < 300; i++) {
            finish(InfoHash.of(99, 0, i), IPV6, false);
        }
        history.saveTo(file);
        List<YearDownloads> before = history.years();
        releases.clear();

        history = builder().build();
        history.loadFrom(file);
        assertThat(history.years()).isEqualTo(before).hasSize(302);
        finish(ONE, IPV6, true);
        assertThat(history.years().get(0).name()).isEqualTo("debian \ud83d\ude80 \ud83d");
        assertThat(history.years().get(0).total()).isEqualTo(new FamilyDownloads(0, 2, 0));
        assertThat(history.years())
                .filteredOn(row -> row.infoHash().equals(TWO.toString()))
                .extracting(YearDownloads::name)
                .containsExactly("x".repeat(TorrentDownloads.MAX_NAME_CHARS - 1));
    }

    @Test
    void withoutAFileCountingBeginsAtZero() throws Exception {
        history.loadFrom(folder.resolve("downloads"));
        assertThat(history.years()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aBrokenFileIsKeptAsideAndTheOneBeforeCounts() throws Exception {
        Path file = folder.resolve("downloads");
        finish(ONE, IPV6, false);
        history.saveTo(file);
        finish(ONE, IPV6, false);
        history.saveTo(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        history = builder().build();
        history.loadFrom(file);
        assertThat(history.years().get(0).total().all()).isEqualTo(1);
        assertThat(folder.resolve("downloads.broken")).hasBinaryContent(bytes);
    }

    @Test
    void twoBrokenFilesLeaveNothingAndDoNotStopTheStart() throws Exception {
        Path file = folder.resolve("downloads");
        Files.writeString(file, "no such thing");
        Files.writeString(folder.resolve("downloads.before"), "");
        history.loadFrom(file);
        assertThat(history.years()).isEmpty();
        finish(ONE, IPV6, false);
        history.saveTo(file);
        history.saveTo(file);
        assertThat(folder.resolve("downloads.broken")).hasContent("no such thing");
    }

    @Test
    void theFullTableFitsIntoTheFile() throws Exception {
        for (int i = 0; i < DownloadHistory.MAX_TORRENTS + 1; i++) {
            InfoHash infoHash = InfoHash.of(0x9e3779b97f4a7c15L * (i + 1), 0xbf58476d1ce4e5b9L * i, i);
            finish(infoHash, i % 2 == 0 ? IPV4 : IPV6, i % 3 == 0);
            if (i % 650 == 0) {
                clock.advance(Duration.ofDays(1));
            }
        }
        history.saveTo(folder.resolve("downloads"));
        List<YearDownloads> before = history.years();
        history = builder().build();
        history.loadFrom(folder.resolve("downloads"));
        assertThat(history.years()).isEqualTo(before);
    }

    private static Map.Entry<LocalDate, FamilyDownloads> entry(String day, FamilyDownloads downloads) {
        return Map.entry(LocalDate.parse(day), downloads);
    }
}
