package io.github.tracker6.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final StoppedClock clock = new StoppedClock();
    private final HealthMonitor monitor = new HealthMonitor(clock);
    private final AtomicReference<Health> part = new AtomicReference<>(Health.UP);

    private static final class StoppedClock extends Clock {
        private Instant now = START;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aMonitorWithoutPartsIsUp() {
        assertThat(monitor.state()).isEqualTo(HealthState.UP);
        assertThat(monitor.parts()).isEmpty();
        assertThat(monitor.down()).isEmpty();
    }

    @Test
    void partsKeepTheOrderInWhichTheyWereAdded() {
        monitor.add("UDP", part::get).add("HTTP", part::get).add("Store", part::get);
        assertThat(monitor.parts()).extracting(PartHealth::part).containsExactly("UDP", "HTTP", "Store");
    }

    @Test
    void theStateBeganWhenItWasFirstSeenAndAnotherReasonDoesNotBeginItAgain() {
        monitor.add("Store", part::get);
        assertThat(only().since()).isEqualTo(START);

        clock.pass(Duration.ofMinutes(5));
        part.set(Health.degraded("nearly full: 95 of 100 peers"));
        assertThat(only().since()).isEqualTo(START.plusSeconds(300));

        clock.pass(Duration.ofMinutes(5));
        part.set(Health.degraded("nearly full: 96 of 100 peers"));
        assertThat(only())
                .isEqualTo(new PartHealth(
                        "Store", HealthState.DEGRADED, "nearly full: 96 of 100 peers", START.plusSeconds(300)));

        part.set(Health.UP);
        assertThat(only().since()).isEqualTo(START.plusSeconds(600));

        clock.pass(Duration.ofMinutes(5));
        part.set(Health.degraded("nearly full: 95 of 100 peers"));
        assertThat(only().since()).as("it came back").isEqualTo(START.plusSeconds(900));
    }

    @Test
    void theWorstPartIsTheStateAndOnlyPartsThatAreDownAreListedAsSuch() {
        monitor.add("HTTP", () -> Health.UP).add("Store", part::get).add("UDP", () -> Health.degraded("a socket"));
        assertThat(monitor.state()).isEqualTo(HealthState.DEGRADED);
        assertThat(monitor.down()).isEmpty();

        part.set(Health.down("not in step yet"));
        assertThat(monitor.state()).isEqualTo(HealthState.DOWN);
        assertThat(monitor.down()).extracting(PartHealth::part).containsExactly("Store");
    }

    @Test
    void aCheckThatFailsIsDownAndTheOthersAreAsked() {
        monitor.add("A", () -> {
                    throw new IllegalStateException("planted");
                })
                .add("B", () -> {
                    throw new StackOverflowError();
                })
                .add("C", HealthMonitorTest::nothing)
                .add("D", () -> Health.UP);
        assertThat(monitor.parts())
                .extracting(PartHealth::state)
                .containsExactly(HealthState.DOWN, HealthState.DOWN, HealthState.DOWN, HealthState.UP);
        assertThat(monitor.parts().get(0).reason())
                .isEqualTo("the check failed: java.lang.IllegalStateException: planted");
        assertThat(monitor.parts().get(2).reason()).startsWith("the check failed: ");
    }

    /** What a caller without null checks may do. */
    private static Health nothing() {
        return null;
    }

    @Test
    void aReasonIsOneLine() {
        monitor.add("Store", () -> Health.down("first\r\nsecond\u0007\n"));
        assertThat(only().reason()).isEqualTo("first second");
    }

    @Test
    void aNameIsGivenOnceAndIsNotEmpty() {
        monitor.add("Store", part::get);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> monitor.add("Store", part::get))
                .withMessageContaining("Store");
        assertThatIllegalArgumentException().isThrownBy(() -> monitor.add("", part::get));
        assertThat(monitor.parts()).hasSize(1);
    }

    private PartHealth only() {
        assertThat(monitor.parts()).hasSize(1);
        return monitor.parts().get(0);
    }
}
