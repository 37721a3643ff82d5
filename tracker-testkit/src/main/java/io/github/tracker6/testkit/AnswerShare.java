package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one family's list in an answer holds: {@code limit} of the members, or all of them where they are fewer, then
 * others until the list has {@code fillUpTo} endpoints.
 */
record AnswerShare(List<Endpoint> members, int limit, List<Endpoint> fillUp, int fillUpTo) {
    static final AnswerShare NOTHING = of(List.of(), 0);

    static AnswerShare of(List<Endpoint> members, int limit) {
        return new AnswerShare(members, limit, List.of(), 0);
    }

    /** Draws a list, every member equally likely. */
    List<Endpoint> draw(Random random) {
        List<Endpoint> drawn = draw(members, limit, random);
        drawn.addAll(draw(fillUp, fillUpTo - drawn.size(), random));
        return drawn;
    }

    private static List<Endpoint> draw(List<Endpoint> from, int count, Random random) {
        List<Endpoint> all = new ArrayList<>(from);
        int wanted = Math.max(0, Math.min(count, all.size()));
        for (int i = 0; i < wanted; i++) {
            Collections.swap(all, i, i + random.nextInt(all.size() - i));
        }
        return new ArrayList<>(all.subList(0, wanted));
    }

    /** Returns what is wrong with a list, or null. */
    @Nullable
    String violation(List<Endpoint> got) {
        Set<Endpoint> distinct = new HashSet<>(got);
        int wanted = Math.min(limit, members.size());
        int wantedInAll = wanted + Math.max(0, Math.min(fillUpTo - wanted, fillUp.size()));
        Set<Endpoint> preferred = new HashSet<>(distinct);
        preferred.retainAll(new HashSet<>(members));
        Set<Endpoint> strangers = new HashSet<>(distinct);
        strangers.removeAll(new HashSet<>(members));
        strangers.removeAll(new HashSet<>(fillUp));
        if (distinct.size() != got.size()) {
            return "repeats in " + got;
        }
        if (!strangers.isEmpty()) {
            return strangers + " must not be told";
        }
        if (preferred.size() != wanted || got.size() != wantedInAll) {
            return preferred.size() + " of " + members.size() + " preferred and " + got.size()
                    + " peers in all, instead of " + wanted + " and " + wantedInAll;
        }
        return null;
    }
}
