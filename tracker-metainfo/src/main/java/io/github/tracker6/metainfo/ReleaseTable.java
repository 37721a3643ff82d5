package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The releases that are tracked: those in files, and for a while those that were. If more than half are lost, none of the lost
 * ends until the loss is confirmed. Not thread-safe.
 */
final class ReleaseTable {
    private final long graceMillis;
    private final Map<InfoHash, Tracked> tracked = new HashMap<>();

    /** Of how many releases more than half were lost; 0 if no loss is held. */
    private int heldOf;

    /**
     * A release that is in no file any more.
     *
     * @param isConfirmed whether it shall end, as the operator says or because its file was replaced
     */
    record Lost(Release release, long sinceMillis, boolean isConfirmed) {}

    /** What an update changed. */
    static final class Change {
        final List<Release> added = new ArrayList<>();
        final List<Release> removed = new ArrayList<>();
        final List<Release> returned = new ArrayList<>();
        final List<Release> ended = new ArrayList<>();

        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && returned.isEmpty() && ended.isEmpty();
        }
    }

    private static final class Tracked {
        Release release;

        @Nullable
        Lost lost;

        Tracked(Release release) {
            this.release = release;
        }
    }

    ReleaseTable(long graceMillis) {
        this.graceMillis = graceMillis;
    }

    /** Takes what was tracked before. */
    void restore(Collection<Release> present, Collection<Lost> lost, int wasHeldOf) {
        for (Lost each : lost) {
            track(each.release()).lost = each;
        }
        for (Release release : present) {
            track(release).lost = null;
        }
        heldOf = wasHeldOf;
    }

    private Tracked track(Release release) {
        return tracked.computeIfAbsent(key(release), key -> new Tracked(release));
    }

    /** Equal keys mean an equal {@code info}, so equal hashes of both versions. */
    private static InfoHash key(Release release) {
        return release.infoHashes().get(0);
    }

    /**
     * Takes what is in the files now.
     *
     * @param replaced what was in files that hold something else now: that is no accident, so it is not counted as a loss
     * @param confirmed whether the operator says that it is right
     */
    Change update(Collection<Release> present, Collection<Release> replaced, long nowMillis, boolean confirmed) {
        Change change = new Change();
        int before = size() - (int) losses().filter(Lost::isConfirmed).count();
        Map<InfoHash, Release> inFiles = new HashMap<>();
        present.forEach(release -> inFiles.putIfAbsent(key(release), release));
        Set<InfoHash> replacedKeys = replaced.stream().map(ReleaseTable::key).collect(Collectors.toSet());
        tracked.forEach((key, each) -> {
            Release release = inFiles.remove(key);
            if (release == null && each.lost == null) {
                each.lost = new Lost(each.release, nowMillis, replacedKeys.contains(key));
                change.removed.add(each.release);
            } else if (release != null && each.lost != null) {
                each.lost = null;
                change.returned.add(release);
            }
        });
        inFiles.forEach((key, release) -> {
            tracked.put(key, new Tracked(release));
            change.added.add(release);
        });
        if (confirmed) {
            confirm(nowMillis);
        } else {
            holdOrNot(before, nowMillis);
        }
        if (heldOf == 0) {
            end(nowMillis, change.ended::add);
        }
        return change;
    }

    private void confirm(long nowMillis) {
        boolean wasHeld = heldOf > 0;
        heldOf = 0;
        for (Tracked each : tracked.values()) {
            Lost lost = each.lost;
            if (lost != null && !lost.isConfirmed()) {
                each.lost = new Lost(lost.release(), wasHeld ? nowMillis : lost.sinceMillis(), true);
            }
        }
    }

    private void holdOrNot(int before, long nowMillis) {
        long lost = unconfirmed();
        int of = heldOf > 0 ? heldOf : before;
        if (2 * lost > of) {
            heldOf = of;
        } else if (heldOf > 0) {
            heldOf = 0;
            for (Tracked each : tracked.values()) {
                if (each.lost != null && !each.lost.isConfirmed()) {
                    each.lost = new Lost(each.release, nowMillis, false); // the grace begins when it could
                }
            }
        }
    }

    private void end(long nowMillis, Consumer<Release> ended) {
        Iterator<Tracked> each = tracked.values().iterator();
        while (each.hasNext()) {
            Tracked one = each.next();
            if (one.lost != null && nowMillis - one.lost.sinceMillis() >= graceMillis) {
                each.remove();
                ended.accept(one.release);
            }
        }
    }

    /** Returns how many releases were lost without a word of the operator. */
    int unconfirmed() {
        return (int) losses().filter(lost -> !lost.isConfirmed()).count();
    }

    /** Returns of how many releases more than half were lost; 0 if no loss is held. */
    int heldOf() {
        return heldOf;
    }

    int size() {
        return tracked.size();
    }

    List<Release> releases() {
        return tracked.values().stream().map(each -> each.release).toList();
    }

    List<Lost> lost() {
        return losses().toList();
    }

    private Stream<Lost> losses() {
        return tracked.values().stream().flatMap(each -> Stream.ofNullable(each.lost));
    }
}
