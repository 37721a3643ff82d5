package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    @Test
    void returnsAsSoonAsTheConditionHolds() {
        AtomicInteger calls = new AtomicInteger();
        Await.until("the third call", () -> calls.incrementAndGet() == 3);
        assertThat(calls).hasValue(3);
    }

    @Test
    void failsAtTheDeadlineWithTheConditionInWords() {
        assertThatThrownBy(() -> Await.until("pigs fly", Duration.ofMillis(5), () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("not within 5 ms: pigs fly");
    }
}
