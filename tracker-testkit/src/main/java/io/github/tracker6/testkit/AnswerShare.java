package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one family's list in an answer holds: some of the first tier, then of the next ones. */
record AnswerShare(List<Tier> tiers) {
    static final AnswerShare NOTHING = new AnswerShare(List.of());

    /** Members of which the list takes as many as there are, until it has {@code upTo} endpoints in all. */
    record Tier(List<Endpoint> members, int upTo) {}

    /** Draws a list, every member of a tier equally likely. */
    List<Endpoint> draw(Random random) {
        List<Endpoint> drawn = new ArrayList<>();
        for (Tier tier : tiers) {
            drawn.addAll(draw(tier.members, tier.upTo - drawn.size(), random));
        }
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
        Set<Endpoint> left = new HashSet<>(got);
        if (left.size() != got.size()) {
            return "repeats in " + got;
        }
        int wantedInAll = 0;
        String wrong = null;
        for (Tier tier : tiers) {
            int wanted = Math.max(0, Math.min(tier.upTo - wantedInAll, tier.members.size()));
            int before = left.size();
            left.removeAll(new HashSet<>(tier.members));
            int told = before - left.size();
            if (told != wanted && wrong == null) {
                wrong = told + " of " + tier.members.size() + " where " + wanted + " are due, in tier "
                        + tiers.indexOf(tier) + " of " + tiers.size();
            }
            wantedInAll += wanted;
        }
        return left.isEmpty() ? wrong : left + " must not be told";
    }
}
