package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Reachability;
import io.github.tracker6.claims.KnownResults.State;
import io.github.tracker6.claims.KnownResults.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

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

    /** Twice as many endpoints as slots: each is forgotten now and then, while the store still knows its result. */
    @Test
    void endpointsThatAreOftenForgottenAreProbedToo() {
        long[] keys = random.longs(8).toArray();
        int[] probes = new int[keys.length];
        for (int minute = 0; minute < 10 * 24 * 60; minute++) {
            long now = NOW + Duration.ofMinutes(minute).toMillis();
            for (int i = 0; i < keys.length; i++) {
                if (minute % 30 != 3 * i) {
                    continue;
                }
                switch (known.step(known.find(keys[i]), Reachability.REACHED, false, true, now)) {
                    case PROBE -> {
                        probes[i]++;
                        known.put(keys[i], State.REACHED, false, now);
                    }
                    case ADOPT -> {
                        if (!known.adopt(keys[i], State.REACHED, random, now)) {
                            probes[i]++;
                            known.put(keys[i], State.REACHED, false, now);
                        }
                    }
                    default -> {}
                }
            }
        }
        System.out.printf("Probes in 10 days of 8 endpoints in 4 slots: %s%n", Arrays.toString(probes));
        assertThat(Arrays.stream(probes)).allMatch(count -> count >= 10);
    }

    @Test
    void aForgottenEndpointIsProbedIfItsClientMovesNoData() {
        assertThat(known.step(KnownResults.NONE, Reachability.REACHED, false, true, NOW))
                .isEqualTo(Step.ADOPT);
        assertThat(known.step(KnownResults.NONE, Reachability.REACHED, true, true, NOW))
                .isEqualTo(Step.PROBE);
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
        "DOUBTED,          NOT_REACHED, false, ADOPT",
        "DOUBTED,          NOT_REACHED, true,  ADOPT",
        "WITHDRAWN,        UNKNOWN,     false, NOTHING",
        "WITHDRAWN,        REACHED,     false, NOTHING",
        "WITHDRAWN,        NOT_REACHED, false, MARK_UNKNOWN",
        "WITHDRAWN,        UNKNOWN,     true,  NOTHING",
        "WITHDRAWN,        NOT_REACHED, true,  NOTHING",
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

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"DOUBTED", "WITHDRAWN"})
    void aDoubtfulFailureIsProbedAgainOnceAFailureProvesSomething(State state) {
        known.put(1, state, false, NOW);
        long entry = known.find(1);
        assertThat(known.step(entry, Reachability.UNKNOWN, false, true, NOW + 59_000))
                .isEqualTo(Step.NOTHING);
        assertThat(known.step(entry, Reachability.UNKNOWN, false, true, NOW + 60_000))
                .isEqualTo(Step.PROBE);
    }
}
