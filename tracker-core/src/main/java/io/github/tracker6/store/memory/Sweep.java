package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The housekeeping of a shard: goes over all records, round after round, a slice at a time; removes those that expired
 * and compacts the memory of the others. Not thread-safe: used under the lock of its shard.
 */
final class Sweep {
    /** The records that a slice looks at before the lock is released. */
    private static final int SLICE = 2_048;

    /** The records of a large table that are looked at in one call. */
    private static final int RUN = 256;

    /** The cost of looking at one swarm, or of removing one record, in records. */
    private static final int SWARM_COST = 8;

    /** If a round takes longer than this, {@link #advance} finishes it; see {@link Ticks}. */
    private static final long MAX_ROUND = 4L * Ticks.TTL;

    private static final LargePeers.SweptRecord EVERY_RECORD_IS_KEPT = (table, handle) -> true;

    private final Ticks ticks;
    private final SwarmTable swarms;
    private final SwarmCursor cursor;
    private final @Nullable ShareKeeper shares;
    private final Queue<LargePeers> largeToSweep = new ArrayDeque<>();
    private long lastTick;
    private long roundTick;
    private boolean started;

    /**
     * Makes the housekeeping.
     *
     * @param shares keeps the fair shares; null where there are none
     */
    Sweep(Ticks ticks, SwarmTable swarms, SwarmCursor cursor, @Nullable ShareKeeper shares) {
        this.shares = shares;
        this.ticks = ticks;
        this.swarms = swarms;
        this.cursor = cursor;
    }

    /**
     * Sets the time of the shard, and makes sure that no record becomes too old for its 12 bits of time.
     *
     * @return the tick, as records keep it
     */
    int advance(long nowMillis) {
        long now = ticks.at(nowMillis);
        int nowSeen = Ticks.seen(now);
        if (!started) {
            started = true;
            lastTick = now;
            roundTick = now;
        }
        boolean allExpired = now - lastTick >= Ticks.TTL;
        boolean overdue = now - roundTick > MAX_ROUND;
        lastTick = Math.max(lastTick, now);
        if (allExpired) {
            expireAll();
        } else if (overdue) {
            boolean over = false;
            while (!over) {
                over = slice(nowSeen);
            }
        }
        return nowSeen;
    }

    /** Returns the latest tick that the shard was brought to, as records keep it. */
    int nowSeen() {
        return Ticks.seen(lastTick);
    }

    /**
     * Does a slice of a round.
     *
     * @return whether the round is over
     */
    boolean slice(int nowSeen) {
        if (shares != null) {
            shares.beginSlice();
        }
        int work = 0;
        while (work < SLICE) {
            LargePeers large = largeToSweep.peek();
            if (large != null) {
                work += sweep(large, nowSeen, SLICE - work);
                continue;
            }
            int swarm = swarms.sweep();
            if (swarm == HashIndex.NONE) {
                roundTick = lastTick;
                return true;
            }
            work += SWARM_COST;
            cursor.lookAfter(swarm, nowSeen);
            if (shares != null) {
                work += shares.visit(nowSeen);
            }
            cursor.swarm().compact();
            remember(cursor.peers(AddressFamily.IPV4));
            remember(cursor.peers(AddressFamily.IPV6));
            cursor.close();
        }
        return false;
    }

    /** Removes all peers: the last announce is longer ago than a peer lives. */
    private void expireAll() {
        for (int swarm : swarms.all()) {
            cursor.open(swarm);
            cursor.expireAll();
            cursor.close();
        }
        roundTick = lastTick;
    }

    private void remember(PeerTable table) {
        if (table instanceof LargePeers large) {
            largeToSweep.add(large);
        }
    }

    /** Sweeps a part of a large table. Returns the cost in records. */
    private int sweep(LargePeers large, int nowSeen, int maxRecords) {
        if (large.isFreed()) {
            largeToSweep.remove();
            return 1;
        }
        cursor.open(large.swarm());
        LargePeers.SweptRecord visitor = shares == null ? EVERY_RECORD_IS_KEPT : shares.beginLarge(nowSeen);
        int work = 0;
        while (work < maxRecords) {
            int handle = large.sweep(nowSeen, RUN, visitor);
            if (handle != PeerTable.NONE) {
                if (shares == null || Ticks.isExpired(large.state(handle), nowSeen)) {
                    cursor.expire(large.records.family(), handle);
                } else {
                    shares.shed(large, handle);
                }
                work += SWARM_COST;
            } else if (large.endRound()) {
                largeToSweep.remove();
                break;
            } else {
                work += RUN;
            }
        }
        cursor.close();
        return Math.max(1, work);
    }
}
