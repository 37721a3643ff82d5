package io.github.tracker6.redis;

import io.github.tracker6.store.StoreTotals;
import java.nio.ByteBuffer;

/**
 * Adds up the figures of all hash tags, each of them by the window in which its swarms were last touched. Windows so old
 * that their swarms expired do not count. Not thread-safe.
 */
final class RedisTotals {
    private final long nowTick;
    private long swarms;
    private long ipv4Hosts;
    private long ipv6Hosts;
    private long dualStackHosts;

    RedisTotals(long nowTick) {
        this.nowTick = nowTick;
    }

    void add(byte[] window, byte[] counts) {
        if (window.length != Integer.BYTES || counts.length != 4 * Integer.BYTES) {
            return;
        }
        long endTick = ((ByteBuffer.wrap(window).getInt() & 0xffff_ffffL) + 1) * Records.WINDOW_TICKS;
        // Ticks start over after some years: what is far ahead is old, too.
        if (endTick + Records.TTL_TICKS > nowTick && endTick - 2 * Records.TTL_TICKS < nowTick) {
            ByteBuffer buffer = ByteBuffer.wrap(counts);
            swarms += buffer.getInt();
            ipv4Hosts += buffer.getInt();
            ipv6Hosts += buffer.getInt();
            dualStackHosts += buffer.getInt();
        }
    }

    /** Returns the sums; keys that Redis evicted can make a part of them negative, the whole never is. */
    StoreTotals sum() {
        return new StoreTotals(
                Math.max(0, swarms), Math.max(0, ipv4Hosts), Math.max(0, ipv6Hosts), Math.max(0, dualStackHosts));
    }
}
