package io.github.tracker6.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until {@link #advance} moves it. Clocks of other zones share its time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ManualClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private ManualClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** Returns a clock in UTC that stands at the given time. */
    public static ManualClock at(Instant start) {
        return new ManualClock(new AtomicReference<>(start), ZoneOffset.UTC);
    }

    /** Returns a clock in UTC that stands at the given milliseconds since 1970. */
    public static ManualClock atMillis(long startMillis) {
        return at(Instant.ofEpochMilli(startMillis));
    }

    /**
     * Moves the time forward.
     *
     * @param duration 0 or more
     * @return this
     * @throws IllegalArgumentException if the duration is negative: trackers require that time never steps back
     */
    public ManualClock advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration " + duration + " is negative");
        }
        now.updateAndGet(time -> time.plus(duration));
        return this;
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId newZone) {
        return new ManualClock(now, newZone);
    }
}
