package io.github.tracker6.metainfo;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A torrent file that was seen, how it looked, and what was read in it. Not thread-safe. */
final class TorrentEntry {
    /** No file has this size: the file is read again. */
    static final long UNKNOWN = -1;

    final Path path;
    long bytes = UNKNOWN;
    long modifiedNanos;
    private @Nullable Object inode;

    /** The inode that the index knows, until the file is looked at. */
    private @Nullable String restoredInode;

    /** Since when nothing wrote into it, as far as is known. */
    long stillSinceMillis;

    /** The look at which it was seen last. */
    int look;

    /** Whether what was read is older than the file, or nothing was read. */
    boolean needsReading = true;

    /** Whether it could not be understood as it looks, but may be half written. */
    boolean isSuspect;

    /** What was read last; it stays while the file is broken. */
    @Nullable
    Release release;

    /** What is wrong with the file as it is, once it was told. */
    @Nullable
    String fault;

    TorrentEntry(Path path) {
        this.path = path;
    }

    /**
     * Makes an entry that needs no reading if the file looks so.
     *
     * @param inode as {@link #inodeText}
     */
    TorrentEntry(Path path, long bytes, long modifiedNanos, String inode, Release release) {
        this.path = path;
        this.bytes = bytes;
        this.modifiedNanos = modifiedNanos;
        this.restoredInode = inode;
        this.release = release;
        this.needsReading = bytes == UNKNOWN;
    }

    /** Returns an entry that knows the same. */
    TorrentEntry copy() {
        TorrentEntry copy = new TorrentEntry(path);
        copy.bytes = bytes;
        copy.modifiedNanos = modifiedNanos;
        copy.inode = inode;
        copy.restoredInode = restoredInode;
        copy.stillSinceMillis = stillSinceMillis;
        copy.needsReading = needsReading;
        copy.isSuspect = isSuspect;
        copy.release = release;
        copy.fault = fault;
        return copy;
    }

    boolean looksLike(BasicFileAttributes attributes) {
        return bytes == attributes.size()
                && modifiedNanos == modifiedNanos(attributes)
                && (restoredInode == null || restoredInode.equals(inodeText(attributes.fileKey())))
                && (inode == null || inode.equals(attributes.fileKey()));
    }

    /** Returns the inode as text; empty where the file system has none. */
    String inodeText() {
        return restoredInode == null ? inodeText(inode) : restoredInode;
    }

    /** The number of the device is left out: another start of the machine may give another one. */
    private static String inodeText(@Nullable Object fileKey) {
        String text = fileKey == null ? "" : fileKey.toString();
        return text.substring(text.lastIndexOf(',') + 1);
    }

    /** Notes how the file looks at this moment. */
    void note(BasicFileAttributes attributes, long nowMillis) {
        boolean isSame = looksLike(attributes);
        inode = attributes.fileKey();
        restoredInode = null;
        if (isSame) {
            return;
        }
        bytes = attributes.size();
        modifiedNanos = modifiedNanos(attributes);
        stillSinceMillis = Math.min(nowMillis, attributes.lastModifiedTime().toMillis());
        needsReading = true;
        isSuspect = false;
    }

    private static long modifiedNanos(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
}
