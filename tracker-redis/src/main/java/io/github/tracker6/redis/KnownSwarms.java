package io.github.tracker6.redis;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.tracker6.InfoHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node last heard of the swarms that it serves, bounded: the headers of large ones, from which it guesses the
 * pages to fetch, and when each is due to be swept. Thread-safe.
 */
final class KnownSwarms {
    private static final int MAX_SWARMS = 1 << 16;

    /** Pages of each class that one sweep looks at, at most. */
    static final int SWEPT_PAGES = 64;

    /**
     * Large swarms are swept when the next host may have expired, but never more often than this: a page costs a read, and
     * a swarm of a hundred hosts sees but three announces in that time.
     */
    private static final int MIN_SWEEP_TICKS = Records.TTL_TICKS / 64;

    private final Cache<InfoHash, Known> swarms =
            CacheBuilder.newBuilder().maximumSize(MAX_SWARMS).build();

    /**
     * One swarm.
     *
     * @param header the header of a large one, or null
     * @param dueTick when it is to be swept
     * @param page from which page on
     * @param ticksLeft in how many ticks the next one expires, of those that the sweep has seen so far
     */
    record Known(@Nullable SwarmState header, long dueTick, int page, int ticksLeft) {}

    /** A swarm that is due. */
    record Due(InfoHash infoHash, int page, int ticksLeft) {}

    /** Returns the header that a large swarm had lately, or null. */
    @Nullable
    SwarmState header(InfoHash infoHash) {
        Known known = swarms.getIfPresent(infoHash);
        return known == null ? null : known.header;
    }

    /** Forgets what was heard of a swarm. */
    void forget(InfoHash infoHash) {
        swarms.invalidate(infoHash);
    }

    /** Notes how a swarm is. */
    void heard(InfoHash infoHash, SwarmState state, long nowTick) {
        if (state.isEmpty()) {
            swarms.invalidate(infoHash);
        } else if (state.isLarge()) {
            Known before = swarms.getIfPresent(infoHash);
            swarms.put(
                    infoHash,
                    before != null && before.header != null
                            ? new Known(state, before.dueTick, before.page, before.ticksLeft)
                            : new Known(state, nowTick + MIN_SWEEP_TICKS, 0, Records.TTL_TICKS));
        } else {
            long age = (nowTick - state.oldestSeen()) & 0xffff;
            long expires = age >= 12 * Records.TTL_TICKS ? Records.TTL_TICKS : Records.TTL_TICKS - age;
            swarms.put(infoHash, new Known(null, nowTick + expires, 0, Records.TTL_TICKS));
        }
    }

    /** Returns swarms that are due, as many as may be at a time. */
    List<Due> due(long nowTick, int max) {
        List<Due> due = new ArrayList<>();
        for (var entry : swarms.asMap().entrySet()) {
            if (due.size() == max) {
                break;
            }
            long dueTick = entry.getValue().dueTick;
            // Ticks start over after some years.
            if (dueTick <= nowTick || dueTick > nowTick + 2 * Records.TTL_TICKS) {
                due.add(new Due(entry.getKey(), entry.getValue().page, entry.getValue().ticksLeft));
            }
        }
        return due;
    }

    /**
     * Notes how a swarm is after a sweep.
     *
     * @param next the page to go on from, or -1 where that was all
     * @param ticksLeft in how many ticks the next of those that it looked at expires
     */
    void swept(Due due, SwarmState state, int next, int ticksLeft, long nowTick) {
        if (state.isLarge()) {
            int least = Math.min(due.ticksLeft, ticksLeft);
            swarms.put(
                    due.infoHash,
                    next < 0
                            ? new Known(state, nowTick + Math.max(MIN_SWEEP_TICKS, least), 0, Records.TTL_TICKS)
                            : new Known(state, nowTick, next, least));
        } else {
            heard(due.infoHash, state, nowTick);
        }
    }
}
