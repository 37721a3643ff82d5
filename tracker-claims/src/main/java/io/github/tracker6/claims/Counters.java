package io.github.tracker6.claims;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each constant of an enum. Thread-safe.
 *
 * @param <E> the enum
 */
final class Counters<E extends Enum<E>> {
    private final Map<E, LongAdder> adders;

    Counters(Class<E> type) {
        adders = new EnumMap<>(type);
        for (E each : EnumSet.allOf(type)) {
            adders.put(each, new LongAdder());
        }
    }

    void count(E each) {
        adder(each).increment();
    }

    long get(E each) {
        return adder(each).sum();
    }

    long sum() {
        return adders.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder adder(E each) {
        LongAdder adder = adders.get(each);
        if (adder == null) {
            throw new AssertionError("no counter for " + each);
        }
        return adder;
    }
}
