package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlWriterTest {
    private static final String TYPE = "<!DOCTYPE html>";

    @Test
    void elementsHaveAttributesAndText() {
        HtmlWriter html = new HtmlWriter();
        html.open("p", "note").attribute("hidden").text("a").element("b", "c").close();

        assertThat(html).hasToString(TYPE + "<p class=\"note\" hidden=\"\">a<b>c</b></p>");
    }

    @Test
    void voidElementsHaveNoEndTag() {
        assertThat(new HtmlWriter().open("input").attribute("name", "q").close())
                .hasToString(TYPE + "<input name=\"q\">");
    }

    @Test
    void textAndValuesAreEscaped() {
        HtmlWriter html = new HtmlWriter();
        html.open("p").attribute("title", "\"'<&>").text("</p><script>'\"&amp;").close();

        assertThat(html)
                .hasToString(TYPE + "<p title=\"&quot;&#39;&lt;&amp;&gt;\">"
                        + "&lt;/p&gt;&lt;script&gt;&#39;&quot;&amp;amp;</p>");
    }

    @Property
    void anyTextLeavesNoMarkup(@ForAll String text) {
        String written = new HtmlWriter().element("p", text).toString();

        assertThat(written.substring((TYPE + "<p>").length(), written.length() - "</p>".length()))
                .doesNotContain("<", ">", "\"", "'", "\0");
    }

    @Test
    void controlCharactersAndHalvesOfPairsAreReplaced() {
        assertThat(new HtmlWriter().element("p", "a\0b\u0007c\u009Fd\uD83De\uDC27f\uFFFF\uD83D\uDC27"))
                .hasToString(TYPE + "<p>a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFD\uD83D\uDC27</p>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"style", "onclick", "onload", "a b", "a=", "a\"", "a>"})
    void attributesThatArePolicyBreachesOrMarkupAreRefused(String name) {
        HtmlWriter html = new HtmlWriter().open("p");

        assertThatIllegalArgumentException().isThrownBy(() -> html.attribute(name, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.org/", "//example.org", "/stats.json", "javascript:alert(1)", "\\\\example.org"
            })
    void addressesOfOtherSitesAreRefused(String address) {
        HtmlWriter html = new HtmlWriter().open("a");

        assertThatIllegalArgumentException().isThrownBy(() -> html.attribute("href", address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?q=a:b#torrents", "#main", "status.css?v=1", "magnet:?xt=urn:btih:00"})
    void addressesOfThisSiteAndMagnetLinksAreWritten(String address) {
        assertThat(new HtmlWriter().open("a").attribute("href", address).close().toString())
                .contains(address);
    }

    @Test
    void whatIsNotClosedOrClosedTwiceIsAMistake() {
        HtmlWriter html = new HtmlWriter().open("p");

        assertThatIllegalStateException().isThrownBy(html::toString);
        html.close();
        assertThatIllegalStateException().isThrownBy(html::close);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> html.open("p").text("a").attribute("class", "b"));
    }
}
