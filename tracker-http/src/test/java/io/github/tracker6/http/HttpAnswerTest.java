package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
    private final HttpAnswer page = HttpAnswer.of(200, "text/html; charset=utf-8", "é");

    @Test
    void headersHoldTypeAndLengthAndWhatIsAdded() {
        HttpAnswer answer = page.withHeader("Cache-Control", "no-store")
                .withHeader("Link", "</a>")
                .withHeader("LINK", "</b>");
        assertThat(answer.headers())
                .containsExactly(
                        Map.entry("Content-Type", List.of("text/html; charset=utf-8")),
                        Map.entry("Content-Length", List.of("2")),
                        Map.entry("Cache-Control", List.of("no-store")),
                        Map.entry("Link", List.of("</a>", "</b>")));
        assertThat(page.headers()).hasSize(2);
        assertThatThrownBy(() -> answer.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theBodyIsWhatLiesBetweenPositionAndLimitAndEachReaderHasAView() {
        byte[] bytes = {0, 1, 2, (byte) 0xff, 4};
        HttpAnswer answer = HttpAnswer.of(200, "application/octet-stream", ByteBuffer.wrap(bytes, 1, 3));
        for (int i = 0; i < 2; i++) {
            ByteBuffer body = answer.body();
            byte[] read = new byte[body.remaining()];
            body.get(read);
            assertThat(read).containsExactly(1, 2, 0xff);
        }
        assertThatThrownBy(() -> answer.body().put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x", "a\nb", "a\rb", "a\u0000", "é", "\u010a", "\u007f"})
    void aValueThatCouldBeginAnotherHeaderIsRefused(String value) {
        assertThatThrownBy(() -> page.withHeader("X-Name", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Name");
        assertThatThrownBy(() -> HttpAnswer.of(200, value, "")).hasMessageContaining("Content-Type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "é", "a\n"})
    void aNameIsOfLettersDigitsAndDashes(String name) {
        assertThatThrownBy(() -> page.withHeader(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "content-length", "TRANSFER-ENCODING", "Upgrade", "Keep-Alive", "Trailer"})
    void whatTheServerWritesIsRefused(String name) {
        assertThatThrownBy(() -> page.withHeader(name, "x")).hasMessageContaining(name);
    }

    @Test
    void theStatusIsAFinalOne() {
        for (int status : new int[] {-1, 0, 100, 199, 600}) {
            assertThatThrownBy(() -> HttpAnswer.empty(status)).hasMessageContaining("status " + status);
            assertThatThrownBy(() -> HttpAnswer.of(status, "a/b", "")).hasMessageContaining("status " + status);
        }
        assertThat(HttpAnswer.empty(599).status()).isEqualTo(599);
    }

    @Test
    void rfc9110_status204And304HaveNoBodyAndNoLength() {
        for (int status : new int[] {204, 304}) {
            assertThat(HttpAnswer.empty(status).headers()).isEmpty();
            assertThatThrownBy(() -> HttpAnswer.of(status, "a/b", "")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(HttpAnswer.empty(302).withHeader("Location", "/").headers())
                .containsExactly(Map.entry("Content-Length", List.of("0")), Map.entry("Location", List.of("/")));
    }
}
