package io.github.tracker6.redis;

import io.github.tracker6.store.HostKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * What all nodes on one Redis must agree on; the first one writes it down. Immutable.
 *
 * @param tags over how many hash tags swarms are spread
 * @param ttlMillis how long an endpoint lives, which says how long a tick is
 * @param hostKey the key of the host tags
 * @param seed what makes the hashes of endpoints unpredictable
 */
record Agreement(int tags, long ttlMillis, HostKey hostKey, long seed) {
    private static final int BYTES = 1 + 2 + 4 + 16 + 8;

    /** Proposes what to agree on. */
    static Agreement propose(int tags, Duration peerTtl, SecureRandom random) {
        return new Agreement(
                tags, peerTtl.toMillis(), new HostKey(random.nextLong(), random.nextLong()), random.nextLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put((byte) SwarmKeys.VERSION)
                .putShort((short) tags)
                .putInt((int) ttlMillis)
                .putLong(hostKey.key0())
                .putLong(hostKey.key1())
                .putLong(seed)
                .array();
    }

    /** Returns the seed as the scripts have it. */
    byte[] seedBytes() {
        return ByteBuffer.allocate(Long.BYTES).putLong(seed).array();
    }

    /**
     * Reads what was agreed on.
     *
     * @param peerTtl what this node wants
     * @throws IllegalStateException if this node does not fit
     */
    static Agreement parse(byte[] bytes, Duration peerTtl) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int version = bytes.length == 0 ? -1 : buffer.get();
        if (version != SwarmKeys.VERSION || bytes.length != BYTES) {
            throw new IllegalStateException("the keys in this Redis have format " + version + ", and this is format "
                    + SwarmKeys.VERSION + ": give this tracker another key prefix");
        }
        int tags = buffer.getShort() & 0xffff;
        long ttlMillis = buffer.getInt() & 0xffff_ffffL;
        if (ttlMillis != peerTtl.toMillis()) {
            throw new IllegalStateException("the trackers on this Redis keep peers for " + Duration.ofMillis(ttlMillis)
                    + ", and this one for " + peerTtl + ": set them alike, or give this tracker another key prefix");
        }
        return new Agreement(tags, ttlMillis, new HostKey(buffer.getLong(), buffer.getLong()), buffer.getLong());
    }
}
