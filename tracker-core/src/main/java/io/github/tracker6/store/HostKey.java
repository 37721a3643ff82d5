package io.github.tracker6.store;

/**
 * A secret key of 128 bits, from which a tracker derives {@linkplain PeerUpdate#hostTag() host tags}. Immutable.
 *
 * @param key0 bytes 0 to 7, little-endian as SipHash has it
 * @param key1 bytes 8 to 15
 * @since 0.1.0
 */
public record HostKey(long key0, long key1) {
    /** Returns a text without the key, which is a secret. */
    @Override
    public String toString() {
        return "HostKey[secret]";
    }
}
