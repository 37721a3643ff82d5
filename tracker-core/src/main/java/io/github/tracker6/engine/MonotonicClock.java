package io.github.tracker6.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** A clock that takes the wall clock's time once, then follows {@link System#nanoTime()}. It never steps. */
final class MonotonicClock extends Clock {
    private final long startMillis;
    private final long startNanos;
    private final ZoneId zone;

    private MonotonicClock(long startMillis, long startNanos, ZoneId zone) {
        this.startMillis = startMillis;
        this.startNanos = startNanos;
        this.zone = zone;
    }

    static MonotonicClock start() {
        return new MonotonicClock(System.currentTimeMillis(), System.nanoTime(), ZoneOffset.UTC);
    }

    @Override
    public long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId newZone) {
        return new MonotonicClock(startMillis, startNanos, newZone);
    }
}
