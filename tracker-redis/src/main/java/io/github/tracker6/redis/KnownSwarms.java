package io.github.tracker6.redis;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.RemovalNotification;
import io.github.tracker6.InfoHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What this node last heard of the swarms that it serves, bounded as long as it is asked what is due: the headers of large
 * ones, by which it guesses what to fetch, and when each is to be looked at. Thread-safe, but for {@link #due}.
 */
final class KnownSwarms {
    private static final int MAX_SWARMS = 1 << 17;
    private static final int MAX_FORGOTTEN = MAX_SWARMS / 8;

    /**
     * Large swarms are looked at when the next host may have expired, but never more often than this: each host costs a
     * look, and a swarm of a hundred sees but three announces in that time.
     */
    private static final int MIN_SWEEP_TICKS = Records.TTL_TICKS / 64;

    private static final int SPOKE_TICKS = 16;
    private static final int SPOKES = 512;

    private final Cache<InfoHash, Known> swarms = CacheBuilder.newBuilder()
            .maximumSize(MAX_SWARMS)
            .removalListener(this::removed)
            .build();

    // Each known swarm is on one spoke of the wheel: that of the time when it was due as it was put there.
    // When its turn comes, it is looked at, or put where it is due by then.
    private final List<Queue<Known>> wheel = IntStream.range(0, SPOKES)
            .<Queue<Known>>mapToObj(spoke -> new ConcurrentLinkedQueue<>())
            .toList();
    private volatile long turnedTo = -1;
    private final AtomicInteger forgotten = new AtomicInteger();

    /** One swarm; it changes as news come in, for a new entry in the cache would cost more than all else here. */
    private static final class Known {
        final InfoHash infoHash;
        volatile @Nullable SwarmState large;
        volatile Plan plan;
        volatile boolean forgotten;

        Known(InfoHash infoHash, Plan plan) {
            this.infoHash = infoHash;
            this.plan = plan;
        }
    }

    /**
     * What is to be done about a swarm.
     *
     * @param dueTick when it is to be swept
     * @param page from which page on
     * @param expiryTick when the next one expires, of those that the sweep has seen so far
     */
    private record Plan(long dueTick, int page, long expiryTick) {
        /** Ticks start over after some years: then what is far ahead is due. */
        boolean isDue(long nowTick) {
            return dueTick <= nowTick || dueTick > nowTick + 2 * Records.TTL_TICKS;
        }
    }

    /**
     * A swarm that is due.
     *
     * @param large its header, where it was large when this node heard of it last
     */
    record Due(InfoHash infoHash, @Nullable SwarmState large, int page, long expiryTick) {}

    /** Returns the header of a swarm that was large lately, or null. */
    @Nullable
    SwarmState large(InfoHash infoHash) {
        Known known = swarms.getIfPresent(infoHash);
        return known == null ? null : known.large;
    }

    /** Notes how a swarm is. */
    void recordState(InfoHash infoHash, SwarmState state, long nowTick) {
        if (state.isEmpty()) {
            swarms.invalidate(infoHash);
            return;
        }
        Known known = swarms.getIfPresent(infoHash);
        if (known == null) {
            known = new Known(infoHash, plan(state, nowTick));
            swarms.put(infoHash, known);
            spoke(Math.max(known.plan.dueTick / SPOKE_TICKS, turnedTo)).add(known);
        } else if (known.large == null || !state.isLarge()) {
            // A large one stays on the plan that its sweeps made.
            known.plan = plan(state, nowTick);
        }
        known.large = state.isLarge() ? state : null;
    }

    private static Plan plan(SwarmState state, long nowTick) {
        int ticks = state.isLarge() ? MIN_SWEEP_TICKS : state.ticksLeft(nowTick);
        return new Plan(nowTick + ticks, 0, nowTick + Records.TTL_TICKS);
    }

    /** Returns swarms that are due, as many as may be at a time. Called by one thread at a time. */
    List<Due> due(long nowTick, int max) {
        dropForgotten();
        long now = nowTick / SPOKE_TICKS;
        long turn = turnedTo;
        if (turn < 0 || turn > now || now - turn > SPOKES) {
            turn = now - SPOKES;
        }
        List<Due> due = new ArrayList<>();
        while (true) {
            turnedTo = turn;
            Queue<Known> spoke = spoke(turn);
            for (int left = spoke.size(); left > 0 && due.size() < max; left--) {
                Known known = spoke.poll();
                if (known == null || known.forgotten) {
                    continue;
                }
                Plan plan = known.plan;
                boolean isDue = plan.isDue(nowTick);
                if (isDue) {
                    due.add(new Due(known.infoHash, known.large, plan.page, plan.expiryTick));
                }
                // Until it was looked at it is due again, at the next call.
                spoke(isDue ? now : plan.dueTick / SPOKE_TICKS).add(known);
            }
            if (turn == now || due.size() == max) {
                return due;
            }
            turn++;
        }
    }

    /** Returns how many swarms wait on the wheel, forgotten ones included. */
    int waiting() {
        return wheel.stream().mapToInt(Queue::size).sum();
    }

    private Queue<Known> spoke(long number) {
        return wheel.get((int) Math.floorMod(number, (long) SPOKES));
    }

    private void removed(RemovalNotification<InfoHash, Known> gone) {
        Known known = gone.getValue();
        if (known != null) {
            known.forgotten = true;
            forgotten.incrementAndGet();
        }
    }

    /** Swarms that come and go all the time shall not wait on the wheel until they would have been due. */
    private void dropForgotten() {
        if (forgotten.get() > MAX_FORGOTTEN) {
            forgotten.set(0);
            wheel.forEach(spoke -> spoke.removeIf(known -> known.forgotten));
        }
    }

    /**
     * Notes how a swarm is after a sweep.
     *
     * @param next the page to go on from, or -1 where that was all
     * @param ticksLeft in how many ticks the next of those that it looked at expires
     */
    void swept(Due due, SwarmState state, int next, int ticksLeft, long nowTick) {
        recordState(due.infoHash, state, nowTick);
        if (state.isLarge()) {
            lookedAt(due, next, ticksLeft, nowTick);
        }
    }

    /** Notes that a part of a large swarm was looked at, as {@link #swept} does, where nobody expired. */
    void lookedAt(Due due, int next, int ticksLeft, long nowTick) {
        Known known = swarms.getIfPresent(due.infoHash);
        if (known != null) {
            long expiry = Math.min(due.expiryTick, nowTick + ticksLeft);
            if (next >= 0) {
                known.plan = new Plan(nowTick, next, expiry);
            } else {
                // A sweep that took long may have passed over somebody who expired meanwhile.
                long dueTick = expiry <= nowTick ? nowTick : Math.max(nowTick + MIN_SWEEP_TICKS, expiry);
                known.plan = new Plan(dueTick, 0, dueTick + Records.TTL_TICKS);
            }
        }
    }
}
