package io.github.tracker6.benchmarks.load;

/** Random access to a stream of random numbers (the finalizer of SplitMix64): what belongs to an index needs no table. */
final class Mix {
    private Mix() {}

    static long mix(long seed, long index) {
        long z = seed + (index + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Returns a number from 0 to below 1. */
    static double share(long seed, long index) {
        return (mix(seed, index) >>> 11) * 0x1p-53;
    }
}
