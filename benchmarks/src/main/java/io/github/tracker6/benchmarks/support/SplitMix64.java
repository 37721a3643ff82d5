package io.github.tracker6.benchmarks.support;

/**
 * A stream of random numbers with random access (the finalizer of SplitMix64): a property of element n of a population
 * is computed from n, without a table. Stateless.
 */
public final class SplitMix64 {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private SplitMix64() {}

    /** Returns the number at an index of the stream with a seed. Different indexes have different numbers. */
    public static long at(long seed, long index) {
        return finish(seed + (index + 1) * STEP);
    }

    /** Returns a number that looks random. Different arguments have different results. */
    public static long mix(long number) {
        return finish(number * STEP);
    }

    /** Returns a number from 0 (inclusive) to 1 (exclusive). */
    public static double fraction(long seed, long index) {
        return fractionOf(at(seed, index));
    }

    /** Returns the upper 53 bits of a number as a fraction from 0 (inclusive) to 1 (exclusive). */
    public static double fractionOf(long number) {
        return (number >>> 11) * 0x1p-53;
    }

    private static long finish(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
