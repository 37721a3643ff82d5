package io.github.tracker6.jwt;

import io.github.tracker6.access.InfoHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What a token with a valid signature says. Immutable.
 *
 * @param expiresAtMillis when it expires, without the skew of clocks
 * @param torrents the torrents that it is for; null for all
 */
record Token(long expiresAtMillis, @Nullable InfoHashSet torrents) {
    boolean serves(long head, long middle, int tail) {
        return torrents == null || torrents.contains(head, middle, tail);
    }
}
