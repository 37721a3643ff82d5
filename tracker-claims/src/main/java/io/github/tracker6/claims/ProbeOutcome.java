package io.github.tracker6.claims;

/** What came of connecting to a claimed endpoint. */
public enum ProbeOutcome {
    /** A peer with the claimer's peer id answered for the torrent. */
    VERIFIED,
    /** No connection: refused, or no route. */
    UNREACHABLE,
    /** No connection, or no whole handshake, in time. */
    TIMED_OUT,
    /** The connection ended within the handshake; clients do that for torrents that they do not have. */
    CLOSED,
    /** What answered does not speak BitTorrent, or only encrypted. */
    NOT_BITTORRENT,
    /** The peer answered for another torrent. */
    OTHER_TORRENT,
    /** The peer has another peer id than the claimer. */
    OTHER_PEER
}
