package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Reachability;
import io.github.tracker6.claims.KnownResults.State;
import io.github.tracker6.claims.KnownResults.Step;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KnownResultsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final ReachabilityTimes TIMES =
            new ReachabilityTimes(Duration.ofHours(2), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private final KnownResults known = new KnownResults(4, TIMES);
    private final Random random = new Random(6);

    @ParameterizedTest
    @EnumSource
    void aStateIsFoundAgain(State state) {
        long key = random.nextLong();
        assertThat(known.find(key)).isEqualTo(KnownResults.NONE);
        known.put(key, state, false, NOW);
        assertThat(KnownResults.state(known.find(key))).isEqualTo(state);
        known.put(key, State.REACHED, false, NOW);
        assertThat(KnownResults.state(known.find(key))).isEqualTo(State.REACHED);
    }

    @Test
    void aFullSetForgetsTheEndpointThatIsDueFirst() {
        long[] keys = random.longs(5).toArray();
        for (int i = 0; i < keys.length; i++) {
            known.put(keys[i], State.REACHED, i == 2, NOW + 1_000L * i);
        }
        for (int i = 0; i < keys.length; i++) {
            assertThat(known.find(keys[i]) == KnownResults.NONE)
                    .as("entry %d", i)
                    .isEqualTo(i == 2);
        }
    }

    /** What an announce calls for before another probe is due. */
    @ParameterizedTest
    @CsvSource({
        "REACHED,          UNKNOWN,     true,  MARK_REACHED",
        "REACHED,          REACHED,     true,  NOTHING",
        "REACHED,          NOT_REACHED, true,  MARK_REACHED",
        "REACHED,          UNKNOWN,     false, MARK_REACHED",
        "REACHED,          NOT_REACHED, false, MARK_REACHED",
        "FAILED,           UNKNOWN,     true,  MARK_NOT_REACHED",
        "FAILED,           REACHED,     true,  MARK_NOT_REACHED",
        "FAILED,           NOT_REACHED, true,  NOTHING",
        "FAILED,           UNKNOWN,     false, NOTHING",
        "FAILED,           REACHED,     false, NOTHING",
        "FAILED,           NOT_REACHED, false, MARK_UNKNOWN",
        "DOUBTED,          UNKNOWN,     false, NOTHING",
        "DOUBTED,          REACHED,     false, NOTHING",
        "DOUBTED,          NOT_REACHED, false, MARK_UNKNOWN",
        "FAILED_ELSEWHERE, UNKNOWN,     true,  MARK_NOT_REACHED",
        "FAILED_ELSEWHERE, UNKNOWN,     false, NOTHING",
        "FAILED_ELSEWHERE, REACHED,     true,  ADOPT",
        "FAILED_ELSEWHERE, NOT_REACHED, true,  NOTHING",
        "FAILED_ELSEWHERE, NOT_REACHED, false, NOTHING",
    })
    void theStoreIsToldWhatItDoesNotKnow(State state, Reachability reported, boolean believed, Step expected) {
        known.put(1, state, false, NOW);
        assertThat(known.step(known.find(1), reported, false, believed, NOW + 59_000))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsProbedAgainAfterTwoHours(State state) {
        known.put(1, state, false, NOW);
        Reachability reported = state == State.REACHED ? Reachability.REACHED : Reachability.UNKNOWN;
        long due = NOW + Duration.ofHours(2).toMillis();
        assertThat(known.step(known.find(1), reported, false, false, due - 1_000))
                .isNotEqualTo(Step.PROBE);
        assertThat(known.step(known.find(1), reported, false, false, due)).isEqualTo(Step.PROBE);
    }

    @Test
    void aDoubtfulFailureIsProbedAgainOnceAFailureProvesSomething() {
        known.put(1, State.DOUBTED, false, NOW);
        long entry = known.find(1);
        assertThat(known.step(entry, Reachability.UNKNOWN, false, true, NOW + 59_000))
                .isEqualTo(Step.NOTHING);
        assertThat(known.step(entry, Reachability.UNKNOWN, false, true, NOW + 60_000))
                .isEqualTo(Step.PROBE);
    }
}
