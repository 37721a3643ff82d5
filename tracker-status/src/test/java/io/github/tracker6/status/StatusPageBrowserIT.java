package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.netty.HttpTrackerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page in a real browser. Needs Debian's chromium and chromium-driver. */
@Tag("long")
class StatusPageBrowserIT {
    private static final String PREFIX = "/tracker/status";
    private static final Path PICTURES = Path.of(System.getProperty("tracker6.screenshots", "target/screenshots"));
    private static final AtomicReference<StatusReport> REPORT = new AtomicReference<>(Reports.mirror());
    private static final AtomicInteger PAGES = new AtomicInteger();

    private static HttpTrackerServer server;
    private static Browser browser;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        StatusPage page = StatusPage.load(true);
        HttpRoute route = request -> {
            if (!request.path().startsWith(PREFIX)) {
                return null;
            }
            PAGES.incrementAndGet();
            HttpAnswer answer =
                    page.answer(request.path().substring(PREFIX.length()), request.query(), REPORT.get(), false);
            return answer == null ? null : answer.done();
        };
        server = HttpTrackerServer.builder()
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .rateLimit(false)
                .route(route)
                .build();
        server.start();
        address = "http://[::1]:" + server.addresses().get(0).getPort() + PREFIX + "/";
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        server.close();
    }

    @BeforeEach
    void openThePage() {
        REPORT.set(Reports.mirror());
        browser.scripts(true);
        browser.scheme("light");
        browser.size(1280, 900);
        browser.open(address);
    }

    /** An error of the script, a file that is missing, and whatever the policy forbids are all written there. */
    @AfterEach
    void consoleSaysNothing() {
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void sortsByTheColumnThatIsClicked() {
        browser.find("#sort-seeds").click();
        browser.awaitText("th[aria-sort]", "Seeds");
        List<Long> most = seeds();
        browser.find("#sort-seeds").click();
        browser.awaitText("th[aria-sort=ascending]", "Seeds");

        assertThat(most).isSortedAccordingTo(Comparator.reverseOrder()).hasSize(100);
        assertThat(seeds()).isSorted();
        assertThat(browser.address()).contains("sort=seeds");
    }

    private static List<Long> seeds() {
        return browser.numbers("td[data-label=Seeds]");
    }

    @Test
    void searchesWhileOneTypes() {
        browser.find("#q").click();
        browser.press("riscv64 13.2");
        browser.awaitText("#found", "5 torrents");

        assertThat(browser.findAll("#results tbody tr")).hasSize(5);
        assertThat(browser.focusedId()).isEqualTo("q");
        assertThat(browser.address()).contains("q=riscv64+13.2");
    }

    @Test
    void turnsPages() {
        browser.find("#page-next").click();
        browser.awaitText("#found", "101 to 132 of 132");
        assertThat(browser.findAll("#results tbody tr")).hasSize(32);
        assertThat(browser.focusedId()).isEqualTo("main");

        browser.find("#page-previous").click();
        browser.awaitText("#found", "1 to 100 of 132");
    }

    @Test
    void showsNewFiguresWithoutBeingLoadedAgain() {
        browser.run("window.isSamePage = true");
        browser.find("#day-figures summary").click();
        browser.run("document.getElementById('sort-name').focus(); scrollTo(0, 700)");

        REPORT.set(
                Reports.later(Reports.mirror(), HostCounts.ofFamilies(402, 4000, 919), Reports.TIME.plusSeconds(10)));

        browser.awaitText("#totals", "5,321");
        assertThat(browser.text("#updated")).contains("14:02:21");
        assertThat(browser.run("return window.isSamePage")).isEqualTo(true);
        assertThat(browser.run("return document.getElementById('day-figures').open"))
                .isEqualTo(true);
        assertThat(browser.focusedId()).isEqualTo("sort-name");
        assertThat(browser.run("return Math.round(scrollY)")).isEqualTo(700L);
    }

    @Test
    void asksForNothingWhilePaused() {
        browser.find("#pause").click();
        assertThat(browser.text("#pause")).isEqualTo("Resume updates");
        int before = PAGES.get();
        // The browser's clock, not this test's: twelve seconds of it, more than the time between two refreshes.
        browser.run("setTimeout(() => document.title = 'over', 12000)");
        browser.awaitTitle("over");

        assertThat(PAGES.get()).isEqualTo(before);
    }

    @Test
    void canBeUsedWithTheKeyboardAlone() {
        browser.press(Keys.TAB);
        assertThat(browser.focused()).isEqualTo("Skip to the figures");

        browser.tabTo("pause");
        browser.press(Keys.ENTER);
        assertThat(browser.text("#pause")).isEqualTo("Resume updates");

        browser.tabTo("q");
        browser.press("netinst", Keys.ENTER);
        browser.awaitText("#found", "48 torrents");

        browser.tabTo("sort-leechers");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        browser.press(Keys.ENTER);
        browser.awaitText("th[aria-sort]", "Leechers");
        assertThat(browser.focusedId()).isEqualTo("sort-leechers");
    }

    @Test
    void aNameThatLooksLikeMarkupIsText() {
        browser.find("#q").click();
        browser.press("alert");
        browser.awaitText("#found", "1 torrent");

        assertThat(browser.text("#results tbody bdi")).isEqualTo(Reports.SCRIPT);
        assertThat(browser.findAll("script")).hasSize(1);
    }

    @Test
    void aNameThatTurnsTheTextRoundOrIsLongDoesNotBreakTheLayout() {
        REPORT.set(Reports.of(
                Reports.torrent("\u202Egpj.exe\u202C\u2066", 1, 1, 0),
                Reports.torrent("x".repeat(3000), 2, 1, 0),
                Reports.torrent("\uD83D\uDC27".repeat(400), 3, 1, 0)));
        browser.size(360, 800);
        browser.open(address);

        assertThat(documentWidth()).isLessThanOrEqualTo(360);
        assertThat(browser.findAll("#results tbody tr")).hasSize(3);
    }

    @Test
    void worksWithoutScripts() {
        browser.scripts(false);
        browser.open(address);
        assertThat(browser.find("#pause").isDisplayed()).isFalse();

        browser.find("#q").sendKeys("s390x");
        browser.find("#search button").click();
        browser.awaitText("#found", "15 torrents");
        browser.find("#sort-completed").click();
        browser.awaitText("th[aria-sort=descending]", "Completed");
        assertThat(browser.find("#q").getDomAttribute("value")).isEqualTo("s390x");
        browser.find("#filter-seedless").click();
        browser.awaitText("#found", "No torrent found");
        browser.open(address + "?page=2");
        browser.awaitText("#found", "101 to 132");
    }

    @ParameterizedTest
    @CsvSource({"light,1280", "light,360", "dark,1280", "dark,360"})
    void fitsItsWindowAndCanBeRead(String scheme, int width) throws IOException {
        browser.scheme(scheme);
        browser.size(width, 900);
        browser.open(address);

        browser.picture(
                PICTURES.resolve("status-" + scheme + (width > 500 ? "-wide" : "-narrow") + ".png"),
                width,
                width > 500 ? 2000 : 2900);
        browser.picture(
                PICTURES.resolve("whole-" + scheme + (width > 500 ? "-wide" : "-narrow") + ".png"),
                width,
                ((Number) browser.run("return document.documentElement.scrollHeight")).intValue());

        assertThat(documentWidth()).as(() -> tooWide(width)).isLessThanOrEqualTo(width);
        assertThat(PageContrast.textBelow(browser, 4.5)).isEmpty();
        assertThat(PageContrast.fillsBelow(browser, 3)).isEmpty();
    }

    /** Returns what stands out of the window, to find it. */
    private static String tooWide(int width) {
        return String.valueOf(browser.run("""
                return [...document.querySelectorAll('body *')]
                    .filter(e => !e.closest('.scroll, svg') && e.getBoundingClientRect().right > arguments[0])
                    .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30)).join('; ')""", width));
    }

    private static long documentWidth() {
        return (Long) browser.run("return document.documentElement.scrollWidth");
    }
}
