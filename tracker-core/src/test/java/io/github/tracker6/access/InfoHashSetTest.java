package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.InfoHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoHashSetTest {
    private static final String ONE = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private static final String TWO = "08ADA5A7A6183AAE1E09D831DF6748D566095A10";
    private static final String V2 = "a5a7a6183aae1e09d831df6748d566095a10c12fe1c06bba254a9dc9f519b335";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\r\n",
                "# a comment",
                "   ",
                "\t# a comment\n",
                "#" + ONE,
            })
    void nothingIsAnEmptySet(String text) {
        assertThat(parse(text).size()).isZero();
        assertThat(parse("\ufeff" + text).size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ONE + "\n" + TWO,
                ONE + "\r\n" + TWO + "\r\n",
                "\ufeff" + ONE + "\n" + TWO + "\n\n",
                "  " + ONE + "  the first\n\t" + TWO + "\tthe second",
                ONE + "# old\n# none\n" + TWO + " # " + ONE,
                ONE + ", the first\n" + TWO + ";x",
                ONE + " n\u00e4me \ud83d\ude00\n" + TWO + "\n" + ONE + "\n",
            })
    void lineIsAnInfoHashAndAnyText(String text) {
        InfoHashSet set = parse(text);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.contains(InfoHash.fromHex(ONE))).isTrue();
        assertThat(set.contains(InfoHash.fromHex(TWO))).isTrue();
        assertThat(set.contains(InfoHash.of(1, 2, 3))).isFalse();
    }

    @Test
    void eachInfoHashHasAnIndex() {
        InfoHashSet set = parse(ONE + "\n" + TWO + "\n" + ONE);
        assertThat(List.of(set.get(0), set.get(1)))
                .containsExactlyInAnyOrder(InfoHash.fromHex(ONE), InfoHash.fromHex(TWO));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.get(2));
    }

    @Test
    void ofTheInfoHashOfV2TheFirst20BytesCount() {
        InfoHashSet set = parse(V2 + "  a hybrid\n");
        assertThat(set.size()).isEqualTo(1);
        assertThat(set.contains(InfoHash.fromHex(V2.substring(0, 40)))).isTrue();
    }

    @Test
    void textNeedNotBeUtf8() {
        byte[] text = (ONE + " n\u00e4me\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(InfoHashSet.parse(text).size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz",
                "the first " + ONE,
                ONE + "a",
                ONE + "x",
                ONE + "\u00e4",
                V2 + "0",
                "c12fe1c06bba254a9dc9f519b335aa7c1367a88",
                "d4:info" + ONE,
            })
    void anyOtherLineIsRefusedByItsNumberWithoutItsText(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("\n" + ONE + "\r\n" + line + "\n"))
                .withMessage("line 3 does not begin with an info hash of 40 or 64 hex digits");
    }

    @Test
    void holdsWhatAHashSetHolds() {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 2, 15, 16, 17, 1_000, 50_000}) {
            // Many begin alike, and some differ in the last bytes alone.
            Set<InfoHash> expected = new HashSet<>();
            while (expected.size() < size) {
                long head = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : random.nextLong();
                expected.add(InfoHash.of(head, random.nextInt(4), random.nextInt()));
            }
            InfoHashSet set = InfoHashSet.of(new ArrayList<>(expected));
            assertThat(set.size()).isEqualTo(size);
            for (InfoHash each : expected) {
                assertThat(set.contains(each)).isTrue();
                InfoHash other = InfoHash.of(each.head(), each.middle() ^ 1L << 63, each.tail());
                assertThat(set.contains(other)).isEqualTo(expected.contains(other));
                other = InfoHash.of(each.head(), each.middle(), each.tail() + 1);
                assertThat(set.contains(other)).isEqualTo(expected.contains(other));
                other = InfoHash.of(each.head() + 1, each.middle(), each.tail());
                assertThat(set.contains(other)).isEqualTo(expected.contains(other));
            }
        }
    }

    @Test
    void setsWithTheSameInfoHashesAreEqual() {
        assertThat(parse(ONE + "\n" + TWO)).isEqualTo(parse(TWO + "\n" + ONE + "\n" + ONE));
        assertThat(parse(ONE + "\n" + TWO)).hasSameHashCodeAs(parse(TWO + "\n" + ONE));
        assertThat(parse(ONE)).isNotEqualTo(parse(TWO)).isNotEqualTo(List.of());
        assertThat(parse(ONE)).hasToString("InfoHashSet[1]");
    }

    private static InfoHashSet parse(String text) {
        return InfoHashSet.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
