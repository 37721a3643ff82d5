package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    private static final long NOW = 1_700_000_000_000L;

    private final BackOff backOff = new BackOff(AddressClaimsBuilder.DEFAULT_BACK_OFF, 1_000);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 4", "3, 24", "4, 24", "100, 24"})
    void theWaitGrowsWithEachFailure(int failures, int hours) {
        for (int i = 0; i < failures; i++) {
            backOff.recordFailure(7, NOW);
        }
        long wait = TimeUnit.HOURS.toMillis(hours);
        assertThat(backOff.isWaiting(7, NOW + wait - 1)).isTrue();
        assertThat(backOff.isWaiting(7, NOW + wait)).isFalse();
        assertThat(backOff.isWaiting(8, NOW)).isFalse();
    }

    @Test
    void aSuccessRemovesTheFailures() {
        backOff.recordFailure(7, NOW);
        backOff.recordFailure(7, NOW);
        backOff.forget(7);
        assertThat(backOff.isWaiting(7, NOW)).isFalse();
        backOff.recordFailure(7, NOW);
        assertThat(backOff.isWaiting(7, NOW + TimeUnit.HOURS.toMillis(1))).isFalse();
    }

    @Test
    void aFullTableForgetsTheOldestFailure() {
        for (int i = 1; i <= 1_000; i++) {
            backOff.recordFailure(i, NOW);
        }
        assertThat(backOff.size()).isEqualTo(1_000);
        backOff.recordFailure(1, NOW);
        assertThat(backOff.size()).isEqualTo(1_000);
        backOff.recordFailure(1_001, NOW);

        assertThat(backOff.size()).isEqualTo(1_000);
        assertThat(backOff.isWaiting(2, NOW)).isFalse();
        assertThat(backOff.isWaiting(1, NOW)).isTrue();
        assertThat(backOff.isWaiting(1_001, NOW)).isTrue();
    }
}
