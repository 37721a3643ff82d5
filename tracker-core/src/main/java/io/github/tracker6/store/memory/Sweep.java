package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The housekeeping of a shard: a hand that goes round over all records, removes those that expired and packs the others
 * closer, a slice at a time. Not thread-safe: used under its shard's lock.
 */
final class Sweep {
    /** Records that a slice looks at before it lets the lock go. */
    private static final int SLICE = 2_048;

    /** Records of a large table that are looked at in one go. */
    private static final int RUN = 256;

    /** What looking at one swarm, or removing one record, costs in a slice, in records. */
    private static final int SWARM_COST = 8;

    /** A round is made up for when it is overdue by this much; see {@link Ticks}. */
    private static final long MAX_ROUND = 4L * Ticks.TTL;

    private final Ticks ticks;
    private final SwarmTable swarms;
    private final SwarmCursor open;
    private final Queue<LargePeers> largeToSweep = new ArrayDeque<>();
    private long lastTick;
    private long roundTick;
    private boolean started;

    Sweep(Ticks ticks, SwarmTable swarms, SwarmCursor open) {
        this.ticks = ticks;
        this.swarms = swarms;
        this.open = open;
    }

    /**
     * Brings the shard to a time and removes records before they grow too old for their ticks. Returns the tick of the time
     * as records keep it.
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

    /**
     * Does a slice of a round.
     *
     * @return whether the round is over
     */
    boolean slice(int nowSeen) {
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
            open.lookAfter(swarm, nowSeen);
            open.swarm().compact();
            remember(open.peers(AddressFamily.IPV4));
            remember(open.peers(AddressFamily.IPV6));
            open.close();
        }
        return false;
    }

    /** Removes all peers: no peer announced for as long as a peer lives. */
    private void expireAll() {
        for (int swarm : swarms.all()) {
            open.open(swarm);
            open.expireAll();
            open.close();
        }
        roundTick = lastTick;
    }

    private void remember(PeerTable table) {
        if (table instanceof LargePeers large) {
            largeToSweep.add(large);
        }
    }

    /** Sweeps a part of a large table; returns how many records it cost. */
    private int sweep(LargePeers large, int nowSeen, int maxRecords) {
        if (large.isFreed()) {
            largeToSweep.remove();
            return 1;
        }
        open.open(large.swarm());
        int work = 0;
        while (work < maxRecords) {
            int handle = large.sweep(nowSeen, RUN);
            if (handle != PeerTable.NONE) {
                open.expire(large.records.family(), handle);
                work += SWARM_COST;
            } else if (large.sweptAll()) {
                largeToSweep.remove();
                break;
            } else {
                work += RUN;
            }
        }
        open.close();
        return Math.max(1, work);
    }
}
