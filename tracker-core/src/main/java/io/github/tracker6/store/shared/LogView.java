package io.github.tracker6.store.shared;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ChangeLog} holds at one moment. Immutable.
 *
 * @since 0.1.0
 */
public final class LogView {
    private final long nowMillis;
    private final boolean exists;
    private final boolean holdsPosition;
    private final LogPosition last;
    private final byte @Nullable [] settings;
    private final @Nullable SnapshotManifest manifest;
    private final boolean holdsManifest;

    /**
     * Makes a view.
     *
     * @param nowMillis the log's own time, in milliseconds since 1970
     * @param exists whether there is a log
     * @param holdsPosition whether the entry at the position that was asked for is in the log
     * @param last the position of the last entry ever appended; {@link LogPosition#START} where there is no log
     * @param settings the settings in place, or null; kept, not copied
     * @param manifest the current manifest, or null
     * @param holdsManifest whether the entry at the manifest's position is in the log
     */
    public LogView(
            long nowMillis,
            boolean exists,
            boolean holdsPosition,
            LogPosition last,
            byte @Nullable [] settings,
            @Nullable SnapshotManifest manifest,
            boolean holdsManifest) {
        this.nowMillis = nowMillis;
        this.exists = exists;
        this.holdsPosition = holdsPosition;
        this.last = Objects.requireNonNull(last, "last");
        this.settings = settings;
        this.manifest = manifest;
        this.holdsManifest = holdsManifest;
    }

    /** Returns the log's own time, in milliseconds since 1970. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Returns whether there is a log. */
    public boolean exists() {
        return exists;
    }

    /** Returns whether the entry at the position that was asked for is in the log. */
    public boolean holdsPosition() {
        return holdsPosition;
    }

    /** Returns the position of the last entry ever appended; {@link LogPosition#START} where there is no log. */
    public LogPosition last() {
        return last;
    }

    /** Returns the settings in place, or null where there are none. The array is not to be changed. */
    public byte @Nullable [] settings() {
        return settings;
    }

    /** Returns the manifest of the current snapshot, or null where there is none. */
    public @Nullable SnapshotManifest manifest() {
        return manifest;
    }

    /**
     * Returns whether the entry at the manifest's position is in the log. Where it is not, entries behind it may be missing,
     * and the snapshot is of no use.
     */
    public boolean holdsManifest() {
        return holdsManifest;
    }
}
