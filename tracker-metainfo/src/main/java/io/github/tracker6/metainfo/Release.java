package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one torrent file publishes: a name, and one info hash or two. The two of a hybrid torrent are two swarms with the same
 * files. Immutable.
 *
 * @since 0.1.0
 */
public final class Release {
    private final String name;
    private final @Nullable InfoHash v1;
    private final @Nullable V2InfoHash v2;

    private Release(String name, @Nullable InfoHash v1, @Nullable V2InfoHash v2) {
        this.name = name;
        this.v1 = v1;
        this.v2 = v2;
    }

    /**
     * Returns a release.
     *
     * @param name for people; any text
     * @param v1 null if it is for BitTorrent v2 alone
     * @param v2 null if it is for BitTorrent v1 alone
     * @throws IllegalArgumentException if both are null
     */
    public static Release of(String name, @Nullable InfoHash v1, @Nullable V2InfoHash v2) {
        if (v1 == null && v2 == null) {
            throw new IllegalArgumentException("a release has no info hash");
        }
        return new Release(Objects.requireNonNull(name, "name"), v1, v2);
    }

    /** Returns the torrent's name, for people. It is any text, and may hold control characters. */
    public String name() {
        return name;
    }

    /** Returns the info hash for BitTorrent v1. */
    public Optional<InfoHash> v1() {
        return Optional.ofNullable(v1);
    }

    /** Returns the info hash for BitTorrent v2. */
    public Optional<V2InfoHash> v2() {
        return Optional.ofNullable(v2);
    }

    /** Returns the versions that the release is for. */
    public TorrentVersion version() {
        if (v2 == null) {
            return TorrentVersion.V1;
        }
        return v1 == null ? TorrentVersion.V2 : TorrentVersion.HYBRID;
    }

    /** Returns the one or two info hashes as clients announce them: that of v1 first, that of v2 cut to 20 bytes. */
    public List<InfoHash> infoHashes() {
        return Stream.concat(v1().stream(), v2().stream().map(V2InfoHash::truncated))
                .toList();
    }

    /** Returns whether name and info hashes are equal. */
    @Override
    public boolean equals(Object object) {
        return object instanceof Release other
                && name.equals(other.name)
                && Objects.equals(v1, other.v1)
                && Objects.equals(v2, other.v2);
    }

    @Override
    public int hashCode() {
        return Objects.hash(v1, v2);
    }

    /** Returns the info hashes and the name, with a question mark in place of each control character. */
    @Override
    public String toString() {
        return (v1 == null ? "" : v1 + " ") + (v2 == null ? "" : v2 + " ") + name.replaceAll("\\p{Cntrl}", "?");
    }
}
