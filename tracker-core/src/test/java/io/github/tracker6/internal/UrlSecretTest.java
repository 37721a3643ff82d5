package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlSecretTest {
    @ParameterizedTest
    @CsvSource({
        "/KEY/announce, KEY",
        "/KEY/scrape, KEY",
        "/KEY/announce/, KEY",
        "/any/prefix/KEY/announce, KEY",
        "/%4bE%59/announce, KEY",
        "/a.b-c_d~/announce, a.b-c_d~",
        "/a%2Fb/announce, a/b",
        "/K%zz%/announce, K%zz%",
        "/K%4/announce, K%4",
    })
    void itIsTheSegmentInFrontOfTheLastOne(String path, String secret) {
        assertThat(UrlSecret.of(null, path)).isEqualTo(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/announce",
                "announce",
                "//announce",
                "/KEY",
                "/announce/KEY",
                "/KEY/announcement",
                "/x/y"
            })
    void otherPathsHaveNone(String path) {
        assertThat(UrlSecret.of(null, path)).isNull();
    }

    @Test
    void theParameterCountsBeforeThePath() {
        assertThat(UrlSecret.of("A", "/B/announce")).isEqualTo("A");
        assertThat(UrlSecret.of("", "/B/announce")).isEqualTo("B");
        assertThat(UrlSecret.of(null, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "passkey=KEY, KEY",
        "a=1&passkey=K%45Y&b, KEY",
        "passkey=A&passkey=B, A",
        "xpasskey=A&passkey=B, B",
        "passkeys=A&passkey=B, B",
        "passkey&passkey=B, B",
        "&&passkey=a=b&, a=b",
    })
    void aParameterIsFoundByItsName(String query, String value) {
        assertThat(UrlSecret.parameter(query, "passkey")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "passkey", "passkey=", "passkey=&passkey=B", "Passkey=A", "x=passkey"})
    void aParameterThatIsAbsentOrEmptyIsNull(String query) {
        assertThat(UrlSecret.parameter(query, "passkey")).isNull();
    }

    @Property(tries = 2_000)
    void anyTextIsReadWithoutAnException(@ForAll @StringLength(max = 40) @CharRange(from = '%', to = '=') String text) {
        String secret = UrlSecret.of(null, "/" + text + "/announce");
        assertThat(secret == null ? 0 : secret.length()).isLessThanOrEqualTo(text.length());
        assertThat(UrlSecret.parameter("k=" + text, "k")).isNotEqualTo("");
    }
}
