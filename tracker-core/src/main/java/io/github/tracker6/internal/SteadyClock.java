package io.github.tracker6.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that takes the wall clock's time once, then follows the time that passes. It never goes back, and does not
 * follow a wall clock that is set. Thread-safe.
 *
 * <p>It follows {@link System#nanoTime()}, which on Linux stands still while the machine sleeps. {@link #catchUp()} adds the
 * time that the machine slept, which the kernel counts in {@code /proc/uptime}. Where that can't be read, the clock is
 * behind by that time after a resume.
 */
public final class SteadyClock extends Clock {
    /** Differences up to here are those of the two readings. */
    private static final long TOLERANCE_MILLIS = 1_000;

    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Source source;
    private final ZoneId zone;

    /** What all clocks of one start have in common, whatever their zone. */
    private static final class Source {
        final LongSupplier nanos;
        final @Nullable LongSupplier awakeAndAsleepMillis;
        final long startNanos;
        final long startMillis;
        final long startAwakeAndAsleep;
        volatile long sleptMillis;

        Source(long startMillis, LongSupplier nanos, @Nullable LongSupplier awakeAndAsleepMillis) {
            this.nanos = nanos;
            this.awakeAndAsleepMillis = awakeAndAsleepMillis;
            this.startNanos = nanos.getAsLong();
            this.startMillis = startMillis;
            this.startAwakeAndAsleep = awakeAndAsleepMillis == null ? 0 : awakeAndAsleepMillis.getAsLong();
        }

        long passedMillis() {
            return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
        }
    }

    private SteadyClock(Source source, ZoneId zone) {
        this.source = source;
        this.zone = zone;
    }

    /** Starts a clock at the wall clock's time. */
    public static SteadyClock start() {
        return new SteadyClock(new Source(System.currentTimeMillis(), System::nanoTime, kernelTime()), ZoneOffset.UTC);
    }

    /**
     * Starts a clock on other sources, for tests.
     *
     * @param startMillis the time now
     * @param nanos stands still while the machine sleeps
     * @param awakeAndAsleepMillis goes on while the machine sleeps
     */
    static SteadyClock start(long startMillis, LongSupplier nanos, LongSupplier awakeAndAsleepMillis) {
        return new SteadyClock(new Source(startMillis, nanos, awakeAndAsleepMillis), ZoneOffset.UTC);
    }

    private static @Nullable LongSupplier kernelTime() {
        try {
            long unused = uptimeMillis();
        } catch (IOException | RuntimeException e) {
            return null; // another system, or a container that hides it
        }
        return () -> {
            try {
                return uptimeMillis();
            } catch (IOException | RuntimeException e) {
                return Long.MIN_VALUE;
            }
        };
    }

    private static long uptimeMillis() throws IOException {
        String text = Files.readString(UPTIME);
        return (long) (1_000 * Double.parseDouble(text.substring(0, text.indexOf(' '))));
    }

    /** Lets a clock catch up, if it is one of this kind. */
    public static void catchUp(Clock clock) {
        if (clock instanceof SteadyClock steady) {
            steady.catchUp();
        }
    }

    /** Adds the time that the machine slept since the clock was started. Call it about once a second, on one thread. */
    void catchUp() {
        LongSupplier all = source.awakeAndAsleepMillis;
        long now = all == null ? Long.MIN_VALUE : all.getAsLong();
        if (now != Long.MIN_VALUE) {
            long slept = now - source.startAwakeAndAsleep - source.passedMillis();
            if (slept - source.sleptMillis > TOLERANCE_MILLIS) {
                source.sleptMillis = slept;
            }
        }
    }

    @Override
    public long millis() {
        return source.startMillis + source.passedMillis() + source.sleptMillis;
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
        return new SteadyClock(source, newZone);
    }
}
