package io.github.tracker6.udp;

import io.github.tracker6.engine.AnswerTimes;

/**
 * Chooses the announces of one worker whose answer times are measured: one in {@link AnswerTimes#ONE_IN}, and none while nothing
 * observes. It counts announces, not datagrams: clients take turns with connects and announces, and every 64th datagram may be
 * a connect each time. Of datagrams that came together it chooses the first announce at most, which waits longest for its
 * reply. Used by its worker's thread alone.
 */
final class AnswerSampler {
    /** Stands for a time where nothing is measured. */
    static final long NONE = Long.MIN_VALUE;

    private final AnswerTimes times;
    /** The announces since the last one that was chosen. */
    private long announces;
    /** When the datagrams came that are being handled, if the next announce is to be measured. */
    private long receivedNanos = NONE;
    /** When the announce came that was chosen, until its reply is sent. */
    private long chosenNanos = NONE;

    AnswerSampler(AnswerTimes times) {
        this.times = times;
    }

    /** Notes that datagrams came. */
    void received() {
        chosenNanos = NONE; // else a failure would leave it to the replies to other datagrams
        receivedNanos = announces >= AnswerTimes.ONE_IN - 1 && times.isObserved() ? System.nanoTime() : NONE;
    }

    /** Notes that one of them is an announce that goes to the tracker. Returns whether it is chosen. */
    boolean announce() {
        announces++;
        if (receivedNanos == NONE) {
            return false;
        }
        chosenNanos = receivedNanos;
        receivedNanos = NONE;
        announces = 0;
        return true;
    }

    /** Notes that the replies to the datagrams were sent. */
    void answered() {
        if (chosenNanos != NONE) {
            record(takeChosen());
        }
    }

    /** Returns when the announce came that was chosen, and forgets it; {@link #NONE} if there is none. Its reply is late. */
    long takeChosen() {
        long taken = chosenNanos;
        chosenNanos = NONE;
        return taken;
    }

    /** Records the time of an announce that was answered just now. Thread-safe. */
    void record(long sinceNanos) {
        times.record(System.nanoTime() - sinceNanos);
    }
}
