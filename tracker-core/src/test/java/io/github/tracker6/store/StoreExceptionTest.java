package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StoreExceptionTest {
    @Test
    void storesOwnWordsAreTold() {
        StoreException failure = new StoreException("out of reach", new IllegalStateException("secret"));

        assertThat(StoreException.describe(failure))
                .isEqualTo(StoreException.describe(new CompletionException(failure)))
                .isEqualTo("io.github.tracker6.store.StoreException: out of reach");
    }

    @Test
    void storesOwnWordsAreOneLine() {
        assertThat(StoreException.describe(new StoreException("a\r\nb", null))).endsWith(": a??b");
    }

    @Test
    void othersAreNamedWithoutTheirMessages() {
        assertThat(StoreException.describe(new CompletionException(new IllegalStateException("secret"))))
                .isEqualTo("java.util.concurrent.CompletionException caused by java.lang.IllegalStateException");
    }

    @Test
    void endlessCausesEnd() {
        Throwable failure = new RuntimeException();
        for (int i = 0; i < 100; i++) {
            failure = new RuntimeException(failure);
        }
        assertThat(StoreException.describe(failure)).hasSizeLessThan(300);
    }
}
