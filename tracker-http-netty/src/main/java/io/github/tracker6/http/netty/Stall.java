package io.github.tracker6.http.netty;

/**
 * Whether the client of a connection takes its answers. A stall begins when the socket does not take an answer at once. It
 * ends when the client has taken as many bytes as a socket buffer has. Until then further answers get no time limit of
 * their own: a client that asks much and reads a byte now and then would never be closed. Used by one thread at a time.
 */
final class Stall {
    private final int enoughBytes;
    private boolean stalled;
    private long sinceNanos;
    private long takenBytes;

    /**
     * Makes an instance.
     *
     * @param enoughBytes how many bytes end a stall
     */
    Stall(int enoughBytes) {
        this.enoughBytes = enoughBytes;
    }

    /** Returns when the time limit of an answer that begins now began. */
    long limitFromNanos(long nowNanos, long writeNanos) {
        if (stalled && nowNanos - sinceNanos >= writeNanos) {
            stalled = false; // it took what it was owed by then, or it would be closed
        }
        return stalled ? sinceNanos : nowNanos;
    }

    /** Notes that the socket did not take all of an answer. */
    void refused(long nowNanos) {
        if (!stalled) {
            stalled = true;
            sinceNanos = nowNanos;
            takenBytes = 0;
        }
    }

    /** Notes that the socket took so many bytes more. */
    void taken(long bytes) {
        takenBytes += bytes;
        if (takenBytes >= enoughBytes) {
            stalled = false;
        }
    }
}
