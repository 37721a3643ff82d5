package io.github.tracker6.store.shared;

import java.util.Objects;

/**
 * One entry of a {@link ChangeLog}: a batch of changes as a node appended it.
 *
 * @since 0.1.0
 */
public final class LogEntry {
    private final LogPosition position;
    private final byte[] bytes;

    /**
     * Makes an entry.
     *
     * @param bytes what was appended; kept, not copied
     */
    public LogEntry(LogPosition position, byte[] bytes) {
        this.position = Objects.requireNonNull(position, "position");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /** Returns where the entry is. */
    public LogPosition position() {
        return position;
    }

    /** Returns what was appended: the entry's own array, which is never changed. Empty for the entry that founded the log. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the position and the size. */
    @Override
    public String toString() {
        return position + " (" + bytes.length + " bytes)";
    }
}
