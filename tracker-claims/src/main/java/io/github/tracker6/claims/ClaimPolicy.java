package io.github.tracker6.claims;

/** What a claimed address of the other family is worth. */
public enum ClaimPolicy {
    /** Nothing: the answer is as if the client had not sent it. */
    IGNORE,
    /**
     * A hint: the client gets peers of the family that it claims, and the pair of endpoints comes from a real announce
     * over the other family. The default.
     */
    PAIR,
    /** As {@link #PAIR}, and published once a BitTorrent handshake with the claimed endpoint proved it. */
    VERIFY,
    /** As {@link #PAIR}, and published unseen where the announce came from one of the trusted networks. */
    TRUST
}
