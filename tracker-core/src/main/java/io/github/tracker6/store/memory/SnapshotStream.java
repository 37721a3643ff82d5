package io.github.tracker6.store.memory;

/**
 * A snapshot of a table that is being written, slice by slice, while the table changes. Each slice holds a lock for about a
 * millisecond at most. Not thread-safe.
 *
 * @since 0.1.0
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
     * Begins a snapshot of a replica: writes all but the swarms.
     *
     * @param takenMillis the time of the log
     * @param nodes which batches of which nodes the replica holds
     */
    static SnapshotStream begin(MemorySwarmStore store, ReplicaState state, long takenMillis, byte[] nodes) {
        SnapshotWriter writer = new SnapshotWriter(true);
        writer.head(takenMillis, store.peerTtl().toMillis(), state.hostKey());
        writer.beginBlock(SnapshotFormat.NODES);
        for (byte b : nodes) {
            writer.putByte(b);
        }
        writer.endBlock();
        int perBlock = SnapshotFormat.MAX_BLOCK_BYTES / 2 / FinishedHosts.ENTRY_BYTES;
        int[] inBlock = {0};
        state.forEachFinished(entry -> {
            if (inBlock[0] % perBlock == 0) {
                if (inBlock[0] > 0) {
                    writer.endBlock();
                }
                writer.beginBlock(SnapshotFormat.FINISHED);
            }
            inBlock[0]++;
            for (long word : entry) {
                writer.putLong(word);
            }
        });
        if (inBlock[0] > 0) {
            writer.endBlock();
        }
        return new SnapshotStream(new SwarmWalk(store.shards()), writer);
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
