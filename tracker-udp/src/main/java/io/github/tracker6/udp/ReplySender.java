package io.github.tracker6.udp;

import java.nio.ByteBuffer;

/** Sends a late reply to the source of one packet. Thread-safe. */
@FunctionalInterface
interface ReplySender {
    /** Sends what is between the position and the limit of a direct buffer. A failure is counted, not thrown. */
    void send(ByteBuffer reply);
}
