package io.github.tracker6.benchmarks.load;

/**
 * How many hosts of a swarm a tracker may lack because their tags are alike: Tracker6 keeps 37 bits of the keyed hash of a host,
 * and takes two hosts of one swarm with equal bits for one. Stateless.
 */
final class AlikeTags {
    /** How many tags there are. */
    private static final double TAGS = 1L << 37;

    /** A correct tracker lacks more hosts than {@link #most} with this chance at most, for each swarm. */
    private static final double CHANCE = 1e-6;

    /** From this mean on the normal distribution is near enough, and the powers below would get too small. */
    private static final double LARGE_MEAN = 500;

    /** So many standard deviations above the mean leave a chance of less than {@link #CHANCE}. */
    private static final double DEVIATIONS = 5;

    private AlikeTags() {}

    /**
     * Returns how many hosts may be lacking: 0 up to 524 hosts, 3 for 100,000, 16 for a million. The number of pairs with equal
     * tags follows Poisson's law.
     */
    static int most(int hosts) {
        double mean = 0.5 * hosts * (hosts - 1) / TAGS;
        if (mean > LARGE_MEAN) {
            return (int) Math.ceil(mean + DEVIATIONS * Math.sqrt(mean));
        }
        double chance = Math.exp(-mean);
        double upTo = chance;
        int pairs = 0;
        while (1 - upTo > CHANCE) {
            pairs++;
            chance *= mean / pairs;
            upTo += chance;
        }
        return pairs;
    }
}
