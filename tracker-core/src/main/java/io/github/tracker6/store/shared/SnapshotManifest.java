package io.github.tracker6.store.shared;

import java.util.Objects;

/**
 * Names a snapshot: the chunks that it consists of, and where to read on in the log after it was loaded. Immutable.
 *
 * @param snapshotId a random number that names the snapshot, never 0
 * @param position the position of the last entry that need not be read any more
 * @param chunks how many chunks there are, 1 or more, numbered from 0
 * @param bytes the bytes of all chunks
 * @param takenMillis the log's own time when the snapshot was begun, in milliseconds since 1970
 * @since 0.1.0
 */
public record SnapshotManifest(long snapshotId, LogPosition position, int chunks, long bytes, long takenMillis) {
    /**
     * Makes a manifest.
     *
     * @throws IllegalArgumentException if the id is 0 or there is no chunk
     */
    public SnapshotManifest {
        Objects.requireNonNull(position, "position");
        if (snapshotId == 0 || chunks < 1) {
            throw new IllegalArgumentException("snapshot " + snapshotId + " with " + chunks + " chunks");
        }
    }

    /** Returns the same snapshot with another position. */
    public SnapshotManifest at(LogPosition newPosition) {
        return new SnapshotManifest(snapshotId, newPosition, chunks, bytes, takenMillis);
    }
}
