package io.github.tracker6.jwt;

import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link TokenAccess}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenAccessBuilder {
    /** The default of {@link #maxKept}: 10,000. */
    public static final int DEFAULT_MAX_KEPT = 10_000;

    final List<TokenKey> keys = new ArrayList<>();

    @Nullable
    String audience;

    int maxKept = DEFAULT_MAX_KEPT;
    Clock clock = Clock.systemUTC();

    TokenAccessBuilder() {}

    /**
     * Adds a secret for {@code HS256}. Anyone who has it can make tokens: prefer {@link #publicKey} if the tracker runs
     * elsewhere than what makes them. Several keys are tried in turn, to change them without a break.
     *
     * @param secret 32 random bytes or more; copied
     * @throws IllegalArgumentException if it is shorter
     */
    public TokenAccessBuilder secret(byte[] secret) {
        keys.add(TokenKey.ofSecret(secret));
        return this;
    }

    /**
     * Adds a public key: of Ed25519 for {@code EdDSA} and {@code Ed25519}, or of the curve P-256 for {@code ES256}.
     *
     * @throws IllegalArgumentException if it is another kind of key
     */
    public TokenAccessBuilder publicKey(PublicKey key) {
        keys.add(TokenKey.ofPublic(key));
        return this;
    }

    /**
     * Sets the name that a token must have in {@code aud}, such as that of the tracker; default: any, or none. Without it every
     * token of the key is accepted, whatever it was made for, such as one for a login.
     */
    public TokenAccessBuilder audience(String audience) {
        this.audience = Objects.requireNonNull(audience, "audience");
        return this;
    }

    /**
     * Sets how many verified tokens are kept, so that they are not verified again.
     *
     * @param maxKept 0 or more; default {@link #DEFAULT_MAX_KEPT}
     * @throws IllegalArgumentException if it is negative
     */
    public TokenAccessBuilder maxKept(int maxKept) {
        if (maxKept < 0) {
            throw new IllegalArgumentException("maxKept " + maxKept + " is negative");
        }
        this.maxKept = maxKept;
        return this;
    }

    /** Sets the clock; default the system's. */
    public TokenAccessBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Makes the interceptor.
     *
     * @throws IllegalStateException if there is no key
     */
    public TokenAccess build() {
        if (keys.isEmpty()) {
            throw new IllegalStateException("there is no key");
        }
        return new TokenAccess(new TokenVerifier(this));
    }
}
