package io.github.tracker6.store.shared;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of the log at one moment. Immutable.
 *
 * @param phase what the node is doing
 * @param connected whether the log answered the last call
 * @param problem why the node is not in step, or does not keep all, in one line for the operator; null where all is well
 * @param lag how long it took the last batch of this node to come back from the log, or for how long one has been out; null
 *     while none came back
 * @param backlogChanges how many changes of this node others may not know yet
 * @param backlogBytes about how many bytes of memory these take
 * @param position the last entry that was read; {@link LogPosition#START} for none
 * @param snapshotAge how old the snapshot is that a node would begin with now; null where there is none
 * @param appliedChanges how many entries of the log were applied to the table
 * @param skippedEntries how many entries, or changes in them, could not be read and were passed over
 * @param lostBatches how many batches of other nodes were missing in the log
 * @param droppedChanges how many changes of other nodes were left out since memory was used up
 * @param forgottenAnnounces whether there were more changes than the node may keep while the log was out of reach; others
 *     hear of them from the table
 */
public record SharedStoreHealth(
        Phase phase,
        boolean connected,
        @Nullable String problem,
        @Nullable Duration lag,
        long backlogChanges,
        long backlogBytes,
        LogPosition position,
        @Nullable Duration snapshotAge,
        long appliedChanges,
        long skippedEntries,
        long lostBatches,
        long droppedChanges,
        boolean forgottenAnnounces) {
    /** What a node is doing. It answers announces in every phase. */
    public enum Phase {
        /** It tries to reach the log. */
        CONNECTING,
        /** It waits until the log can be used. */
        WAITING,
        /** It loads a snapshot. */
        LOADING,
        /** It reads what it missed. */
        CATCHING_UP,
        /** It is in step with the others. */
        LIVE,
        /** It was closed. */
        CLOSED
    }

    /** Returns whether the node is in step with the others: what {@code /readyz} asks. */
    public boolean isReady() {
        return phase == Phase.LIVE;
    }

    /** Returns whether the node is not in step, or does not keep all. */
    public boolean isDegraded() {
        return phase != Phase.LIVE || problem != null;
    }

    /** Returns why the node is degraded, in one line. */
    public Optional<String> why() {
        return Optional.ofNullable(problem);
    }
}
