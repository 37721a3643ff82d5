package io.github.tracker6.store.memory;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One node's copy of swarms that several nodes hold: a {@link MemorySwarmStore} that notes its own changes for the others and
 * makes theirs, in the order that a log gives. The table is always what the log gives as far as it was read, with the own
 * changes on top that were not read back yet. For {@code io.github.tracker6.store.shared}; embedders have no use for it.
 *
 * <p>Announces come on any thread. All else is called by one thread at a time.
 *
 * <p>Long because it is all that {@code store.shared} may see of this package.
 *
 * @since 0.1.0
 */
public final class MemoryReplica {
    /** Changes whose swarms are fetched from memory at the same time. */
    private static final int AHEAD = 16;

    private static final long NOTHING_FORGOTTEN = Long.MAX_VALUE;

    private final MemorySwarmStore store;
    private final ReplicaState state;
    private final Change[] changes = new Change[AHEAD];
    private final long[] hashes = new long[AHEAD];
    private int nextShard;
    private long epochs;

    /** Whether tags of pending changes were forgotten. */
    private boolean forgotTags;

    private long forgottenSinceMillis = NOTHING_FORGOTTEN;
    private long droppedChanges;

    /** Keeps the compiler from leaving out what is only read to have it in the cache. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /**
     * Makes an empty replica.
     *
     * @param options options of the table; its caps hold for announces, and not for what other nodes heard
     * @param node a number that names this node among the others, the same for all replicas of one process
     * @param hostKey the key of host tags
     * @param finishedLife how long a host that finished counts no second time, by the log's time; the same on all nodes
     */
    public MemoryReplica(MemorySwarmStoreBuilder options, long node, HostKey hostKey, Duration finishedLife) {
        this.state = new ReplicaState(node, hostKey, finishedLife);
        this.store = options.build(state);
        for (int i = 0; i < AHEAD; i++) {
            changes[i] = new Change();
        }
    }

    /** Returns the table. Announces to it are noted; one that is refused by the name of {@link #announce} is to be repeated. */
    public MemorySwarmStore store() {
        return store;
    }

    /** Returns the key of host tags. */
    public HostKey hostKey() {
        return state.hostKey();
    }

    /** Sets the key with which the tags of hosts were made. */
    public void hostKey(HostKey hostKey) {
        state.hostKey(hostKey);
    }

    /** Sets the key with which tags of hosts will be made. Tags by another key mean nothing from now on, and are forgotten. */
    public void changeHostKey(HostKey hostKey, long nowMillis) {
        state.hostKey(hostKey);
        TagForgetting forgetting = new TagForgetting(store, nowMillis);
        SwarmWalk walk = new SwarmWalk(store.shards());
        boolean more = true;
        while (more) {
            more = walk.next(forgetting);
            forgetting.forget();
        }
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                forgotTags |= !shard.replica().pending().isEmpty();
                shard.replica().forgetTags();
            }
        }
    }

    /**
     * Records an announce, as {@link MemorySwarmStore#announce}.
     *
     * @return false where another replica took the place of this one; then nothing was done
     */
    public boolean announce(PeerUpdate update, AnnounceResponse response) {
        return store.tryAnnounce(update, response);
    }

    /**
     * Records whether an endpoint could be reached, as {@link MemorySwarmStore#reachability}.
     *
     * @return false where another replica took the place of this one; then nothing was done
     */
    public boolean reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        return store.tryReachability(torrent, endpoint, found, nowMillis);
    }

    /**
     * Cuts off the changes that were made until now: {@link #take} takes these, those that follow are of the next cut.
     *
     * @param seen the order of the last log entry that was read
     * @param nowMillis the time, in milliseconds of the store's callers
     * @return the number of the epoch of those that follow, see {@link #oldestEpoch}
     */
    public long cut(long seen, long nowMillis) {
        PendingEpoch epoch = new PendingEpoch(++epochs, seen, nowMillis);
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                shard.replica().pending().begin(epoch);
            }
        }
        return epochs;
    }

    /** Returns the number of the epoch of the oldest change that was not read back yet. */
    public long oldestEpoch() {
        long oldest = epochs;
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                PendingChanges pending = shard.replica().pending();
                if (!pending.isEmpty()) {
                    oldest = Math.min(oldest, pending.epoch(pending.firstId()).number());
                }
            }
        }
        return oldest;
    }

    /**
     * Takes changes that were cut off and not taken yet, the oldest of each swarm first.
     *
     * @param maxBytes about how many; a little more may come
     * @return null where there are none
     */
    public @Nullable ChangeBatch take(int maxBytes) {
        Shard[] shards = store.shards();
        ChangeBatch batch = null;
        for (int i = 0; i < shards.length; i++) {
            int number = (nextShard + i) % shards.length;
            synchronized (shards[number]) {
                PendingChanges pending = shards[number].replica().pending();
                PendingSegment segment = pending.firstUntaken();
                while (segment != null) {
                    if (batch == null) {
                        batch = new ChangeBatch(segment.epoch);
                    } else if (segment.epoch.number() != batch.epoch().number()) {
                        break;
                    } else if (batch.bytes() + segment.used > maxBytes) {
                        nextShard = number;
                        return batch;
                    }
                    PendingChanges.take(segment);
                    batch.add(number, segment);
                    segment = pending.firstUntaken();
                }
            }
        }
        return batch;
    }

    /** Puts back what was taken and not released: it will be taken once more. */
    public void untakeAll() {
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                shard.replica().pending().untakeAll();
            }
        }
    }

    /**
     * Notes that a batch was read back: the oldest one of those that were taken.
     *
     * @param order the order of its log entry
     * @param nowMillis the time, in milliseconds of the store's callers
     */
    public void release(ChangeBatch batch, long order, long nowMillis) {
        for (ChangeBatch.Part part : batch.parts()) {
            store.shards()[part.shard()].release(part.segment(), order, nowMillis);
        }
    }

    /** Forgets a batch, the oldest one of those that were taken, whose changes another table has from the log. */
    public void discard(ChangeBatch batch) {
        for (ChangeBatch.Part part : batch.parts()) {
            Shard shard = store.shards()[part.shard()];
            synchronized (shard) {
                shard.replica().pending().drop(part.segment());
            }
        }
    }

    /** Returns how many own changes were not read back yet. */
    public long pendingChanges() {
        long sum = 0;
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                sum += shard.replica().pending().size();
            }
        }
        return sum;
    }

    /** Returns about how many bytes of memory the own changes take that were not read back yet. */
    public long pendingBytes() {
        long sum = 0;
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                sum += shard.replica().pending().memoryBytes();
            }
        }
        return sum;
    }

    /**
     * Forgets the announces that are pending, and notes none from now on, but for those that count as downloads: the table
     * shows their hosts. Called again before {@link #noteAgain} it forgets all that is pending. Batches that were taken
     * are void.
     *
     * @param sinceMillis a time before the oldest pending change, in milliseconds of the store's callers
     * @param order the order of an entry that would be appended to the log now
     */
    public void forgetAnnounces(long sinceMillis, long order) {
        boolean again = state.isBrief();
        forgottenSinceMillis = Math.min(forgottenSinceMillis, sinceMillis);
        state.brief(true);
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                if (again) {
                    shard.replica().forgetPending(order);
                } else {
                    shard.replica().forgetAnnounces();
                }
            }
        }
    }

    /**
     * Forgets all that is pending, for a table with which a log is founded: it shows what was pending. Batches that were
     * taken are void.
     *
     * @param order the order of an entry that would be appended to the log now
     */
    public void forgetPending(long order) {
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                shard.replica().forgetPending(order);
            }
        }
    }

    /** Notes announces again. */
    public void noteAgain() {
        state.brief(false);
    }

    /** Notes that the others know by now of what was forgotten. */
    public void forgotNothing() {
        forgottenSinceMillis = NOTHING_FORGOTTEN;
    }

    /** Returns whether announces were forgotten of which the others do not know. */
    public boolean hasForgotten() {
        return forgottenSinceMillis != NOTHING_FORGOTTEN;
    }

    /**
     * Makes the changes of a batch of another node, or an earlier one of this node.
     *
     * @param baseMillis from when the times in the changes count, in milliseconds of the store's callers
     * @param nowMillis the time, in the same milliseconds
     * @param node the node that made them
     * @param seen the order of the last log entry that the node had read before the first of them
     * @param order the order of the log entry in which they are
     * @return how many were passed over because this version does not know them; -1 where the bytes are no changes from some
     *     place on, which are left out
     */
    public int apply(
            byte[] bytes, int from, int to, long baseMillis, long nowMillis, long node, long seen, long order) {
        int unknown = 0;
        int at = from;
        while (at < to) {
            int read = 0;
            while (read < AHEAD && at >= 0 && at < to) {
                Change change = changes[read];
                at = change.read(bytes, at, to);
                if (at >= 0) {
                    hashes[read++] = store.hash(change);
                }
            }
            fetch(read);
            for (int i = 0; i < read; i++) {
                unknown += changes[i].kind == Change.Kind.UNKNOWN ? 1 : 0;
                apply(hashes[i], changes[i], baseMillis, nowMillis, node, seen, order);
            }
            if (at < 0) {
                return -1;
            }
        }
        return unknown;
    }

    private void apply(long hashed, Change change, long baseMillis, long nowMillis, long node, long seen, long order) {
        try {
            store.shard(hashed).apply(hashed, change, baseMillis + change.offsetMillis, nowMillis, node, seen, order);
        } catch (OutOfMemoryError e) {
            // The pool of direct memory is used up. A change more or less is no reason to end.
            droppedChanges++;
        }
    }

    private void fetch(int count) {
        int read = 0;
        for (int i = 0; i < count; i++) {
            read += store.shard(hashes[i]).touchIndex(hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            read += store.shard(hashes[i]).touchSwarm(hashes[i]);
        }
        touched = read;
    }

    /** Returns how many changes of other nodes were left out since memory was used up. */
    public long droppedChanges() {
        return droppedChanges;
    }

    /** Notes the log's time, in milliseconds; called about once a second. */
    public void logTime(long logMillis) {
        state.ageFinished(logMillis);
    }

    /** Returns a number that sums up the swarms and their counts, without times: equal tables have equal numbers. */
    public long digest() {
        SwarmDigest digest = new SwarmDigest();
        new SwarmWalk(store.shards()).all(digest);
        return digest.value();
    }

    /**
     * Begins a snapshot. {@link #endSnapshot} follows when it is complete or given up.
     *
     * @param takenMillis the time of the log
     * @param nowMillis the time, in milliseconds of the store's callers; 0 where no caller has said it yet
     * @param nodes what {@link SnapshotLoad#end} shall return
     */
    public SnapshotStream snapshot(long takenMillis, long nowMillis, byte[] nodes) {
        for (Shard shard : store.shards()) {
            if (nowMillis > 0) {
                shard.advance(nowMillis);
            }
        }
        noteSnapshot(true);
        return SnapshotStream.begin(store, state, takenMillis, nodes);
    }

    /** Ends a snapshot. */
    public void endSnapshot() {
        noteSnapshot(false);
    }

    private void noteSnapshot(boolean begins) {
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                shard.replica().counts().snapshot(begins);
            }
        }
    }

    /**
     * Begins to load a snapshot into this replica.
     *
     * @param nowMillis the time, in milliseconds of the store's callers
     * @param ageMillis how old the snapshot is by the log's time
     */
    public SnapshotLoad load(long nowMillis, long ageMillis) {
        return new SnapshotLoad(new LoadingSink(store, nowMillis, Math.max(0, ageMillis), false, true), state);
    }

    /**
     * Removes endpoints that a batch of another node stops, if this table saw them last more than a minute before, or
     * before at all if it forgot announces. For a replica that gives way to another one.
     */
    public void yieldStopped(byte[] bytes, int from, int to, long baseMillis, long nowMillis) {
        Change change = changes[0];
        int at = from;
        while (at >= 0 && at < to) {
            at = change.read(bytes, at, to);
            if (at >= 0 && change.kind == Change.Kind.STOP) {
                long hashed = store.hash(change);
                store.shard(hashed)
                        .yieldStopped(hashed, change, baseMillis + change.offsetMillis, nowMillis, hasForgotten());
            }
        }
    }

    /**
     * Takes the place of another replica: adopts its changes that were not read back, and raises counts of downloads that
     * were higher there. Announces to the other one fail from some time during this call on, until they come here.
     *
     * @param seen the order of the last log entry of which both replicas know that they read it
     * @param nowMillis the time, in milliseconds of the store's callers
     * @param withoutTags whether tags of hosts mean something else here
     */
    public void takeOver(MemoryReplica other, long seen, long nowMillis, boolean withoutTags) {
        cut(seen, Math.min(other.forgottenSinceMillis, other.oldestMillis(nowMillis)));
        Adoption adoption = new Adoption(store, nowMillis, withoutTags, withoutTags || other.forgotTags);
        Shard[] others = other.store.shards();
        int[] ends = new int[others.length];
        other.noteAgain();
        for (int i = 0; i < ends.length; i++) {
            ends[i] = adoption.adoptPending(others[i], 0, false);
        }
        if (other.hasForgotten()) {
            adoption.maxAgeTicks = (nowMillis - other.forgottenSinceMillis) * Ticks.TTL / peerTtlMillis() + 1;
            new SwarmWalk(others).all(adoption);
        }
        try {
            for (int i = 0; i < ends.length; i++) {
                adoption.adoptPending(others[i], ends[i], true);
            }
        } catch (RuntimeException | Error e) {
            for (Shard shard : others) {
                shard.retire(false);
            }
            throw e;
        }
        new SwarmWalk(others).all(new CountRaiser(store, nowMillis));
    }

    private long peerTtlMillis() {
        return store.peerTtl().toMillis();
    }

    /**
     * Returns a time before the oldest own change that was not read back, or the time now if there is none; in milliseconds
     * of the store's callers.
     */
    public long oldestMillis(long nowMillis) {
        long oldest = nowMillis;
        for (Shard shard : store.shards()) {
            synchronized (shard) {
                PendingChanges pending = shard.replica().pending();
                if (!pending.isEmpty()) {
                    oldest = Math.min(oldest, pending.epoch(pending.firstId()).baseMillis());
                }
            }
        }
        return oldest;
    }
}
