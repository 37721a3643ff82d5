package io.github.tracker6.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A passkey: the secret that a user's announce URL holds, as in {@code https://tracker.example.org/KEY/announce}. Give it to
 * the user, and keep its {@link #hash()} alone. {@link #toString()} hides it. Immutable.
 *
 * @since 0.1.0
 */
public final class Passkey {
    /** The random bits of a {@linkplain #generate() new} passkey. */
    public static final int BITS = 192;

    private final String text;

    private Passkey(String text) {
        this.text = text;
    }

    /**
     * Makes a passkey from {@value #BITS} bits of {@link SecureRandom}.
     *
     * @return 32 letters, digits, {@code -} and {@code _}, which need no escape in a URL
     */
    public static Passkey generate() {
        return generate(new SecureRandom());
    }

    static Passkey generate(RandomGenerator random) {
        byte[] bytes = new byte[BITS / Byte.SIZE];
        random.nextBytes(bytes);
        return new Passkey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns the passkey itself. Show it to its user, store it nowhere. */
    public String text() {
        return text;
    }

    /** Returns what the tracker keeps of it. */
    public PasskeyHash hash() {
        return PasskeyHash.of(text);
    }

    /** Returns a text without the passkey. */
    @Override
    public String toString() {
        return "Passkey[hidden]";
    }
}
