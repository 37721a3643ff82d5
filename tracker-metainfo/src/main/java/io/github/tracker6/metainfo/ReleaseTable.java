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
 * The releases that are tracked: those in files, and for a while those that were. If the files hold less than half of what
 * they held, no release ends until all are back or the loss is confirmed. Not thread-safe.
 */
final class ReleaseTable {
    private final long graceMillis;
    private final Map<InfoHash, Tracked> tracked = new HashMap<>();

    private Hold hold = Hold.NONE;

    /** How many releases were in files at the last update. */
    private int lastPresent;

    /**
     * Whether a loss is held, and what decides that.
     *
     * @param isHeld whether no release ends
     * @param peak the most releases that were in files at once within the last grace period
     * @param peakMillis when there were so many, for the last time
     */
    record Hold(boolean isHeld, int peak, long peakMillis) {
        static final Hold NONE = new Hold(false, 0, 0);
    }

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
    void restore(Collection<Release> present, Collection<Lost> lost, Hold before) {
        for (Lost each : lost) {
            track(each.release()).lost = each;
        }
        for (Release release : present) {
            track(release).lost = null;
        }
        hold = before;
        lastPresent = size() - (int) losses().count();
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
     * @param confirmed whether the operator says that it is right. That ends a loss that was held before this update, and no
     *     other: the operator was not told of what is found just now
     */
    Change update(Collection<Release> present, Collection<Release> replaced, long nowMillis, boolean confirmed) {
        if (confirmed && hold.isHeld()) {
            confirm(nowMillis);
        }
        Change change = new Change();
        Map<InfoHash, Release> inFiles = new HashMap<>();
        present.forEach(release -> inFiles.putIfAbsent(key(release), release));
        int presentNow = inFiles.size();
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
        holdOrNot(presentNow, nowMillis);
        if (!hold.isHeld()) {
            end(nowMillis, change.ended::add);
        }
        return change;
    }

    private void confirm(long nowMillis) {
        hold = new Hold(false, lastPresent, nowMillis);
        for (Tracked each : tracked.values()) {
            Lost lost = each.lost;
            if (lost != null && !lost.isConfirmed()) {
                each.lost = new Lost(lost.release(), nowMillis, true); // the grace begins when it could
            }
        }
    }

    /** A loss is held until nothing is lost any more: half of the files may be on their way back. */
    private void holdOrNot(int present, long nowMillis) {
        int peak = hold.peak();
        long peakMillis = Math.min(hold.peakMillis(), nowMillis); // the clock may be set back
        if (nowMillis - peakMillis >= graceMillis) {
            peak = lastPresent;
            peakMillis = nowMillis;
        }
        if (present >= peak) {
            peak = present;
            peakMillis = nowMillis;
        }
        lastPresent = present;
        int lost = unconfirmed();
        boolean isHeld = hold.isHeld() ? lost > 0 : 2L * present < peak && lost > present;
        hold = new Hold(isHeld, peak, peakMillis);
    }

    private void end(long nowMillis, Consumer<Release> ended) {
        Iterator<Tracked> each = tracked.values().iterator();
        while (each.hasNext()) {
            Tracked one = each.next();
            Lost lost = one.lost;
            if (lost != null && lost.sinceMillis() > nowMillis) {
                one.lost = new Lost(lost.release(), nowMillis, lost.isConfirmed()); // the clock was set back
            } else if (lost != null && nowMillis - lost.sinceMillis() >= graceMillis) {
                each.remove();
                ended.accept(one.release);
            }
        }
    }

    /** Returns how many releases were lost without a word of the operator. */
    int unconfirmed() {
        return (int) losses().filter(lost -> !lost.isConfirmed()).count();
    }

    /** Returns how many releases there are without those that end on purpose. */
    int expected() {
        return size() - (int) losses().filter(Lost::isConfirmed).count();
    }

    Hold hold() {
        return hold;
    }

    boolean isHeld() {
        return hold.isHeld();
    }

    int size() {
        return tracked.size();
    }

    boolean isTracked(Release release) {
        return tracked.containsKey(key(release));
    }

    /** Returns how many releases have two info hashes. */
    int hybrids() {
        return (int) tracked.values().stream()
                .filter(each -> each.release.version() == TorrentVersion.HYBRID)
                .count();
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
