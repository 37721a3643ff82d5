package io.github.tracker6.benchmarks.conformance;

/** The counts of one swarm in a scrape. */
record Counts(long complete, long incomplete, long downloaded) {
    static final Counts NONE = new Counts(0, 0, 0);

    @Override
    public String toString() {
        return complete + " complete, " + incomplete + " incomplete, " + downloaded + " downloaded";
    }
}
