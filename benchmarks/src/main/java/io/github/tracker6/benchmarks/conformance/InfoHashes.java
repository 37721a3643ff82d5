package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.InfoHash;
import io.github.tracker6.benchmarks.support.SplitMix64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The info hashes of one run. Each is handed out once. They look random, but begin with bytes that decoders of queries get
 * wrong: {@code +;%} and 0. Thread-safe.
 */
final class InfoHashes {
    /** How many there are. */
    static final int COUNT = 1_500;

    private static final long HEAD = 0x2b3b_2500_0000_0000L;

    private final long seed;
    private final AtomicInteger next = new AtomicInteger();

    InfoHashes(long seed) {
        this.seed = seed;
    }

    /** Returns one that was not handed out before. */
    InfoHash next() {
        int index = next.getAndIncrement();
        if (index >= COUNT) {
            throw new IllegalStateException("more than " + COUNT + " info hashes");
        }
        return at(index);
    }

    List<InfoHash> all() {
        return IntStream.range(0, COUNT).mapToObj(this::at).toList();
    }

    private InfoHash at(int index) {
        return InfoHash.of(HEAD | SplitMix64.at(seed, 3L * index) >>> 32, SplitMix64.at(seed, 3L * index + 1), (int)
                SplitMix64.at(seed, 3L * index + 2));
    }
}
