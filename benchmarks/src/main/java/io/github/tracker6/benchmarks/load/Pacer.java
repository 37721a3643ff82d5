package io.github.tracker6.benchmarks.load;

import java.util.random.RandomGenerator;

/** Decides when the next announce is due. Times are in nanoseconds. Not thread-safe. */
interface Pacer {
    /** Returns whether an announce is due. */
    boolean isDue(long now, int pending);

    /** Takes the announce that is due, and returns the time at which it became due. */
    long take(long now);

    /** Returns how long until the next announce is due if no answer arrives; {@link Long#MAX_VALUE} if none will be. */
    long waitNanos(long now);

    /** A closed loop: an announce is due as soon as an answer frees a place. */
    record Closed(int inFlight) implements Pacer {
        @Override
        public boolean isDue(long now, int pending) {
            return pending < inFlight;
        }

        @Override
        public long take(long now) {
            return now;
        }

        @Override
        public long waitNanos(long now) {
            return Long.MAX_VALUE;
        }
    }

    /** An open loop: announces are due at a rate, independent of the answers. */
    final class Open implements Pacer {
        private final RandomGenerator random;
        private final boolean poisson;
        private final double gapNanos;
        private final long start;
        private double next;

        Open(double ratePerSecond, boolean poisson, long start, RandomGenerator random) {
            this.random = random;
            this.poisson = poisson;
            this.gapNanos = 1e9 / ratePerSecond;
            this.start = start;
        }

        @Override
        public boolean isDue(long now, int pending) {
            return now - start >= next;
        }

        @Override
        public long take(long now) {
            long due = start + (long) next;
            next += poisson ? -Math.log(1 - random.nextDouble()) * gapNanos : gapNanos;
            return due;
        }

        @Override
        public long waitNanos(long now) {
            return Math.max(0, start + (long) next - now);
        }
    }
}
