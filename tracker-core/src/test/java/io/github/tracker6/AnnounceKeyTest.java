package io.github.tracker6;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.internal.BigEndian;
import java.util.Arrays;
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

    @ParameterizedTest
    @CsvSource({
        "-qB4520-abcdefghijkl, abcdefgh",
        "-qB4520-abcdefghijkl, efghijkl",
        "-qB4520-abcdefghijkl, -qB4520-abcdefghijkl",
        "A2-1-36-0-0123456789, 23456789",
        "A2-1-36-0-0123456789, 6789",
        "A2-1-36-0-0123456789, 6798",
        "A2-1-36-0-0123456789, 0123456789a",
        "A2-1-36-0-0123456789, 0123456789A2-1-36-0-0123456789",
    })
    void bytesThatOccurInThePeerIdArePublic(String peerId, String key) {
        byte[] bytes = key.getBytes(ISO_8859_1);
        assertThat(AnnounceKey.isPublic(bytes, 0, bytes.length, peerId.getBytes(ISO_8859_1)))
                .isEqualTo(peerId.contains(key));
    }

    @Test
    void onlyTheGivenBytesAreLookedForAndNoneArePublic() {
        byte[] peerId = "-qB4520-abcdefghijkl".getBytes(ISO_8859_1);
        byte[] query = "xxijklxx".getBytes(ISO_8859_1);
        assertThat(AnnounceKey.isPublic(query, 2, 4, peerId)).isTrue();
        assertThat(AnnounceKey.isPublic(query, 1, 5, peerId)).isFalse();
        assertThat(AnnounceKey.isPublic(query, 2, 0, peerId)).isFalse();
        assertThat(AnnounceKey.isPublic(query, 2, 3, peerId)).as("by chance").isFalse();
    }

    @Test
    void numbersThatOccurInThePeerIdArePublicAtEveryPlace() {
        byte[] peerId = "\u0001\u0002\u0081\u0090\u00ff-qB4520-efghijkl".getBytes(ISO_8859_1);
        for (int at = 0; at <= 16; at++) {
            int number = BigEndian.intAt(peerId, at);
            assertThat(isPublic(AnnounceKey.ofNumber(number), peerId)).isTrue();
            assertThat(isPublic(AnnounceKey.ofNumber(Integer.reverseBytes(number)), peerId))
                    .isTrue();
            assertThat(isPublic(AnnounceKey.ofNumber(number ^ 0x8000), peerId)).isFalse();
        }
    }

    @Test
    void hexDigitsOfANumberInThePeerIdArePublicAtEveryPlace() {
        for (int at = 0; at <= 12; at++) {
            for (String digits : new String[] {"0f1E2d3C", "DEADBEEF", "99999999", "abcdef00"}) {
                byte[] peerId = ("~".repeat(at) + digits + "~".repeat(12 - at)).getBytes(ISO_8859_1);
                assertThat(isPublic(key(digits), peerId)).isTrue();
                assertThat(isPublic(key(digits) ^ 1, peerId)).isFalse();
            }
        }
    }

    @Test
    void whatFollowsThePeerIdIsNoPartOfIt() {
        byte[] peerId = new byte[InfoHash.BYTES];
        Arrays.fill(peerId, (byte) 'x');
        assertThat(isPublic(AnnounceKey.ofNumber(0x78787800), peerId)).isFalse();
        assertThat(isPublic(AnnounceKey.ofNumber(0x78000000), peerId)).isFalse();
        assertThat(isPublic(AnnounceKey.ofNumber(0x78787878), peerId)).isTrue();
        assertThat(isPublic(AnnounceKey.ofNumber(0), new byte[20])).isFalse();
        assertThat(isPublic(
                        AnnounceKey.ofNumber(7),
                        new byte[] {0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}))
                .isFalse();
    }

    @Test
    void opaqueNumberIsNeverPublicByItself() {
        byte[] peerId = "A2-1-36-0-0123456789".getBytes(ISO_8859_1);
        assertThat(isPublic(key("-0-01234"), peerId)).isFalse();
    }

    private static boolean isPublic(long key, byte[] peerId) {
        return AnnounceKey.isPublic(
                key, BigEndian.longAt(peerId, 0), BigEndian.longAt(peerId, 8), BigEndian.intAt(peerId, 16));
    }

    private static long key(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return AnnounceKey.ofBytes(bytes, 0, bytes.length);
    }
}
