package io.github.tracker6.redis;

import io.github.tracker6.store.StoreTotals;
import java.nio.ByteBuffer;

/**
 * Adds up the figures of all hash tags, each of them by the window in which its swarms were last touched. Windows so old
 * that their swarms expired do not count. Not thread-safe.
 */
final class RedisTotals {
    /** The fields of the windows; not to be changed. */
    static final byte[][] FIELDS = fields();

    private final long nowTick;
    private long swarms;
    private long ipv4Hosts;
    private long ipv6Hosts;
    private long dualStackHosts;

    RedisTotals(long nowTick) {
        this.nowTick = nowTick;
    }

    /** Adds one window's field. */
    void add(byte[] window) {
        if (window.length != 5 * Integer.BYTES) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(window);
        long endTick = ((buffer.getInt() & 0xffff_ffffL) + 1) * Records.WINDOW_TICKS;
        // Ticks start over after some years: what is far ahead is old, too.
        if (endTick + Records.TTL_TICKS > nowTick && endTick - 2 * Records.TTL_TICKS < nowTick) {
            swarms += buffer.getInt();
            ipv4Hosts += buffer.getInt();
            ipv6Hosts += buffer.getInt();
            dualStackHosts += buffer.getInt();
        }
    }

    private static byte[][] fields() {
        byte[][] fields = new byte[16][1];
        for (int i = 0; i < fields.length; i++) {
            fields[i][0] = (byte) i;
        }
        return fields;
    }

    /** Returns the sums; keys that Redis evicted can make a part of them negative, the whole never is. */
    StoreTotals sum() {
        return new StoreTotals(
                Math.max(0, swarms), Math.max(0, ipv4Hosts), Math.max(0, ipv6Hosts), Math.max(0, dualStackHosts));
    }
}
