package io.github.tracker6.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Shortens a list that fails to one of which no element can be left out (Zeller and Hildebrandt, "ddmin", 2002). */
final class Shrinker {
    private Shrinker() {}

    static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> current = failing;
        int parts = 2;
        while (current.size() > 1) {
            List<T> smaller = withoutOnePart(current, parts, fails);
            if (smaller.size() < current.size()) {
                current = smaller;
                parts = Math.max(2, parts - 1);
            } else if (parts < current.size()) {
                parts = Math.min(current.size(), 2 * parts);
            } else {
                break;
            }
        }
        return current;
    }

    private static <T> List<T> withoutOnePart(List<T> list, int parts, Predicate<List<T>> fails) {
        for (int part = 0; part < parts; part++) {
            List<T> rest = new ArrayList<>(list);
            rest.subList(list.size() * part / parts, list.size() * (part + 1) / parts)
                    .clear();
            if (fails.test(rest)) {
                return rest;
            }
        }
        return list;
    }
}
