package io.github.tracker6.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0007", "\n", "\r", "\t", "\u001b", "\u007f", "\u009b", "\u200f", "\u202e", "\u2066",
                "\u2028", "\u2029", "\ufeff", "\ud800"
            })
    void whatSteersATerminalBecomesAQuestionMark(String text) {
        assertThat(Printable.of("a" + text + "b")).isEqualTo("a?b");
    }

    @Test
    void lettersOfAllLanguagesAndEmojiStay() {
        String text = "Gr\u00fc\u00dfe \u0645\u0631\u062d\u0628\u0627 \u4f60\u597d \ud83d\udce6 a-b_c [1]";
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @Test
    void linesStayLines() {
        assertThat(Printable.lines("one\r\ntwo\u001b[2J")).containsExactly("one", "two?[2J");
    }
}
