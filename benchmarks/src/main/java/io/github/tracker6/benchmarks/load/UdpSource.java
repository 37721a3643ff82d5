package io.github.tracker6.benchmarks.load;

import java.nio.channels.DatagramChannel;

/** A UDP socket with its connection id (BEP 15, "Connect"). Not thread-safe. */
final class UdpSource {
    final DatagramChannel channel;
    boolean connected;
    long connectionId;
    /** When the connection id was received. */
    long connectedNanos;

    boolean connecting;
    int connectTransaction;
    long connectSentNanos;

    UdpSource(DatagramChannel channel) {
        this.channel = channel;
    }
}
