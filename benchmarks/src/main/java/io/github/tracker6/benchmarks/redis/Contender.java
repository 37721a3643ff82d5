package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.store.PeerUpdate;
import java.util.concurrent.CompletionStage;

/** Something that takes announces. Thread-safe. */
interface Contender extends AutoCloseable {
    /** Returns one of those that announce at the same time. */
    Lane newLane();

    /** Does what is to be done now and then, by the clock of the announces; waits. */
    default void maintain(long nowMillis) {}

    /** Gives back what it made. */
    @Override
    void close();

    /** Sends one announce after the other. Not thread-safe. */
    interface Lane {
        /** Sends one, which is left alone until the result is complete. */
        CompletionStage<?> send(PeerUpdate update);

        /** Returns how many peers the last answer had. */
        default int answered() {
            return 0;
        }
    }
}
