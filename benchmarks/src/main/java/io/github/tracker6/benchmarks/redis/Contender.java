package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.store.PeerUpdate;
import java.util.concurrent.CompletionStage;

/** A store, or something to compare with one, that takes announces. Thread-safe. */
interface Contender extends AutoCloseable {
    /** Returns a sender. Several senders may send at the same time. */
    Sender newSender();

    /** Does the periodic maintenance, by the clock of the announces, and waits for its end. */
    default void maintain(long nowMillis) {}

    /** Closes what this object has opened. */
    @Override
    void close();

    /** Sends one announce after the other. Not thread-safe. */
    interface Sender {
        /** Sends an announce. The caller must not change it until the result is complete. */
        CompletionStage<?> send(PeerUpdate update);

        /** Returns the number of peers in the last answer. */
        default int peersInLastAnswer() {
            return 0;
        }
    }
}
