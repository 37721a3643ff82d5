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

    /** Large swarms are swept once in so many ticks; a page costs a read. */
    private static final int SWEEP_TICKS = Records.TTL_TICKS / 64;

    private final Cache<InfoHash, Known> swarms =
            CacheBuilder.newBuilder().maximumSize(MAX_SWARMS).build();

    /**
     * One swarm.
     *
     * @param header the header of a large one, or null
     * @param dueTick when it is to be swept
     * @param page from which page on
     */
    record Known(@Nullable SwarmState header, long dueTick, int page) {}

    /** A swarm that is due. */
    record Due(InfoHash infoHash, int page) {}

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
                            ? new Known(state, before.dueTick, before.page)
                            : new Known(state, nowTick + SWEEP_TICKS, 0));
        } else {
            long age = (nowTick - state.oldestSeen()) & 0xffff;
            long expires = age >= 12 * Records.TTL_TICKS ? Records.TTL_TICKS : Records.TTL_TICKS - age;
            swarms.put(infoHash, new Known(null, nowTick + expires, 0));
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
                due.add(new Due(entry.getKey(), entry.getValue().page));
            }
        }
        return due;
    }

    /**
     * Notes how a swarm is after a sweep.
     *
     * @param next the page to go on from, or -1 where that was all
     */
    void swept(Due due, SwarmState state, int next, long nowTick) {
        if (state.isLarge()) {
            swarms.put(due.infoHash, new Known(state, next < 0 ? nowTick + SWEEP_TICKS : nowTick, Math.max(0, next)));
        } else {
            heard(due.infoHash, state, nowTick);
        }
    }
}
