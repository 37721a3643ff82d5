package io.github.tracker6.udp;

import java.nio.ByteBuffer;

/** The way back to where one packet came from, for a reply that is late. Thread-safe. */
@FunctionalInterface
interface ReplySender {
    /** Sends what is between the position and the limit of a direct buffer. A failure is counted, not thrown. */
    void send(ByteBuffer reply);
}
