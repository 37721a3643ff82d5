package io.github.tracker6.store.memory;

import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is being loaded into a {@link MemoryReplica}, chunk by chunk. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SnapshotLoad {
    private final SnapshotReader reader;
    private byte @Nullable [] nodes;

    SnapshotLoad(LoadingSink swarms, ReplicaState state) {
        this.reader = new SnapshotReader(new SnapshotReader.Sink() {
            @Override
            public void head(SnapshotFormat.Head head) {
                swarms.head(head);
            }

            @Override
            public void swarm(Change swarm, int downloaded) {
                swarms.swarm(swarm, downloaded);
            }

            @Override
            public void endpoint(Change announce, int ageTicks) {
                swarms.endpoint(announce, ageTicks);
            }

            @Override
            public void block(int type, byte[] bytes, int from, int to) {
                if (type == SnapshotFormat.NODES) {
                    nodes = java.util.Arrays.copyOfRange(bytes, from, to);
                } else if (type == SnapshotFormat.FINISHED) {
                    for (int at = from; at + FinishedHosts.ENTRY_BYTES <= to; at += FinishedHosts.ENTRY_BYTES) {
                        long[] entry = new long[FinishedHosts.ENTRY_WORDS];
                        for (int i = 0; i < entry.length; i++) {
                            entry[i] = BigEndian.longAt(bytes, at + Long.BYTES * i);
                        }
                        state.finished(entry[0]).put(entry);
                    }
                }
            }
        });
    }

    /**
     * Loads a chunk.
     *
     * @throws StoreException if it is broken
     */
    public void read(byte[] chunk) {
        try {
            reader.read(chunk);
        } catch (SnapshotFormat.BrokenException e) {
            throw new StoreException("The snapshot " + e.getMessage(), e);
        }
    }

    /**
     * Ends the snapshot.
     *
     * @return what {@link MemoryReplica#snapshot} was given
     * @throws StoreException if something is missing
     */
    public byte[] end() {
        try {
            reader.end();
        } catch (SnapshotFormat.BrokenException e) {
            throw new StoreException("The snapshot " + e.getMessage(), e);
        }
        if (nodes == null) {
            throw new StoreException("The snapshot is of no log", null);
        }
        return nodes;
    }
}
