package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** The sockets of one generator, all of them non-blocking. Tells {@link Answers} what comes back. */
interface Transport extends AutoCloseable {
    /** What comes back, on the thread that polls. */
    interface Answers {
        /** An answer arrived that can be read. */
        void answered(long sequence, Answer answer);

        /** Something arrived for an announce that is no answer, or will never arrive. */
        void failed(long sequence, Fault fault, String detail);

        /** Something arrived that belongs to no announce. */
        void stray(Fault fault, String detail);

        /** A question of the protocol's own, such as a connect, was not answered in time. */
        void lost();
    }

    /**
     * Opens the sockets.
     *
     * @throws IOException if the target is out of reach
     */
    void open() throws IOException;

    /** Returns whether a socket takes an announce now. */
    boolean isIdle(int socket);

    /**
     * Sends an announce from an idle socket.
     *
     * @return false if the kernel takes nothing at the moment; then nothing was sent
     */
    boolean send(int socket, long sequence, int peer, Event event) throws IOException;

    /**
     * Receives what there is.
     *
     * @param waitMillis how long to wait for something, in milliseconds; 0 for not at all
     */
    void poll(long waitMillis) throws IOException;

    /** Gives up on an announce that was not answered in time. */
    void abandon(int socket, long sequence);

    @Override
    void close();
}
