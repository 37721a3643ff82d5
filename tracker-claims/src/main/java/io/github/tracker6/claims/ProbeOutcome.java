package io.github.tracker6.claims;

/** The outcome of a probe of a claimed endpoint. */
public enum ProbeOutcome {
    /** A peer with the client's peer id answered for the torrent. */
    VERIFIED,
    /** No connection: it was refused, or there is no route. */
    UNREACHABLE,
    /** No connection or no complete handshake within the time limit. */
    TIMED_OUT,
    /** The peer closed the connection during the handshake, as clients do for torrents that they do not have. */
    CLOSED,
    /** The answer was no BitTorrent handshake, or an encrypted one. */
    NOT_BITTORRENT,
    /** The peer answered for another torrent. */
    OTHER_TORRENT,
    /** The peer has another peer id than the client. */
    OTHER_PEER
}
