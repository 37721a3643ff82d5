package io.github.tracker6.udp;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Sends replies out of one socket. Thread-safe. */
@FunctionalInterface
interface ReplySender {
    /** Sends what is between the buffer's position and limit. A failure is counted, not thrown. */
    void send(ByteBuffer reply, SocketAddress to);
}
