package io.github.tracker6.access;

import io.github.tracker6.InfoHash;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A set of info hashes, such as an allow list. Immutable. */
public final class InfoHashSet {
    private static final char COMMENT = '#';

    private final Set<InfoHash> hashes;

    private InfoHashSet(Set<InfoHash> hashes) {
        this.hashes = hashes;
    }

    /** Returns the set of the given info hashes. */
    public static InfoHashSet of(Collection<InfoHash> hashes) {
        return new InfoHashSet(Set.copyOf(hashes));
    }

    /**
     * Parses a list with one info hash of 40 hex digits per line. White space around an info hash, empty lines, and
     * everything after a {@code #} are ignored.
     *
     * @throws IllegalArgumentException if a line holds anything else; the message has the line's number, not its text
     */
    public static InfoHashSet parse(List<String> lines) {
        Set<InfoHash> hashes = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf(COMMENT);
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                hashes.add(parseLine(text, i + 1));
            }
        }
        return of(hashes);
    }

    /** Returns whether an info hash is in the set. */
    public boolean contains(InfoHash infoHash) {
        return hashes.contains(infoHash);
    }

    /** Returns the number of info hashes. */
    public int size() {
        return hashes.size();
    }

    private static InfoHash parseLine(String text, int lineNumber) {
        try {
            return InfoHash.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + lineNumber + " is no info hash of 40 hex digits", e);
        }
    }
}
