package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** The sockets of one generator, all non-blocking. Calls {@link Answers} for what it receives. Not thread-safe. */
interface Transport extends AutoCloseable {
    /** Callbacks for received answers, on the thread that polls. */
    interface Answers {
        /** A well-formed answer to an announce arrived. */
        void onAnswer(long sequence, Answer answer);

        /** A malformed answer to an announce arrived, or none can arrive any more. */
        void onFault(long sequence, Fault fault, String detail);

        /** Bytes arrived that belong to no announce. */
        void onStray(Fault fault, String detail);

        /** A request of the protocol itself, such as a connect, was not answered in time. */
        void onLoss();
    }

    /**
     * Opens the sockets.
     *
     * @throws IOException if the target does not answer
     */
    void open() throws IOException;

    /** Returns whether a socket may send an announce now. */
    boolean isIdle(int socket);

    /**
     * Sends an announce from an idle socket.
     *
     * @param seeder whether the peer has everything, with this announce
     * @return false if the kernel's buffer is full; then nothing was sent
     */
    boolean send(int socket, long sequence, int peer, Event event, boolean seeder) throws IOException;

    /**
     * Receives what has arrived.
     *
     * @param waitMillis how long to wait if nothing has arrived, in milliseconds; 0 for no wait
     */
    void poll(long waitMillis) throws IOException;

    /** Connects a socket to the tracker that is its home now. The socket is idle when that tracker has answered. */
    void reconnect(int socket) throws IOException;

    /** Gives up on an announce that was not answered in time. */
    void abandon(int socket, long sequence);

    @Override
    void close();
}
