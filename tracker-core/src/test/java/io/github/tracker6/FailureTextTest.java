package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.StoreException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void storesOwnWordsAreTold() {
        StoreException failure = new StoreException("out of reach", new IllegalStateException("secret"));

        assertThat(FailureText.of(failure))
                .isEqualTo(FailureText.of(new CompletionException(failure)))
                .isEqualTo("io.github.tracker6.store.StoreException: out of reach");
    }

    @Test
    void storesOwnWordsAreOneLine() {
        assertThat(FailureText.of(new StoreException("a\r\nb", null))).endsWith(": a??b");
    }

    @Test
    void othersAreNamedWithoutTheirMessages() {
        assertThat(FailureText.of(new CompletionException(new IllegalStateException("secret"))))
                .isEqualTo("java.util.concurrent.CompletionException caused by java.lang.IllegalStateException");
    }

    @Test
    void endlessCausesEnd() {
        Throwable failure = new RuntimeException();
        for (int i = 0; i < 100; i++) {
            failure = new RuntimeException(failure);
        }
        assertThat(FailureText.of(failure)).hasSizeLessThan(300);
    }
}
