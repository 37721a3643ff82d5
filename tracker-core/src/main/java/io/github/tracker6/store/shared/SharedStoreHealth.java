package io.github.tracker6.store.shared;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of the log at one moment, and how its table does. Immutable.
 *
 * <p>A node is down from its start until it is in step with the others for the first time. From then on it is degraded, not
 * down, while it is not in step: it goes on answering from what it knows, and a tracker less would help no client.
 *
 * @param phase what the node is doing
 * @param wasLive whether the node has been in step with the others since its start
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
 * @param table how the table does that the node answers from
 * @since 0.1.0
 */
public record SharedStoreHealth(
        Phase phase,
        boolean wasLive,
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
        boolean forgottenAnnounces,
        Health table)
        implements Health {
    /**
     * What a node is doing. It answers announces in every phase.
     *
     * @since 0.1.0
     */
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

    @Override
    public HealthState state() {
        if (phase == Phase.CLOSED || (phase != Phase.LIVE && !wasLive)) {
            return HealthState.DOWN;
        }
        return isDegraded() ? HealthState.DEGRADED : table.state();
    }

    @Override
    public String reason() {
        if (phase == Phase.CLOSED) {
            return "closed";
        }
        if (phase == Phase.LIVE) {
            return problem == null ? table.reason() : problem;
        }
        String doing = switch (phase) {
            case CONNECTING -> "connecting";
            case WAITING -> "waiting for the log";
            case LOADING -> "loading a snapshot";
            default -> "catching up";
        };
        String what = wasLive ? "not in step with the other nodes" : "not in step yet";
        return what + ", " + doing + (problem == null ? "" : ": " + problem);
    }

    /** Returns whether the node is in step with the others. */
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
