package io.github.tracker6.access;

import io.github.tracker6.InfoHash;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Hashes of passkeys, and the torrents that each is for: named ones, or all. Immutable.
 *
 * @since 0.1.0
 */
public final class PasskeySet {
    /** Each with its torrents: {@code Optional.empty()} for all, an empty set for none. */
    private final Map<PasskeyHash, Optional<InfoHashSet>> torrents;

    private PasskeySet(Map<PasskeyHash, Optional<InfoHashSet>> torrents) {
        this.torrents = torrents;
    }

    /**
     * Returns the set of the given passkeys.
     *
     * @param torrents the hashes of passkeys, and the torrents that each is for: {@code Optional.empty()} for all torrents, an
     *     empty set for none
     */
    public static PasskeySet of(Map<PasskeyHash, Optional<InfoHashSet>> torrents) {
        return new PasskeySet(Map.copyOf(torrents));
    }

    /**
     * Parses a list with one passkey per line.
     *
     * <ul>
     *   <li>A line begins with the hash of a passkey: its SHA-256 as 64 hex digits of either case.
     *   <li>Behind it come the info hashes of the torrents that it is for, 40 hex digits each, or 64, of which the first 40 count
     *       (BEP 52). Without one it is for all torrents. Blanks, tabs and commas separate.
     *   <li>A {@code #} begins a comment, on a line of its own too. Empty lines are ignored.
     *   <li>Lines end with a line feed, with or without a carriage return. A UTF-8 byte order mark at the begin is ignored.
     * </ul>
     *
     * @param text the bytes of the list
     * @throws IllegalArgumentException if a line holds anything else, or a hash comes twice; the message has the line's
     *     number, not its text
     */
    public static PasskeySet parse(byte[] text) {
        return new PasskeySet(PasskeyLines.parse(text));
    }

    /** Returns which torrents a passkey is for. Empty if it is not in the set. */
    public Optional<Predicate<InfoHash>> find(PasskeyHash passkey) {
        Optional<InfoHashSet> named = torrents.get(passkey);
        if (named == null) {
            return Optional.empty();
        }
        return Optional.of(named.isPresent() ? named.get()::contains : infoHash -> true);
    }

    /** Returns the number of passkeys. */
    public int size() {
        return torrents.size();
    }

    /** Returns how many passkeys of this set are in another one, for the same torrents or others. */
    public int countIn(PasskeySet other) {
        int common = 0;
        for (PasskeyHash passkey : torrents.keySet()) {
            common += other.torrents.containsKey(passkey) ? 1 : 0;
        }
        return common;
    }

    /** Returns whether two sets hold the same passkeys, each for the same torrents. */
    @Override
    public boolean equals(Object object) {
        return object instanceof PasskeySet other && torrents.equals(other.torrents);
    }

    @Override
    public int hashCode() {
        return torrents.hashCode();
    }

    /** Returns how many passkeys there are, as text. */
    @Override
    public String toString() {
        return "PasskeySet[" + size() + "]";
    }
}
