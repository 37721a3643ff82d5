package io.github.tracker6;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceKeyTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "f, 15",
        "F, 15",
        "0000000F, 15",
        "DEADBEEF, 3735928559",
        "deadbeef, 3735928559",
        "DeadBeef, 3735928559",
        "ffffffff, 4294967295",
        "0, 0",
        "00000000, 0",
        "7ac6, 31430"
    })
    void oneToEightHexDigitsAreTheNumber(String text, long number) {
        assertThat(key(text)).isEqualTo(number);
        assertThat(AnnounceKey.ofNumber((int) number)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"g", "000000001", "deadbeef0", "-1", "+1", "0x1", "dead beef", " 1", "\u0000", "\u00ff\u0080"})
    void anythingElseIsOpaqueAndOutsideThatRange(String text) {
        assertThat(key(text)).isNegative().isEqualTo(key(text)).isNotEqualTo(key(text + "x"));
    }

    @Test
    void opaqueKeysOfAnyLengthDiffer() {
        assertThat(key("x")).isNotEqualTo(key("y"));
        assertThat(key("x".repeat(255))).isNotEqualTo(key("x".repeat(256)));
        assertThat(key("000000001")).isNotEqualTo(key("1"));
    }

    @Test
    void noBytesAreNoKey() {
        assertThat(key("")).isZero();
        assertThat(AnnounceKey.ofNumber(0)).isZero();
        assertThat(AnnounceKey.ofNumber(-1)).isEqualTo(0xffffffffL);
    }

    @Test
    void onlyTheGivenBytesCount() {
        byte[] query = "key=BEEF&x=g".getBytes(ISO_8859_1);
        assertThat(AnnounceKey.ofBytes(query, 4, 4)).isEqualTo(0xbeef);
        assertThat(AnnounceKey.ofBytes(query, 11, 1)).isEqualTo(key("g"));
    }

    private static long key(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return AnnounceKey.ofBytes(bytes, 0, bytes.length);
    }
}
