package io.github.tracker6.claims;

/**
 * The effect of a claimed address of the other family.
 *
 * @since 0.1.0
 */
public enum ClaimPolicy {
    /** None: the answer is the same as without the claim. */
    IGNORE,
    /**
     * The claim is a hint: the client also gets peers of the family that it claims. The claimed endpoint itself is
     * known only once the client announces over that family. The default.
     */
    PAIR,
    /** As {@link #PAIR}; and the claimed endpoint is published once a BitTorrent handshake with it has succeeded. */
    VERIFY,
    /** As {@link #PAIR}; and a claim from a trusted network is published without a probe. */
    TRUST
}
