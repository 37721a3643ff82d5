package io.github.tracker6.claims;

/**
 * The outcome of a probe of an endpoint.
 *
 * @since 0.1.0
 */
public enum ProbeOutcome {
    /** A peer answered for the torrent. Where a claim is verified, it has the client's peer id as well. */
    VERIFIED,
    /** No connection: it was refused, or there is no route to the endpoint. */
    UNREACHABLE,
    /** No connection within the time limit. */
    TIMED_OUT,
    /**
     * The connection was reset before the peer had sent a byte. It may not have reached the peer: some firewalls accept a
     * connection first, and reset it when they cannot pass it on.
     */
    RESET,
    /** A connection, but no complete handshake within the time limit. */
    SILENT,
    /** The peer closed the connection during the handshake, as clients do for torrents that they do not have. */
    CLOSED,
    /** The answer was no BitTorrent handshake, or an encrypted one. */
    NOT_BITTORRENT,
    /** The peer answered for another torrent. */
    OTHER_TORRENT,
    /** The peer has another peer id than the client. Only where a claim is verified. */
    OTHER_PEER,
    /** The peer answered over uTP (BEP 29), after TCP had failed. Only where reachability is probed. */
    UTP,
    /** No probe: this machine has no IPv6, no route, no such address to probe from, or no file descriptor left. */
    NOT_TRIED;

    /** Returns whether the endpoint can be reached. A connection is enough: clients may insist on encryption. */
    boolean reaches() {
        return switch (this) {
            case VERIFIED, SILENT, CLOSED, NOT_BITTORRENT, OTHER_TORRENT, OTHER_PEER, UTP -> true;
            case UNREACHABLE, TIMED_OUT, RESET, NOT_TRIED -> false;
        };
    }
}
