package io.github.tracker6.store.shared;

import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.HostKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes on a log agree on; the node that founds the log writes it.
 *
 * @param hostKey the key of host tags
 * @param peerTtl how long a peer lives
 */
record LogSettings(HostKey hostKey, Duration peerTtl) {
    /**
     * The format of batches, settings and snapshots. A node that does not know it can't take part. In format 1 the host's 5
     * bytes in a change were its tag alone.
     */
    static final int FORMAT = 2;

    private static final int BYTES = 1 + 3 * Long.BYTES;

    byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        bytes[0] = FORMAT;
        BigEndian.putLong(bytes, 1, hostKey.key0());
        BigEndian.putLong(bytes, 1 + Long.BYTES, hostKey.key1());
        BigEndian.putLong(bytes, 1 + 2 * Long.BYTES, peerTtl.toMillis());
        return bytes;
    }

    /** Returns the settings, or null where they are of another format. */
    static @Nullable LogSettings parse(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != FORMAT) {
            return null;
        }
        return new LogSettings(
                new HostKey(BigEndian.longAt(bytes, 1), BigEndian.longAt(bytes, 1 + Long.BYTES)),
                Duration.ofMillis(BigEndian.longAt(bytes, 1 + 2 * Long.BYTES)));
    }
}
