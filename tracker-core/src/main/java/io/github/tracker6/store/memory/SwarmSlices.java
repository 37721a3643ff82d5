package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import java.util.Queue;

/** Shows the swarms of one shard to a {@link SwarmVisitor}, a slice at a time. Not thread-safe: used under its shard's lock. */
final class SwarmSlices {
    private final SwarmTable swarms;
    private final SwarmCursor open;
    private final Sweep sweep;

    SwarmSlices(SwarmTable swarms, SwarmCursor open, Sweep sweep) {
        this.swarms = swarms;
        this.open = open;
        this.sweep = sweep;
    }

    /**
     * Visits a slice of swarms, see {@link SwarmWalk}.
     *
     * @param rests gets what is left of swarms that are too large for the slice
     * @return the place of the next slice
     */
    int visitSwarms(Shard shard, int place, SwarmVisitor visitor, Queue<SwarmWalk.LargeRest> rests) {
        int nowSeen = sweep.nowSeen();
        return swarms.forEachInRange(place, swarm -> {
            open.open(swarm);
            long hashed = swarms.hashOf(swarm);
            visitor.swarm(shard, open.swarm(), hashed, true);
            for (AddressFamily family : AddressFamily.values()) {
                if (open.peers(family) instanceof LargePeers large) {
                    rests.add(new SwarmWalk.LargeRest(hashed, open.swarm(), large.records));
                } else {
                    visitSmall(open.peers(family), visitor, nowSeen);
                }
            }
        });
    }

    /** Visits a slice of a large swarm, see {@link SwarmWalk}, and moves its place on. */
    void visitLarge(Shard shard, SwarmWalk.LargeRest rest, SwarmVisitor visitor) {
        int swarm = swarms.find(rest.hashed, rest.head, rest.middle, rest.tail);
        int next = HashIndex.END_OF_PLACES;
        if (swarm != SwarmTable.NONE) {
            int nowSeen = sweep.nowSeen();
            open.open(swarm);
            visitor.swarm(shard, open.swarm(), rest.hashed, false);
            PeerTable table = open.peers(rest.records.family());
            if (table instanceof LargePeers large) {
                next = large.forEachInRange(rest.place, handle -> visit(large, handle, visitor, nowSeen));
            } else {
                visitSmall(table, visitor, nowSeen);
            }
        }
        rest.place = next;
    }

    private static void visitSmall(PeerTable table, SwarmVisitor visitor, int nowSeen) {
        for (int handle = 0; handle < table.size(); handle++) {
            visit(table, handle, visitor, nowSeen);
        }
    }

    private static void visit(PeerTable table, int handle, SwarmVisitor visitor, int nowSeen) {
        long state = table.state(handle);
        if (!Ticks.isExpired(state, nowSeen)) {
            visitor.endpoint(table.records, table.buffer(handle), table.at(handle), state, Ticks.age(state, nowSeen));
        }
    }
}
