package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalsTest {
    private static final Duration TTL = Duration.ofMinutes(45);
    private static final int RATE = 1_000;

    private final Random random = new Random(3);

    private static TrackerBuilder options() {
        return Tracker.builder().announceRateGoal(RATE);
    }

    private static Intervals warm(TrackerBuilder options) {
        Intervals intervals = new Intervals(options, TTL);
        intervals.start(0, 0, 1);
        return intervals;
    }

    @Test
    void hostsAreSpreadEvenlyOverATenthEachWay() {
        Intervals intervals = warm(options());
        int[] deciles = new int[10];
        for (int i = 0; i < 10_000; i++) {
            int seconds = intervals.of(1_800, random.nextLong());
            assertThat(seconds).isBetween(1_620, 1_980);
            deciles[Math.min(9, (seconds - 1_620) / 36)]++;
        }
        assertThat(Arrays.stream(deciles)).allMatch(count -> count > 850 && count < 1_150);
    }

    @ParameterizedTest
    @CsvSource({"0, 1800, 1800", "0.5, 900, 2640", "0.25, 1350, 2250"})
    void spreadIsAnOption(double spread, int least, int most) {
        Intervals intervals = warm(options().intervalSpread(spread));
        int low = Integer.MAX_VALUE;
        int high = 0;
        for (int i = 0; i < 10_000; i++) {
            int seconds = intervals.of(1_800, random.nextLong());
            low = Math.min(low, seconds);
            high = Math.max(high, seconds);
        }
        assertThat(low).isBetween(least, least + 5);
        assertThat(high).isBetween(most - 5, most);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 0.51, Double.NaN})
    void spreadOutsideItsRangeIsRefused(double spread) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().intervalSpread(spread))
                .withMessage("intervalSpread " + spread + " is outside 0 to 0.5");
    }

    @Test
    void spreadNeverGoesPastWhatThePeerLifetimeAllows() {
        for (int minutes : new int[] {1, 30, 40, 43, 44}) {
            int seconds = 60 * minutes;
            Intervals intervals = warm(options().interval(Duration.ofSeconds(seconds)));
            for (int i = 0; i < 1_000; i++) {
                assertThat(intervals.of(seconds, random.nextLong()))
                        .isBetween(1, Math.max(seconds, 45 * 60 - Intervals.SLACK_SECONDS));
            }
        }
        assertThat(warm(options()).of(1, 0)).isEqualTo(1);
    }

    @Test
    void growsWithTheRateUpToWhatThePeerLifetimeAllows() {
        Intervals intervals = warm(options());
        long millis = 0;
        long announces = 0;
        for (int second = 0; second < 600; second++) {
            intervals.turn(millis += 1_000, announces += RATE, 1);
        }
        assertThat(intervals.seconds()).isEqualTo(1_800);
        for (int second = 0; second < 600; second++) {
            intervals.turn(millis += 1_000, announces += RATE * 6 / 5, 1);
        }
        assertThat(intervals.seconds()).isBetween(2_150, 2_160);
        for (int second = 0; second < 600; second++) {
            intervals.turn(millis += 1_000, announces += 100 * RATE, 1);
        }
        assertThat(intervals.seconds()).isEqualTo(2_400);
        for (int i = 0; i < 1_000; i++) {
            assertThat(intervals.of(intervals.seconds(), random.nextLong())).isLessThanOrEqualTo(2_640);
        }
        for (int second = 0; second < 900; second++) {
            intervals.turn(millis += 1_000, announces, 1);
        }
        assertThat(intervals.seconds()).isEqualTo(1_800);
    }

    @Test
    void aShortPeakChangesLittle() {
        Intervals intervals = warm(options());
        intervals.turn(1_000, 3 * RATE, 1);
        assertThat(intervals.seconds()).isEqualTo(1_800);
    }

    @Test
    void growthMayBeOff() {
        Intervals intervals = warm(options().announceRateGoal(0));
        for (int second = 1; second < 600; second++) {
            intervals.turn(second * 1_000L, second * 1_000_000L, 1);
        }
        assertThat(intervals.seconds()).isEqualTo(1_800);
    }

    @Test
    void coldStartTellsTwoToFiveMinutesForOneInterval() {
        Intervals intervals = new Intervals(options(), TTL);
        intervals.start(0, 7, 0);
        int low = Integer.MAX_VALUE;
        int high = 0;
        for (int i = 0; i < 10_000; i++) {
            int seconds = intervals.of(1_800, random.nextLong());
            low = Math.min(low, seconds);
            high = Math.max(high, seconds);
        }
        assertThat(low).isBetween(120, 122);
        assertThat(high).isBetween(298, 300);

        intervals.turn(1_799_999, 7 + 50, 50);
        assertThat(intervals.isCold()).isTrue();
        intervals.turn(1_800_000, 7 + 50, 50);
        assertThat(intervals.isCold()).isFalse();
        assertThat(intervals.of(1_800, 1)).isGreaterThan(1_600);
    }

    @Test
    void coldStartEndsWhenTheStoreHoldsHostsOfOthers() {
        Intervals intervals = new Intervals(options(), TTL);
        intervals.start(0, 7, 0);
        intervals.turn(1_000, 7 + 5, 5);
        assertThat(intervals.isCold()).isTrue();
        intervals.turn(2_000, 7 + 9, 10);
        assertThat(intervals.isCold()).isFalse();
    }

    @Test
    void shortIntervalsStayAfterAColdStart() {
        Intervals intervals = new Intervals(options().interval(Duration.ofSeconds(10)), TTL);
        intervals.start(0, 0, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(intervals.of(10, random.nextLong())).isBetween(9, 11);
        }
    }

    @Test
    void warmUpMayBeOff() {
        Intervals intervals = new Intervals(options().warmUp(false), TTL);
        intervals.start(0, 0, 0);
        assertThat(intervals.isCold()).isFalse();
    }

    @Test
    void bothFamiliesOfAHostKeepStepAndOtherHostsDoNot() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker tracker = Tracker.builder().store(store).build()) {
            int differing = 0;
            for (int i = 1; i <= 50; i++) {
                int over4 = announce(tracker, AddressFamily.IPV4, i, i);
                assertThat(announce(tracker, AddressFamily.IPV6, i, i)).isEqualTo(over4);
                assertThat(announce(tracker, AddressFamily.IPV4, i + 1_000, i)).isEqualTo(over4);
                differing += over4 == announce(tracker, AddressFamily.IPV4, i, i + 1) ? 0 : 1;
            }
            assertThat(differing).isGreaterThan(40);

            int first = announce(tracker, AddressFamily.IPV6, 7, 0);
            assertThat(announce(tracker, AddressFamily.IPV6, 7, 0)).isEqualTo(first);
        }
    }

    private static int announce(Tracker tracker, AddressFamily family, int address, int key) {
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(1, 2, 3)
                .peerId(0x2d4c543230383000L, 5, 6)
                .key(key == 0 ? 0 : 0x7fff0000L + key)
                .port(6_881)
                .left(1);
        request = family == AddressFamily.IPV4
                ? request.source(family, 0, 0x08080000L + address)
                : request.source(family, 0x2a00000000000000L, address);
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isCompleted();
        assertThat(response.rejection()).isNull();
        return response.intervalSeconds();
    }

    @Test
    void clientsHaveTheLongestIntervalAndAMinuteToComeBack() {
        Intervals intervals = warm(options());
        assertThat(intervals.latestAnnounceMillis()).isEqualTo((1_980 + 60) * 1_000);
        // Twice the rate: the longest interval that the life of a peer allows.
        long now = 0;
        long announces = 0;
        for (int second = 1; second <= 600; second++) {
            now += 1_000;
            announces += 2 * RATE;
            intervals.turn(now, announces, 1);
        }
        assertThat(intervals.latestAnnounceMillis()).isEqualTo(TTL.toMillis());
        // The load is over, and clients still hold the longer interval.
        for (int second = 1; second <= 1_200; second++) {
            now += 1_000;
            intervals.turn(now, announces, 1);
        }
        assertThat(intervals.seconds()).isEqualTo(1_800);
        assertThat(intervals.latestAnnounceMillis()).isEqualTo(TTL.toMillis());
        for (int second = 1; second <= 1_800; second++) {
            now += 1_000;
            intervals.turn(now, announces, 1);
        }
        assertThat(intervals.latestAnnounceMillis()).isEqualTo((1_980 + 60) * 1_000);
    }
}
