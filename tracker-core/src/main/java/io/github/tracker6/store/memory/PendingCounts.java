package io.github.tracker6.store.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of downloads where the log and the table differ: the swarms of a shard with changes of their count that are not
 * read back yet. For each, the count that the log gives, and the changes on top; the table shows the outcome. Not
 * thread-safe.
 */
final class PendingCounts {
    /** A change of a count that was not read back. */
    private record Step(int id, Change.Kind kind, int value) {
        int after(int count) {
            return switch (kind) {
                case RAISE -> Math.max(count, value);
                case FORGET -> 0;
                default -> count + 1;
            };
        }
    }

    private static final class Count {
        private int logged;
        private final List<Step> steps = new ArrayList<>();

        Count(int logged) {
            this.logged = logged;
        }

        int shown() {
            int count = logged;
            for (Step step : steps) {
                count = step.after(count);
            }
            return count;
        }
    }

    private final Map<Long, Count> counts = new HashMap<>();

    /** The counts that the log gave when a snapshot began, of swarms whose count changed since; null without a snapshot. */
    private @Nullable Map<Long, Integer> atStart;

    /** Adds a change on top; returns what is to be shown. */
    int add(long swarm, int shown, int id, Change.Kind kind, int value) {
        Count count = counts.computeIfAbsent(swarm, unused -> new Count(shown));
        count.steps.add(new Step(id, kind, value));
        return count.shown();
    }

    /** Takes a change back that turned out not to count; {@link #apply} follows. */
    void cancel(long swarm, int id) {
        Count count = counts.get(swarm);
        if (count != null) {
            count.steps.removeIf(step -> step.id == id);
        }
    }

    /** Takes a change from the top, which was read back and does not count; returns what is to be shown. */
    int drop(long swarm, int shown, int id) {
        Count count = counts.get(swarm);
        if (count == null) {
            return shown;
        }
        count.steps.removeIf(step -> step.id == id);
        forgetIfSettled(swarm, count);
        return count.shown();
    }

    /** Forgets what was on top of what the log gives; what is shown stays. */
    void clear() {
        counts.clear();
    }

    /** Gives changes other ids. */
    void renumber(Map<Integer, Integer> newIds) {
        for (Count count : counts.values()) {
            count.steps.replaceAll(step -> new Step(newIds.getOrDefault(step.id, step.id), step.kind, step.value));
        }
    }

    /** Makes a change that the log has, below those on top; returns what is to be shown. */
    int apply(long swarm, int shown, Change.Kind kind, int value) {
        Count count = counts.get(swarm);
        int logged = count == null ? shown : count.logged;
        if (atStart != null) {
            atStart.putIfAbsent(swarm, logged);
        }
        int after = new Step(0, kind, value).after(logged);
        if (count == null) {
            return after;
        }
        count.logged = after;
        forgetIfSettled(swarm, count);
        return count.shown();
    }

    /** Returns the count that the log gave when the snapshot began. */
    int atStart(long swarm, int shown) {
        Count count = counts.get(swarm);
        int logged = count == null ? shown : count.logged;
        return atStart == null ? logged : atStart.getOrDefault(swarm, logged);
    }

    /** Begins or ends a snapshot. */
    void snapshot(boolean begins) {
        atStart = begins ? new HashMap<>() : null;
    }

    private void forgetIfSettled(long swarm, Count count) {
        if (count.steps.isEmpty()) {
            counts.remove(swarm);
        }
    }
}
