package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class BencodeWriterTest {
    private final BencodeWriter writer = new BencodeWriter();

    private String written() {
        return new String(writer.bytes(), 0, writer.size(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void bep3_keysAreSortedByRawBytesAtEveryDepth() {
        writer.beginDictionary();
        writer.key(bytes("\u00ff"));
        writer.integer(0);
        writer.key(bytes("b"));
        writer.beginDictionary();
        writer.key(bytes("zz"));
        writer.string("last");
        writer.key(bytes("z"));
        writer.beginList();
        writer.integer(Integer.MAX_VALUE);
        writer.string("");
        writer.endList();
        writer.endDictionary();
        writer.key(bytes("a"));
        writer.integer(10);
        writer.endDictionary();
        assertThat(written()).isEqualTo("d1:ai10e1:bd1:zli2147483647e0:e2:zz4:laste1:\u00ffi0ee");
    }

    @Test
    void aKeyWrittenTwiceIsAMistake() {
        writer.beginDictionary();
        writer.key(bytes("a"));
        writer.integer(1);
        writer.key(bytes("a"));
        writer.integer(2);
        assertThatThrownBy(writer::endDictionary).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void negativeNumbersAreRefused() {
        assertThatThrownBy(() -> writer.integer(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isReusableAfterClear() {
        writer.beginDictionary();
        writer.key(bytes("b"));
        writer.clear();
        writer.beginDictionary();
        writer.endDictionary();
        assertThat(written()).isEqualTo("de");
    }

    @Property
    void anyOrderOfKeysGivesTheSortedDictionary(@ForAll @Size(max = 40) Set<@StringLength(max = 6) String> keys) {
        TreeMap<String, Integer> sorted = new TreeMap<>(Comparator.naturalOrder());
        BencodeWriter any = new BencodeWriter();
        any.beginDictionary();
        int value = 0;
        for (String key : keys) {
            byte[] raw = key.getBytes(StandardCharsets.UTF_8);
            String name = new String(raw, StandardCharsets.ISO_8859_1);
            if (sorted.putIfAbsent(name, value) == null) {
                any.key(raw);
                any.integer(value);
            }
            value++;
        }
        any.endDictionary();
        StringBuilder expected = new StringBuilder("d");
        sorted.forEach((key, number) -> expected.append(key.length())
                .append(':')
                .append(key)
                .append('i')
                .append(number)
                .append('e'));
        assertThat(new String(any.bytes(), 0, any.size(), StandardCharsets.ISO_8859_1))
                .isEqualTo(expected.append('e').toString());
    }
}
