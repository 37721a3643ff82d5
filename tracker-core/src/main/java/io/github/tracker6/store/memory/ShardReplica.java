package io.github.tracker6.store.memory;

import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a shard does beyond keeping swarms where other nodes hold the same ones: notes its own changes, and makes those of
 * the others below them. So the shard holds what the log gives as far as it was read, with its own changes that are not
 * there yet on top. Not thread-safe: used under its shard's lock.
 *
 * <p>Long because noting, applying and settling a change decide together which of two changes of one host wins.
 */
final class ShardReplica {
    /** A change that is older than another node's change of the same host by more than this no longer wins. */
    private static final long STALE_MILLIS = 60_000;

    /** An order begins with the log's time in milliseconds. */
    private static final int MILLIS_SHIFT = 20;

    private final ReplicaState state;
    private final ChangeApplier applier;
    private final Ticks ticks;
    private final SipHash hash;
    private final PendingCounts counts = new PendingCounts();
    private final Change own = new Change();
    private final Change again = new Change();
    private PendingChanges pending = new PendingChanges(new PendingEpoch(0, 0, 0));
    private long hashed;
    private long nowTick;
    private int nowSeen;
    private boolean retired;

    /** The id behind the last own change that the log is known to have; what became of its host is decided. */
    private int settledEnd;

    ShardReplica(ReplicaState state, ChangeApplier applier, Ticks ticks, SipHash hash) {
        this.state = state;
        this.applier = applier;
        this.ticks = ticks;
        this.hash = hash;
    }

    PendingChanges pending() {
        return pending;
    }

    PendingCounts counts() {
        return counts;
    }

    /**
     * Begins an announce.
     *
     * @return false where another table has taken the place of this one
     */
    boolean begin(long swarmHash) {
        hashed = swarmHash;
        return !retired;
    }

    /** Sets the time at which changes are made. */
    void now(long nowMillis, int newNowSeen) {
        nowTick = ticks.at(nowMillis);
        nowSeen = newNowSeen;
    }

    /** Lets another table take the place of this one, or not. */
    void retire(boolean newRetired) {
        retired = newRetired;
    }

    /** Returns whether a host that announces is finished although its records do not say so. */
    boolean isFinished(PeerUpdate update, long tag) {
        return isFinished(
                own.set(update, Change.Kind.ANNOUNCE, tag, false, false),
                state.node,
                pending.epoch().seen(),
                FinishedHosts.NOT_LOGGED);
    }

    /** Returns whether the host of a change is finished although the change does not say so, see {@link FinishedHosts}. */
    private boolean isFinished(Change change, long node, long seen, long logMillis) {
        if (change.finished && !change.completed) {
            return false;
        }
        long key = state.finishedKey(change);
        return state.finished(key).isFinished(key, node, seen, logMillis);
    }

    /**
     * Notes an announce that was recorded; the table shows its download already.
     *
     * @param alone whether it has ended the host's endpoint of the other family
     * @param reach the reachability of an IPv6 endpoint, see {@link PeerState#reach}
     */
    void announced(
            PeerUpdate update, long tag, boolean alone, boolean finished, boolean counted, int reach, int downloaded) {
        own.set(update, alone ? Change.Kind.ANNOUNCE_ALONE : Change.Kind.ANNOUNCE, tag, finished, counted);
        own.reach = reach;
        if (counted) {
            int id = note(own, update.nowMillis());
            counts.add(hashed, downloaded - 1, id, Change.Kind.ANNOUNCE, 0);
        } else if (!state.isBrief()) {
            note(own, update.nowMillis());
        }
        pending.endGroup();
    }

    /** Notes a change of what is known of whether an endpoint can be reached; the table shows it already. */
    void reached(Change change, long nowMillis) {
        if (!state.isBrief()) {
            note(change, nowMillis);
            pending.endGroup();
        }
    }

    /**
     * Notes that an endpoint stopped, known or not: another node may know it.
     *
     * @param tag the tag of its host
     */
    void stopped(PeerUpdate update, long tag) {
        note(own.set(update, Change.Kind.STOP, tag, false, false), update.nowMillis());
        pending.endGroup();
    }

    /** Notes that an endpoint is removed to make room. */
    void shed(long swarmHash, SwarmBlock block, PeerRecords records, ByteBuffer buffer, int at) {
        hashed = swarmHash;
        own.set(Change.Kind.STOP, block.head(), block.middle(), block.tail(), 0);
        own.setEndpoint(records, buffer, at, records.state(buffer, at));
        own.finished = false;
        own.reach = PeerState.UNKNOWN;
        var unused = note(own, pending.epoch().baseMillis());
        pending.endGroup();
    }

    /** Notes that a swarm without peers was forgotten, for room. */
    void forgot(long swarmHash, long head, long middle, int tail, int downloaded) {
        hashed = swarmHash;
        int id = note(
                own.set(Change.Kind.FORGET, head, middle, tail, 0),
                pending.epoch().baseMillis());
        counts.add(hashed, downloaded, id, Change.Kind.FORGET, 0);
        pending.endGroup();
    }

    /**
     * Makes a change of this node's own that was decided elsewhere: one that another table held, or a count that is too
     * low.
     *
     * @param seen the order of the last log entry that the node had read when the other table noted the change
     * @param isNoted whether the other table noted the change; if it only shows the endpoint, the log wins in doubt
     */
    void adopt(long swarmHash, Change change, long changeMillis, long seen, boolean isNoted) {
        hashed = swarmHash;
        if (change.isOfEndpoint() && !change.completed) {
            long latest = isNoted ? ticks.at(changeMillis + STALE_MILLIS) : ticks.at(changeMillis) - 1;
            if (applier.lastSeen(hashed, change, nowTick) > latest) {
                return;
            }
        }
        if (change.isAnnounce()) {
            boolean before = isFinished(change, state.node, pending.epoch().seen(), FinishedHosts.NOT_LOGGED);
            long key = state.finishedKey(change);
            change.finished |= before;
            change.completed &= !before && !state.finished(key).isCountedBy(key, state.node, seen);
            applier.announce(hashed, change, seenAt(changeMillis), nowSeen);
        } else {
            applyToHost(change);
        }
        int id = note(change, changeMillis);
        if (change.countsDownloads()) {
            int shown = applier.downloaded(hashed, change);
            applier.setDownloaded(hashed, change, counts.add(hashed, shown, id, change.kind, change.count));
        }
        pending.endGroup();
    }

    /**
     * Removes an endpoint that another node stopped, and own changes of it that did not leave, if they are much older: for a
     * table that gives way to another one.
     *
     * @param forgot whether announces were forgotten, so that the table alone shows them: then the endpoint is removed
     *     unless an announce is younger than the stop
     */
    void yieldStopped(long swarmHash, Change change, long changeMillis, boolean forgot) {
        hashed = swarmHash;
        long latest = forgot ? ticks.at(changeMillis) + 1 : ticks.at(changeMillis - STALE_MILLIS);
        if (applier.lastSeen(hashed, change, nowTick) < latest) {
            applier.stop(hashed, change, nowSeen);
        }
        long endpointKey = endpointKey(hashed, change);
        int found = pending.touches(endpointKey, 0) ? pending.findTouching(endpointKey, 0) : 0;
        for (int i = 0; i < found; i++) {
            int id = pending.found(i);
            boolean stale = isStale(id, changeMillis);
            if (stale && !again.completed && endpointKey(hashed, again) == endpointKey) {
                pending.remove(id);
            }
        }
    }

    /**
     * Makes a change that the log has.
     *
     * @param changeMillis when it was made
     * @param node the node that made it
     * @param seen the order of the last log entry that the node had read
     * @param order the order of the entry in which it is
     */
    void apply(long swarmHash, Change change, long changeMillis, long node, long seen, long order) {
        long endpointKey = endpointKey(swarmHash, change);
        long tagKey = ReplicaState.tagKey(swarmHash, change.tag);
        hashed = swarmHash;
        switch (change.kind) {
            case ANNOUNCE, ANNOUNCE_ALONE -> {
                boolean before = isFinished(change, node, seen, order >>> MILLIS_SHIFT);
                change.finished |= before;
                change.completed &= !before;
                applier.announce(hashed, change, seenAt(changeMillis), nowSeen);
                if (change.completed) {
                    putFinished(change, order, node);
                    cancelDownloads(change, endpointKey, tagKey);
                    count(change);
                }
            }
            case STOP -> {
                applyToHost(change);
                noteStop(change, node, seen);
            }
            case REACH -> applyToHost(change);
            case RAISE, FORGET -> count(change);
            default -> {}
        }
        if (change.isOfEndpoint() && pending.touches(endpointKey, tagKey)) {
            makeAgain(endpointKey, tagKey);
        }
    }

    /** Makes a change of an endpoint that is no announce. */
    private void applyToHost(Change change) {
        if (change.kind == Change.Kind.STOP) {
            applier.stop(hashed, change, nowSeen);
        } else if (change.kind == Change.Kind.REACH) {
            var unused = applier.reach(hashed, change, nowSeen);
        }
    }

    private void noteStop(Change change, long node, long seen) {
        long key = state.finishedKey(change);
        state.finished(key).stop(key, node, seen);
    }

    private void putFinished(Change change, long order, long node) {
        long key = state.finishedKey(change);
        state.finished(key).put(key, order, node);
    }

    /** Drops the first segment of changes, which the log has now. */
    void release(PendingSegment segment, long order) {
        boolean all = state.hasBlindStops() || hasBlindStop(segment);
        for (int i = 0; i < segment.count; i++) {
            int id = segment.firstId + i;
            settledEnd = id;
            if (Change.settles(segment.bytes, pending.offset(id)) || all) {
                settle(id, segment.epoch, order);
            }
        }
        pending.drop(segment);
        settledEnd = pending.firstId();
    }

    /** Returns whether a segment stops a host whose completion the node had not read. */
    private boolean hasBlindStop(PendingSegment segment) {
        for (int i = 0; i < segment.count; i++) {
            int id = segment.firstId + i;
            if (Change.isStop(segment.bytes, pending.offset(id))) {
                long key = state.finishedKey(pending.read(id, again));
                if (state.finished(key).isUnseen(key, state.node, segment.epoch.seen())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Does for an own change that the log has now what all nodes do. The table has the change already. */
    private void settle(int id, PendingEpoch epoch, long order) {
        pending.read(id, again);
        hashed = hash.hash(again.head, again.middle, again.tail);
        switch (again.kind) {
            case ANNOUNCE, ANNOUNCE_ALONE -> settleAnnounce(id, epoch, order);
            case STOP -> noteStop(again, state.node, epoch.seen());
            case RAISE, FORGET -> {
                counts.cancel(hashed, id);
                count(again);
            }
            default -> {}
        }
    }

    private void settleAnnounce(int id, PendingEpoch epoch, long order) {
        boolean before = isFinished(again, state.node, epoch.seen(), order >>> MILLIS_SHIFT);
        settledEnd = id + 1;
        if (before) {
            Change.setFinishedBefore(pending.bytes(id), pending.offset(id));
        }
        if (again.completed && before) {
            int shown = applier.downloaded(hashed, again);
            applier.setDownloaded(hashed, again, counts.drop(hashed, shown, id));
        } else if (again.completed) {
            putFinished(again, order, state.node);
            counts.cancel(hashed, id);
            count(again);
        } else {
            // A blind stop may have changed whether the host is finished since the table got this change.
            makeAgain(endpointKey(hashed, again), ReplicaState.tagKey(hashed, again.tag));
        }
    }

    /** Makes a change of a count, as the log has it. */
    private void count(Change change) {
        int shown = applier.downloaded(hashed, change);
        applier.setDownloaded(hashed, change, counts.apply(hashed, shown, change.kind, change.count));
    }

    /** Takes back downloads of this node's own that another node counted. */
    private void cancelDownloads(Change change, long endpointKey, long tagKey) {
        long key = state.finishedKey(change);
        int found = pending.touches(endpointKey, tagKey) ? pending.findTouching(endpointKey, tagKey) : 0;
        for (int i = 0; i < found; i++) {
            int id = pending.found(i);
            pending.read(id, again);
            if (again.isAnnounce() && again.completed && state.finishedKey(again) == key) {
                Change.setFinishedBefore(pending.bytes(id), pending.offset(id));
                counts.cancel(hashed, id);
            }
        }
    }

    /** Makes the own changes once more that touch the same host as a change of the log, so that they stay on top. */
    private void makeAgain(long endpointKey, long tagKey) {
        int found = pending.findTouching(endpointKey, tagKey);
        for (int i = 0; i < found; i++) {
            int id = pending.found(i);
            pending.read(id, again);
            PendingEpoch epoch = pending.epoch(id);
            if (again.isAnnounce()) {
                boolean isSettled = id - settledEnd < 0;
                again.finished |= !isSettled && isFinished(again, state.node, epoch.seen(), FinishedHosts.NOT_LOGGED);
                applier.announce(hashed, again, seenAt(epoch.baseMillis() + again.offsetMillis), nowSeen);
            } else {
                applyToHost(again);
            }
        }
    }

    private boolean isStale(int id, long changeMillis) {
        if (pending.isTaken(id)) {
            return false;
        }
        long millis = pending.epoch(id).baseMillis() + pending.read(id, again).offsetMillis;
        return millis < changeMillis - STALE_MILLIS;
    }

    /** Forgets pending announces, but for those that count as downloads: the table shows them. */
    void forgetAnnounces() {
        noteAll(change -> change.kind == Change.Kind.STOP || change.countsDownloads());
    }

    /** Forgets the tags of hosts in pending changes. */
    void forgetTags() {
        noteAll(change -> {
            change.tag = 0;
            return true;
        });
    }

    /** Notes pending changes once more, as they are kept or left out. None of them is on its way afterwards. */
    private void noteAll(Predicate<Change> isKept) {
        PendingChanges all = pending;
        pending = new PendingChanges(all.epoch());
        settledEnd = pending.firstId();
        Map<Integer, Integer> newIds = new HashMap<>();
        for (int id = all.firstId(); id != all.endId(); id++) {
            all.read(id, again);
            if (again.kind != Change.Kind.NOTHING && isKept.test(again)) {
                pending.begin(all.epoch(id));
                hashed = hash.hash(again.head, again.middle, again.tail);
                newIds.put(id, note(again, all.epoch(id).baseMillis() + again.offsetMillis));
                pending.endGroup();
            }
        }
        pending.begin(all.epoch());
        counts.renumber(newIds);
    }

    /**
     * Forgets everything that is pending. The table shows it, but for the hosts that finished and left.
     *
     * @param order the place in the log behind which own completions count, so that other nodes' of the same hosts do not
     */
    void forgetPending(long order) {
        for (int id = pending.firstId(); id != pending.endId(); id++) {
            pending.read(id, again);
            if (again.isAnnounce() && again.completed) {
                putFinished(again, order, state.node);
            }
        }
        pending.clear();
        settledEnd = pending.firstId();
        counts.clear();
    }

    private int note(Change change, long millis) {
        change.offsetMillis = Math.max(0, millis - pending.epoch().baseMillis());
        return pending.add(change, endpointKey(hashed, change), ReplicaState.tagKey(hashed, change.tag));
    }

    private static long endpointKey(long swarmHash, Change change) {
        return change.isOfEndpoint() ? ReplicaState.endpointKey(swarmHash, change.high, change.low, change.port) : 0;
    }

    /** Returns a time as records keep it: not ahead of now, and not so old that it looks young again. */
    private int seenAt(long millis) {
        return Ticks.seen(Math.max(nowTick - 2L * Ticks.TTL, Math.min(nowTick, ticks.at(millis))));
    }
}
