package io.github.tracker6.store.memory;

/**
 * A snapshot of a table that is being written, slice by slice, while the table changes. Each slice holds a lock for about a
 * millisecond at most. Not thread-safe.
 */
public final class SnapshotStream {
    private final SwarmWalk walk;
    private final SnapshotWriter writer;
    private boolean more = true;

    SnapshotStream(SwarmWalk walk, SnapshotWriter writer) {
        this.walk = walk;
        this.writer = writer;
    }

    /**
     * Writes a slice.
     *
     * @return false when the snapshot is complete
     */
    public boolean next() {
        if (more && !walk.next(writer)) {
            more = false;
            writer.end();
        }
        return more;
    }

    /** Returns how many bytes there are to {@link #take}. */
    public int ready() {
        return writer.ready();
    }

    /**
     * Takes whole blocks of what was written.
     *
     * @param maxBytes the most, 256 KiB or more
     */
    public byte[] take(int maxBytes) {
        return writer.take(maxBytes);
    }
}
