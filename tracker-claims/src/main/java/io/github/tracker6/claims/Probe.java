package io.github.tracker6.claims;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** One probe that is running on a {@link ProbeSelector}. Owns its channel. */
abstract class Probe {
    private final long beginNanos = System.nanoTime();
    private final SelectableChannel channel;
    private final Dialer.Result result;

    /**
     * Makes a probe.
     *
     * @param channel a network channel, closed by {@link #end}
     */
    Probe(SelectableChannel channel, Dialer.Result result) {
        this.channel = channel;
        this.result = result;
    }

    SelectableChannel channel() {
        return channel;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - beginNanos;
    }

    /** Returns the operations of the channel that the probe waits for. */
    abstract int interestOps();

    /** Returns whether there is a connection, so that the longer time limit applies. */
    abstract boolean connected();

    /** Continues as far as is possible without waiting. Returns null if the probe is not over. */
    abstract @Nullable ProbeOutcome advance() throws IOException;

    /** Returns the outcome if {@link #advance} throws. */
    abstract ProbeOutcome failure();

    /** Ends the probe, and tells the outcome. */
    void end(ProbeOutcome outcome) {
        SocketAddress local = local();
        close();
        result.accept(outcome, local);
    }

    /** A channel knows its address once it is connected. */
    private @Nullable SocketAddress local() {
        try {
            return ((NetworkChannel) channel).getLocalAddress();
        } catch (IOException e) {
            return null; // closed
        }
    }

    /** Ends the probe without an outcome. */
    void close() {
        close(channel);
    }

    static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The probe has ended in any case.
        }
    }
}
