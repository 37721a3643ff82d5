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
    private static final int MAX_SWARMS = 1 << 17;

    /** Pages of each class that one sweep looks at, at most. */
    static final int SWEPT_PAGES = 64;

    /**
     * Large swarms are swept when the next host may have expired, but never more often than this: a page costs a read, and
     * a swarm of a hundred hosts sees but three announces in that time.
     */
    private static final int MIN_SWEEP_TICKS = Records.TTL_TICKS / 64;

    private final Cache<InfoHash, Known> swarms =
            CacheBuilder.newBuilder().maximumSize(MAX_SWARMS).build();

    /** One swarm; it changes as news come in, for a new entry in the cache would cost more than all else here. */
    private static final class Known {
        volatile @Nullable Large large;
        volatile Plan plan;

        Known(Plan plan) {
            this.plan = plan;
        }
    }

    /**
     * A large swarm.
     *
     * @param header the header that it had lately
     * @param fills how full its pages are
     */
    record Large(SwarmState header, PageFills fills) {}

    /**
     * What is to be done about a swarm.
     *
     * @param dueTick when it is to be swept
     * @param page from which page on
     * @param ticksLeft in how many ticks the next one expires, of those that the sweep has seen so far
     */
    private record Plan(long dueTick, int page, int ticksLeft) {}

    /** A swarm that is due. */
    record Due(InfoHash infoHash, int page, int ticksLeft) {}

    /** Returns what is known of a swarm that was large lately, or null. */
    @Nullable
    Large large(InfoHash infoHash) {
        Known known = swarms.getIfPresent(infoHash);
        return known == null ? null : known.large;
    }

    /** Forgets what was heard of a swarm. */
    void forget(InfoHash infoHash) {
        swarms.invalidate(infoHash);
    }

    /** Notes how a swarm is; returns what is known of it where it is large, or null. */
    @Nullable
    Large heard(InfoHash infoHash, SwarmState state, long nowTick) {
        if (state.isEmpty()) {
            swarms.invalidate(infoHash);
            return null;
        }
        Known known = swarms.getIfPresent(infoHash);
        Large before = known == null ? null : known.large;
        if (known == null) {
            known = new Known(plan(state, nowTick));
            swarms.put(infoHash, known);
        } else if (before == null || !state.isLarge()) {
            // A large one stays on the plan that its sweeps made.
            known.plan = plan(state, nowTick);
        }
        Large large = state.isLarge() ? new Large(state, before == null ? new PageFills() : before.fills) : null;
        known.large = large;
        return large;
    }

    private static Plan plan(SwarmState state, long nowTick) {
        int ticks = state.isLarge() ? MIN_SWEEP_TICKS : state.ticksLeft(nowTick);
        return new Plan(nowTick + ticks, 0, Records.TTL_TICKS);
    }

    /** Returns swarms that are due, as many as may be at a time. */
    List<Due> due(long nowTick, int max) {
        List<Due> due = new ArrayList<>();
        for (var entry : swarms.asMap().entrySet()) {
            if (due.size() == max) {
                break;
            }
            Plan plan = entry.getValue().plan;
            // Ticks start over after some years.
            if (plan.dueTick <= nowTick || plan.dueTick > nowTick + 2 * Records.TTL_TICKS) {
                due.add(new Due(entry.getKey(), plan.page, plan.ticksLeft));
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
        var unused = heard(due.infoHash, state, nowTick);
        Known known = swarms.getIfPresent(due.infoHash);
        if (known != null && state.isLarge()) {
            int least = Math.min(due.ticksLeft, ticksLeft);
            known.plan = next < 0
                    ? new Plan(nowTick + Math.max(MIN_SWEEP_TICKS, least), 0, Records.TTL_TICKS)
                    : new Plan(nowTick, next, least);
        }
    }
}
