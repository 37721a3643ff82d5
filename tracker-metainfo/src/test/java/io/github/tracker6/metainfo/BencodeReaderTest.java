package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeReaderTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 10, 42, Long.MAX_VALUE, Long.MIN_VALUE})
    void integersOfSixtyFourBitsAreRead(long value) throws Exception {
        assertThat(read("i" + value + "e").integer()).isEqualTo(value);
    }

    @Test
    void valuesKnowTheirPlace() throws Exception {
        BencodeValue root = read("d1:ali7e3:xyze1:b0:1:cd2:id4:spamee");
        BencodeValue list = root.get("a");
        assertThat(list.start()).isEqualTo(4);
        assertThat(list.end()).isEqualTo(14);
        List<BencodeValue> items = new ArrayList<>();
        list.items().forEach(items::add);
        assertThat(items).hasSize(2);
        assertThat(items.get(0).integer()).isEqualTo(7);
        assertThat(items.get(1).text()).isEqualTo("xyz");
        assertThat(items.get(1).contentStart()).isEqualTo(10);
        assertThat(root.get("b").length()).isZero();
        assertThat(root.get("c").get("id").text()).isEqualTo("spam");
        assertThat(root.get("d")).isNull();
        assertThat(root.get("aa")).isNull();
        assertThat(list.get("a")).isNull();
        List<String> keys = new ArrayList<>();
        root.keys().forEach(key -> keys.add(key.text()));
        assertThat(keys).containsExactly("a", "b", "c");
        assertThat(root.items()).isEmpty();
        assertThat(list.keys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0|the file is empty",
                "i01e|0|begins with 0",
                "i-0e|0|is -0",
                "i-01e|0|begins with -0",
                "ie|1|no digit",
                "i-e|2|no digit",
                "i+1e|1|no digit",
                "i1.5e|2|does not end with e",
                "i9223372036854775808e|0|more than 64 bits",
                "i-9223372036854775809e|0|more than 64 bits",
                "i99999999999999999999999e|0|more than 64 bits",
                "i12|3|cut off",
                "01:a|0|begins with 0",
                "4:abc|0|has 4 bytes, and the file ends after 3",
                "9999999999:a|0|longer than the rest",
                "3|1|cut off",
                "3abc|1|no colon",
                "-1:a|0|no value begins with byte 0x2d",
                "x|0|no value begins with byte 0x78",
                "l|1|cut off",
                "d1:ae|4|key without its value",
                "di1ei2ee|1|is no string",
                "d1:ai1e|7|cut off",
                "i1ei2e|3|3 bytes follow",
                "e|0|no value begins",
                "lee|2|1 bytes follow",
                "le e|2|2 bytes follow",
            })
    void otherFormsAreRefusedWithTheirPlace(String text, long position, String reason) {
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position))
                .satisfies(e -> assertThat(e.file()).isNull());
    }

    @Test
    void keysOutOfOrderAreNoted() throws Exception {
        BencodeValue root = read("d1:bd1:yi1e1:xi2ee1:ai3ee");
        assertThat(root.tape().misplacedKey(0, 100)).isEqualTo(11);
        assertThat(root.tape().misplacedKey(12, 100)).isEqualTo(18);
        assertThat(root.tape().misplacedKey(19, 100)).isEqualTo(-1);
        assertThat(read("d1:ai1e2:aai1e1:bi1ee").tape().misplacedKey(0, 100)).isEqualTo(-1);
        assertThat(read("d1:\u00e4i1e1:ai1ee").tape().misplacedKey(0, 100))
                .as("keys are compared unsigned")
                .isEqualTo(7);
    }

    @Test
    void keysThatAreThereTwiceAreNoted() throws Exception {
        assertThat(read("d1:ai1e1:ai2ee").tape().repeatedKey(0, 100)).isEqualTo(7);
        assertThat(read("d1:bi1e1:ai2e1:bi3ee").tape().repeatedKey(0, 100)).isEqualTo(13);
        assertThat(read("d1:bi1e1:ai2e1:ai3ee").tape().repeatedKey(0, 100)).isEqualTo(13);
        assertThat(read("d1:ad1:ai1ee1:bd1:ai1eee").tape().repeatedKey(0, 100)).isEqualTo(-1);
        assertThat(read("d1:ai1e1:ai2ee").get("a").integer())
                .as("the first counts")
                .isEqualTo(1);
    }

    @Test
    void whiteSpaceMayFollow() throws Exception {
        assertThat(read("i7e\r\n").integer()).isEqualTo(7);
        assertThat(read("le \t\n\n").isList()).isTrue();
    }

    @Test
    void depthAndNumberOfValuesAreLimited() throws Exception {
        int depth = BencodeReader.MAX_DEPTH;
        assertThat(read("l".repeat(depth) + "e".repeat(depth)).isList()).isTrue();
        assertRefused("l".repeat(depth + 1) + "e".repeat(depth + 1), depth, "more than 100 deep");
        assertRefused("l".repeat(1_000_000), depth, "more than 100 deep");

        int most = BencodeReader.MAX_ELEMENTS;
        assertThat(read("l" + "le".repeat(most - 1) + "e").isList()).isTrue();
        assertRefused("l" + "le".repeat(most) + "e", 2L * most - 1, "more than 3000000 values");
    }

    private static void assertRefused(String text, long position, String reason) {
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    private static BencodeValue read(String text) throws InvalidTorrentException {
        return BencodeReader.read(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
