package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file is no torrent file, or one with a fault. The message says in one line which file, at which byte, and what is wrong;
 * it has no text of the file.
 *
 * @since 0.1.0
 */
public final class InvalidTorrentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Path file;
    private final long position;
    private final String reason;

    InvalidTorrentException(@Nullable Path file, long position, String reason) {
        super((file == null ? "" : file + ": ") + "at byte " + position + ": " + reason);
        this.file = file;
        this.position = position;
        this.reason = reason;
    }

    InvalidTorrentException(long position, String reason) {
        this(null, position, reason);
    }

    /** Returns the same with the file's path. */
    InvalidTorrentException in(Path path) {
        InvalidTorrentException named = new InvalidTorrentException(path, position, reason);
        named.setStackTrace(getStackTrace());
        return named;
    }

    /** Returns the path of the file, as it was given; null if the bytes came from no file. */
    public @Nullable Path file() {
        return file;
    }

    /** Returns where the fault lies: the number of bytes before it. */
    public long position() {
        return position;
    }

    /** Returns what is wrong, in words. */
    public String reason() {
        return reason;
    }
}
