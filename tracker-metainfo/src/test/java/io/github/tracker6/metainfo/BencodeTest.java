package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BencodeTest {
    private static Bencode parse(String text) throws InvalidTorrentException {
        return Bencode.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void valuesOfEachKindAreRead() throws Exception {
        Bencode read = parse("d1:ai-7e1:bl1:x2:\u00c3\u00a4e1:cdee");
        assertThat(read.isDictionary()).isTrue();
        assertThat(read.get("a").flatMap(Bencode::integer)).contains(-7L);
        assertThat(read.get("b").orElseThrow().items().get(1).text()).contains("\u00e4");
        assertThat(read.get("b").orElseThrow().items().get(1).bytes().orElseThrow())
                .hasSize(2);
        assertThat(read.get("c").orElseThrow().entries()).isEmpty();
        assertThat(read.entries())
                .extracting(entry -> entry.key().text().orElseThrow())
                .containsExactly("a", "b", "c");
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsEmpty() throws Exception {
        Bencode read = parse("d1:ai7ee");
        assertThat(read.get("b")).isEmpty();
        assertThat(read.integer()).isEmpty();
        assertThat(read.bytes()).isEmpty();
        assertThat(read.text()).isEmpty();
        assertThat(read.items()).isEmpty();
        Bencode integer = read.get("a").orElseThrow();
        assertThat(integer.isDictionary()).isFalse();
        assertThat(integer.entries()).isEmpty();
        assertThat(integer.get("a")).isEmpty();
    }

    @Test
    void otherTextsAreRefused() {
        assertThatExceptionOfType(InvalidTorrentException.class).isThrownBy(() -> parse("<html>"));
    }
}
