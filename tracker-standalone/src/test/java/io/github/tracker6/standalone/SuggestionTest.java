package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {
    private static final List<String> KNOWN =
            List.of("--http", "--https", "--udp", "--no-udp", "--tls-cert", "--max-peers");

    @ParameterizedTest
    @CsvSource({
        "--htpp, --http",
        "--HTTP, --http",
        "-http, --http",
        "http, --http",
        "--htt, --http",
        "--httpss, --https",
        "--upd, --udp",
        "--noudp, --no-udp",
        "--tls_cert, --tls-cert",
        "--tls.cert, --tls-cert",
        "--tls-certificate, --tls-cert",
        "--maxpeers, --max-peers",
    })
    void slipOfTheKeyboardIsNear(String given, String meant) {
        assertThat(Suggestion.of(given, KNOWN, "; otherwise")).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "", "-", "--", "-x", "[::]:6969", "--peers"})
    void otherWordIsNot(String given) {
        assertThat(Suggestion.of(given, KNOWN, "; otherwise")).isEqualTo("; otherwise");
    }
}
