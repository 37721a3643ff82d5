package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Begins probes of endpoints. Used by one thread. If a method throws, the probe has no effect. */
interface Dialer {
    /**
     * Connects over TCP and does the BitTorrent handshake.
     *
     * @param peerId the peer id that the peer must send; null if any will do
     */
    void handshake(Endpoint target, InfoHash infoHash, byte @Nullable [] peerId, Result result);

    /**
     * Sends one uTP packet that asks for a connection, see {@link UtpPacket}.
     *
     * @return ends the probe without an outcome; without effect after the outcome
     */
    Runnable utp(Endpoint target, Result result);

    /** Takes the outcome of one probe. Called once, by the method that begins the probe or later by the same thread. */
    interface Result {
        /**
         * Takes the outcome.
         *
         * @param local the address from which the probe was sent; null if it was not sent
         */
        void accept(ProbeOutcome outcome, @Nullable SocketAddress local);
    }
}
