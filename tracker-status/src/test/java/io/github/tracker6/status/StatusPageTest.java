package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {
    private static final StatusPage PAGE = StatusPage.load(true);

    private static String html(String query, StatusReport report) {
        return text(PAGE.page(query, report, false));
    }

    private static String text(HttpAnswer answer) {
        return StandardCharsets.UTF_8.decode(answer.body()).toString();
    }

    @Test
    void showsTotalsAndEveryBandOfHosts() {
        assertThat(html("", Reports.mirror()))
                .contains("<dt>Hosts with IPv6</dt><dd class=\"figure\">67%</dd>")
                .contains("<dt>Hosts</dt><dd class=\"figure\">1,204</dd>")
                .contains("IPv6 only: 148 (12%); Both, IPv6 reachable: 471 (39%); Both, IPv6 not tested: 121 (10%);"
                        + " Both, IPv6 not reachable: 62 (5%); IPv4 only: 402 (33%)");
    }

    @Test
    void sectionsComeInTheirOrder() {
        String html = html("", Reports.mirror());

        assertThat(List.of(
                        "totals",
                        "families",
                        "adoption",
                        "announces",
                        "without-seed",
                        "results",
                        "refusals",
                        "parts",
                        "downloads"))
                .extracting(id -> html.indexOf("id=\"" + id + "\""))
                .isSorted()
                .doesNotContain(-1);
    }

    @Test
    void rowsHaveMagnetLinks() {
        TorrentFigures hybrid = Reports.mirror().torrents().stream()
                .filter(torrent -> torrent.swarms().size() == 2)
                .findFirst()
                .orElseThrow();

        assertThat(html("q=" + hybrid.swarms().get(0).infoHash(), Reports.mirror()))
                .contains("href=\"magnet:?xt=urn:btih:" + hybrid.swarms().get(0).infoHash() + "&amp;xt=urn:btmh:1220"
                        + hybrid.release().v2().orElseThrow() + "&amp;dn="
                        + hybrid.release().name() + "\"");
    }

    @Test
    void keepsTheSearchInTheLinksAndTheForm() {
        assertThat(html("q=%3Cscript%3E&sort=-seeds", Reports.mirror()))
                .contains("value=\"&lt;script&gt;\"")
                .contains("name=\"sort\" value=\"-seeds\"")
                .contains("href=\"?q=%3Cscript%3E&amp;sort=seeds#torrents\"");
    }

    @Test
    void showsAHundredAndFindsTheOthers() {
        StatusReport report = Reports.with(Reports.mirror(), Reports.many(20_000), true);

        assertThat(html("", report)).contains("1 to 100 of 20,000 torrents").doesNotContain("image-00100-");
        assertThat(html("q=19999", report)).contains("1 torrent<").contains("image-19999-netinst.iso");
        assertThat(html("page=200", report)).contains("19,901 to 20,000").contains("image-19999-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<script>alert(1)</script> | <bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>",
                "\u202Egpj.exe | <bdi>\uFFFDgpj.exe</bdi>",
                "a\u0007b\u009Bc | <bdi>a\uFFFDb\uFFFDc</bdi>",
                "\uD83D\uDC27 | <bdi>\uD83D\uDC27</bdi>",
            })
    void anyNameIsText(String name, String html) {
        assertThat(html("", Reports.of(Reports.torrent(name, 1, 1, 0))))
                .contains(html)
                .doesNotContain("<script>");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(html("", Reports.of(Reports.torrent("\uD83D\uDC27".repeat(300), 1, 1, 0))))
                .contains(">" + "\uD83D\uDC27".repeat(200) + "…</bdi>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aTorrentWithoutANameIsShownByItsInfoHash(String name) {
        TorrentFigures torrent = Reports.torrent(name, 1, 1, 0);

        assertThat(html("", Reports.with(Reports.mirror(), List.of(torrent), false)))
                .contains("<code>" + torrent.swarms().get(0).infoHash() + "</code>", "Info hash")
                .doesNotContain("aria-sort");
    }

    @Test
    void anEmptyReportSaysWhatIsMissing() {
        assertThat(html("", Reports.empty()))
                .contains("No host has announced yet.")
                .contains("The tracker has just started.")
                .contains("No announce has been answered yet.")
                .contains("The list holds no torrent.")
                .contains("No download has finished yet.");
        assertThat(html("", Reports.with(Reports.empty(), List.of(), false))).contains("No torrent has a peer yet.");
        assertThat(html("q=nothing", Reports.mirror())).contains("No torrent found");
    }

    @Test
    void namesTheTorrentsWithoutASeed() {
        assertThat(html("", Reports.mirror()))
                .contains("1 torrent has no seed")
                .contains("<li><bdi>debian-12.11.0-mips64el-xfce-CD-1.iso</bdi></li>");
        assertThat(html("", Reports.of(Reports.torrent("a", 1, 1, 0)))).doesNotContain("no seed");
    }

    @Test
    void thePublicPageHasNoReasonsAndNoLinksOfTheOperator() {
        assertThat(html("", Reports.mirror()))
                .contains("[2001:db8:20::52]:6881")
                .contains("href=\"stats.json\"");
        assertThat(text(PAGE.page("", Reports.mirror(), true)))
                .doesNotContain("[2001:db8:20::52]:6881", "probes wait", "stats.json", "torrents.csv", "metrics")
                .contains("Degraded");
    }

    @Test
    void nothingInThePageNeedsMoreThanThePolicyAllows() {
        HttpAnswer answer = PAGE.page("", Reports.mirror(), false);

        assertThat(answer.headers().get("Content-Security-Policy").get(0))
                .startsWith("default-src 'none'; style-src 'self'; script-src 'self';")
                .doesNotContain("unsafe");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", List.of("no-store"))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Referrer-Policy", List.of("no-referrer"));
        assertThat(text(answer)).doesNotContain(" style=", "<style", "http://", "https://", "=\"/", " onclick");
    }

    @Test
    void filesAreKeptByTheBrowserUnderTheAddressThatThePageNames() {
        Matcher links = Pattern.compile("(?:href|src)=\"(status\\.css|status\\.js|favicon\\.svg)\\?([^\"]+)\"")
                .matcher(html("", Reports.mirror()));
        int found = 0;
        while (links.find()) {
            found++;
            assertThat(cacheControl("/" + links.group(1), links.group(2))).contains("immutable");
            assertThat(cacheControl("/" + links.group(1), "v=old")).isEqualTo("no-cache");
        }
        assertThat(found).isEqualTo(3);
    }

    private static String cacheControl(String path, String query) {
        HttpAnswer answer = PAGE.answer(path, query, Reports.empty(), true);
        assertThat(answer).isNotNull();
        return answer.headers().get("Cache-Control").get(0);
    }

    @Test
    void otherPathsAreNotAnswered() {
        assertThat(PAGE.answer("/stats.json", "", Reports.empty(), false)).isNull();
        assertThat(PAGE.answer("/PageAssets.class", "", Reports.empty(), false)).isNull();
        assertThat(PAGE.answer("/../status.css", "", Reports.empty(), false)).isNull();
        assertThat(PAGE.answer("", "", Reports.empty(), false)).isNotNull();
        assertThat(PAGE.answer("/", "", Reports.empty(), false)).isNotNull();
    }

    @Test
    void theScriptIsSmall() {
        assertThat(PAGE.answer("/status.js", "", Reports.empty(), false).body().remaining())
                .isLessThan(6 * 1024);
    }

    /** The time of the processor, since the machine may do other things; the least of some runs is what the page takes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "sort=-seeds", "sort=ipv6", "q=7+image&sort=-completed", "page=200&sort=-leechers"})
    void twentyThousandTorrentsTakeLessThanATenthOfASecond(String query) {
        StatusReport report = Reports.with(Reports.mirror(), Reports.many(20_000), true);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            long start = threads.getCurrentThreadCpuTime();
            PAGE.page(query, report, false);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }

        assertThat(best).isLessThan(100_000_000);
    }
}
