package io.github.tracker6.store.memory;

import io.github.tracker6.store.HostKey;
import java.time.Duration;
import java.util.function.Consumer;

/** What the shards of one {@link MemoryReplica} share. Thread-safe. */
final class ReplicaState {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    /** So many that announces on all processors seldom want the same one. */
    private static final int FINISHED_BITS = 6;

    /** The node whose replica it is. */
    final long node;

    private final FinishedHosts[] finished = new FinishedHosts[1 << FINISHED_BITS];

    /** The key of host tags, with which names of hosts are mixed so that no client can choose them. */
    private volatile HostKey hostKey;

    /** Whether changes are too many to be kept: then only what the table does not show is. */
    private volatile boolean brief;

    ReplicaState(long node, HostKey hostKey, Duration finishedLife) {
        this.node = node;
        this.hostKey = hostKey;
        for (int i = 0; i < finished.length; i++) {
            finished[i] = new FinishedHosts(finishedLife.toMillis());
        }
    }

    /** Returns the set of finished hosts in which one is, if it is in any. */
    FinishedHosts finished(long key) {
        return finished[(int) (key >>> (Long.SIZE - FINISHED_BITS))];
    }

    /** Returns whether there may be a finished host whose last stop was blind. */
    boolean hasBlindStops() {
        for (FinishedHosts part : finished) {
            if (part.hasBlindStops()) {
                return true;
            }
        }
        return false;
    }

    /** Calls back with the numbers of every finished host, see {@link FinishedHosts#forEach}. */
    void forEachFinished(Consumer<long[]> action) {
        for (FinishedHosts part : finished) {
            part.forEach(action);
        }
    }

    /** Forgets finished hosts that no longer matter. */
    void ageFinished(long logMillis) {
        for (FinishedHosts part : finished) {
            part.age(logMillis);
        }
    }

    HostKey hostKey() {
        return hostKey;
    }

    void hostKey(HostKey newKey) {
        hostKey = newKey;
    }

    boolean isBrief() {
        return brief;
    }

    void brief(boolean newBrief) {
        brief = newBrief;
    }

    /** Returns what names the host of a change on all nodes: its tag in the swarm; where it has none, its endpoint. Never 0. */
    long finishedKey(Change change) {
        return finishedKey(change.head, change.middle, change.tail, change.tag, change.high, change.low, change.port);
    }

    long finishedKey(long head, long middle, int tail, long tag, long high, long low, int port) {
        HostKey key = hostKey;
        long hash = mix(key.key0() + head);
        hash = mix(hash + middle);
        hash = mix(hash + key.key1() + tail);
        return tag != 0 ? mix(hash + tag) | 1 : mix(mix(hash + high) + low * MIX + port) | 1;
    }

    /** Returns the key of an endpoint in a swarm for {@link PendingChanges}; never 0. */
    static long endpointKey(long swarmHash, long high, long low, int port) {
        return mix(mix(swarmHash + high) + low * MIX + port) | 1;
    }

    /** Returns the key of a host's tag in a swarm for {@link PendingChanges}; 0 where there is no tag. */
    static long tagKey(long swarmHash, long tag) {
        return tag == 0 ? 0 : mix(~swarmHash + tag * MIX) | 1;
    }

    /** Mixes the bits of a number (Stafford's variant 13 of MurmurHash3's finalizer). */
    static long mix(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
