package io.github.tracker6.store.shared;

import io.github.tracker6.internal.SteadyClock;
import java.time.Clock;

/**
 * The times that a node goes by: its own, that of those who call the store, and the log's, as far as it is known. The last two
 * are differences to the first: no two machines' clocks are compared. One thread writes; every thread reads.
 */
final class StoreTime {
    private final Clock clock;
    private volatile long callerAhead;
    private volatile boolean callerKnown;
    private volatile long logAhead;

    StoreTime(Clock clock) {
        this.clock = clock;
    }

    /** Adds the time that the machine slept, if the clock knows how. */
    void catchUp() {
        SteadyClock.catchUp(clock);
    }

    /** Returns the node's own time, in milliseconds; it never steps. */
    long now() {
        return clock.millis();
    }

    /** Returns the time of those who call the store, in milliseconds. */
    long callerNow() {
        return clock.millis() + callerAhead;
    }

    /** Returns whether a caller said what the time is. */
    boolean isCallerKnown() {
        return callerKnown;
    }

    /** Returns the log's time as it would say, in milliseconds since 1970. */
    long logNow() {
        return clock.millis() + logAhead;
    }

    /** Notes what a caller says the time is. */
    void noteCaller(long callerMillis) {
        callerAhead = callerMillis - clock.millis();
        callerKnown = true;
    }

    /** Notes what the log says the time is. */
    void noteLog(long logMillis) {
        logAhead = logMillis - clock.millis();
    }

    /** Notes that an entry is in the log: its time cannot be later. If it is by what was noted, the log's clock has jumped. */
    void noteEntry(LogPosition position) {
        if (position.millis() > logNow()) {
            noteLog(position.millis());
        }
    }

    /**
     * Returns how long an entry waited in the log until now.
     *
     * @param atMost the longest that it can be, in milliseconds
     */
    long waited(LogPosition position, long atMost) {
        return Math.max(0, Math.min(atMost, logNow() - position.millis()));
    }
}
