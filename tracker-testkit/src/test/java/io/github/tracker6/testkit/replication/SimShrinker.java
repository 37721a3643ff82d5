package io.github.tracker6.testkit.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Shortens a history that fails, one that is short already step by step. */
final class SimShrinker {
    private SimShrinker() {}

    static List<SimStep> shrink(List<SimStep> failing, Predicate<List<SimStep>> fails) {
        List<SimStep> current = failing;
        for (int size = failing.size() / 2; size >= 1; size /= 2) {
            int at = 0;
            while (at < current.size()) {
                List<SimStep> rest = new ArrayList<>(current);
                rest.subList(at, Math.min(at + size, rest.size())).clear();
                if (fails.test(rest)) {
                    current = rest;
                } else {
                    at += size;
                }
            }
        }
        return current;
    }
}
