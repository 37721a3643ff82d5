package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.benchmarks.memory.Load;

/** The sizes of the loads. */
public enum Shape {
    /** 1,000,000 peers in 500,000 swarms. */
    PAIRS(1_000_000, 500_000, false),
    /** 1,000,000 peers in 10,000 swarms. */
    HUNDREDS(1_000_000, 10_000, false),
    /** 1,000,000 peers in one swarm. */
    GIANT(1_000_000, 1, false),
    /** 1,000,000 peers in 100,000 swarms whose sizes follow Zipf's law. */
    ZIPF(1_000_000, 100_000, true);

    private final int peers;
    private final int swarms;
    private final boolean zipf;

    Shape(int peers, int swarms, boolean zipf) {
        this.peers = peers;
        this.swarms = swarms;
        this.zipf = zipf;
    }

    Load load(AddressFamily family) {
        return new Load(family, peers, swarms, zipf);
    }
}
