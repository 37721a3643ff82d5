package io.github.tracker6.access;

import io.github.tracker6.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The SHA-256 of a passkey, which is what a tracker keeps of it. A password needs a slow hash, since it can be guessed. A
 * passkey of 128 random bits or more cannot, so a fast hash is safe.
 *
 * <p>A look-up by hash in a map or a database tells no client anything about a passkey: how long it takes depends on bits
 * of the hash, and a client cannot choose a passkey that it does not know so that its hash begins like that of another.
 * {@link #equals} takes the same time wherever two hashes differ. Immutable.
 *
 * @since 0.1.0
 */
public final class PasskeyHash {
    /** The length of a hash. */
    public static final int BYTES = 32;

    private static final int SHOWN_DIGITS = 8;

    private final byte[] bytes;

    private PasskeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the hash of a passkey.
     *
     * @param passkey as it stands in the URL, percent-decoded; hashed as UTF-8
     */
    public static PasskeyHash of(String passkey) {
        return digest(passkey.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the hash of a passkey as an adapter passes it on: each byte is one character. */
    static PasskeyHash ofLatin1(String passkey) {
        return digest(passkey.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static PasskeyHash digest(byte[] passkey) {
        return new PasskeyHash(Sha256.of(passkey));
    }

    /**
     * Returns the hash of 64 hex digits of either case.
     *
     * @throws IllegalArgumentException if the text is anything else; the message does not have the text
     */
    public static PasskeyHash fromHex(String hex) {
        if (!isHash(hex)) {
            throw new IllegalArgumentException("a hash of a passkey has " + 2 * BYTES + " hex digits");
        }
        return new PasskeyHash(HexFormat.of().parseHex(hex));
    }

    static boolean isHash(String hex) {
        return hex.length() == 2 * BYTES && hex.chars().allMatch(HexFormat::isHexDigit);
    }

    /** Returns 64 lower-case hex digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns a copy of the {@value #BYTES} bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Compares two hashes, in a time that does not depend on where they differ. */
    @Override
    public boolean equals(Object object) {
        return object instanceof PasskeyHash other && MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** Returns the first {@value #SHOWN_DIGITS} hex digits, as a name for logs. */
    @Override
    public String toString() {
        return "PasskeyHash[" + HexFormat.of().formatHex(bytes, 0, SHOWN_DIGITS / 2) + "]";
    }
}
