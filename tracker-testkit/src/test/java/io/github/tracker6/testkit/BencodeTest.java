package io.github.tracker6.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
    @Test
    void bep3_valuesAreDecoded() {
        assertThat(decode("i-42e")).isEqualTo(-42L);
        assertThat(decode("i0e")).isEqualTo(0L);
        assertThat(decode("i9223372036854775807e")).isEqualTo(Long.MAX_VALUE);
        assertThat(decode("4:spam")).isEqualTo("spam".getBytes(ISO_8859_1));
        assertThat(decode("0:")).isEqualTo(new byte[0]);
        assertThat(decode("le")).isEqualTo(List.of());
        assertThat(decode("li1eli2eee")).isEqualTo(List.of(1L, List.of(2L)));
        assertThat(decode("d1:ai1e2:abi2e1:bdee")).isEqualTo(Map.of("a", 1L, "ab", 2L, "b", Map.of()));
    }

    @Test
    void keysAreComparedAsUnsignedBytes() {
        assertThat(Bencode.decodeDictionary("d1:zi1e1:\u00ffi2ee".getBytes(ISO_8859_1)))
                .containsExactly(Map.entry("z", 1L), Map.entry("\u00ff", 2L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "i", "ie", "i-e", "i-0e", "i01e", "i-01e", "i+1e", "i1", "i 1e", "i1.0e", "i9223372036854775808e",
                "5:spam", "04:spam", "-1:", "4", ":", "4;spam", "9999999999:", "l", "li1e", "d", "d1:a", "d1:ae",
                "d1:ai1e", "di1ei1ee", "d1:bi1e1:ai2ee", "d1:ai1e1:ai2ee", "i1ei2e", "4:spamx", "dex", "x", "e"
            })
    void nonCanonicalInputIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(text));
        assertThatIllegalArgumentException().isThrownBy(() -> Bencode.decodeDictionary(text.getBytes(ISO_8859_1)));
    }

    @Test
    void everyTruncationIsRefused() {
        String whole = "d8:completei1e8:intervali1800e5:peers6:\u00c0\u0000\u0002\u0001\u001a\u00e14:listli1e1:xee";
        String sorted = "d8:completei1e8:intervali1800e4:listli1e1:xe5:peers6:\u00c0\u0000\u0002\u0001\u001a\u00e1e";
        assertThatIllegalArgumentException().isThrownBy(() -> decode(whole));
        assertThat(Bencode.decodeDictionary(sorted.getBytes(ISO_8859_1))).hasSize(4);
        for (int length = 0; length < sorted.length(); length++) {
            String cut = sorted.substring(0, length);
            assertThatIllegalArgumentException().isThrownBy(() -> decode(cut));
        }
    }

    @Test
    void theDepthIsLimited() {
        assertThat(decode("l".repeat(33) + "e".repeat(33))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> decode("l".repeat(34) + "e".repeat(34)));
    }

    private static Object decode(String text) {
        return Bencode.decode(text.getBytes(ISO_8859_1));
    }
}
