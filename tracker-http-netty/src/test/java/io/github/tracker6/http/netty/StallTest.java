package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallTest {
    private static final long LIMIT = 10;

    private final Stall stall = new Stall(1_000);

    @Test
    void anAnswerHasItsOwnTimeLimitWhileTheClientTakesAnswers() {
        assertThat(stall.limitFromNanos(5, LIMIT)).isEqualTo(5);
        stall.taken(200);
        assertThat(stall.limitFromNanos(6, LIMIT)).isEqualTo(6);
    }

    @Test
    void afterARefusalFurtherAnswersShareItsTimeLimit() {
        stall.refused(5);
        stall.taken(200);
        assertThat(stall.limitFromNanos(8, LIMIT)).isEqualTo(5);
        stall.refused(9);
        stall.taken(799);
        assertThat(stall.limitFromNanos(14, LIMIT)).isEqualTo(5);
    }

    @Test
    void aClientThatTakesABufferIsNotStalled() {
        stall.refused(5);
        stall.taken(200);
        stall.taken(800);
        assertThat(stall.limitFromNanos(8, LIMIT)).isEqualTo(8);
        stall.refused(9);
        assertThat(stall.limitFromNanos(10, LIMIT)).isEqualTo(9);
    }

    @Test
    void aStallIsForgottenOnceItsTimeIsOver() {
        stall.refused(5);
        assertThat(stall.limitFromNanos(15, LIMIT)).isEqualTo(15);
        assertThat(stall.limitFromNanos(16, LIMIT)).isEqualTo(16);
    }
}
