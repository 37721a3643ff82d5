package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final RedisStoreException timeout = RedisStoreException.of(RedisTrouble.TIMEOUT);
    private final RedisStoreException disconnected = RedisStoreException.of(RedisTrouble.DISCONNECTED);

    private final CircuitBreaker breaker = new CircuitBreaker("node");

    @Test
    void aTimeOutWithoutAnyAnswerSinceOpens() {
        long mark = breaker.mark();
        assertThat(breaker.timedOut(mark, timeout)).isTrue();
        assertThat(breaker.reason()).isSameAs(timeout);
    }

    @Test
    void aTimeOutWhileOthersAreAnsweredDoesNotOpen() {
        long mark = breaker.mark();
        breaker.answered();
        assertThat(breaker.timedOut(mark, timeout)).isFalse();
        assertThat(breaker.reason()).isNull();
    }

    @Test
    void itOpensAndClosesOnce() {
        assertThat(breaker.open(disconnected)).isTrue();
        assertThat(breaker.open(timeout)).isFalse();
        assertThat(breaker.reason()).isSameAs(disconnected);
        assertThat(breaker.close()).isTrue();
        assertThat(breaker.close()).isFalse();
        assertThat(breaker.reason()).isNull();
    }
}
