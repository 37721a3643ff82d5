package io.github.tracker6.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of info hashes in a file, in the form of {@link InfoHashSet#parse}. {@link #refresh()} reads it again if the file
 * has changed. Thread-safe.
 *
 * <p>A change is taken only when it is safe to take:
 *
 * <ul>
 *   <li>The file looked the same twice: size, times and inode. A file that is still being written is left alone.
 *   <li>It is a regular file, and each line is in order. Otherwise the list before stays in force.
 *   <li>The list did not lose more than half of what it held. Such a list is held back until {@link #confirm()}, or until
 *       the file is put right: an emptied allow list refuses every torrent, an emptied deny list serves every one.
 * </ul>
 */
public final class InfoHashFile implements Supplier<InfoHashSet> {
    /** The largest file: 1 GiB, which is over 25 million info hashes. */
    static final long MAX_BYTES = 1L << 30;

    private static final String A_LIST_IS = "; a list is a text file with one info hash per line";

    private final Path path;
    private volatile InfoHashSet current;

    /** How the file looked at the last look. */
    private FileLook lastLook;

    /** How the file looked when it was read last, whatever came of it. */
    private FileLook readLook;

    private @Nullable InfoHashSet heldBack;

    /** What {@link InfoHashFile#refresh()} found. */
    public enum Refresh {
        /** The file is as it was, or says the same in another form. */
        UNCHANGED,
        /** The file changed since the last look; it is read when it is the same at the next one. */
        UNSETTLED,
        /** The changed list is in force. */
        TAKEN,
        /** The changed list lacks more than half of what is in force; {@link InfoHashFile#confirm()} takes it. */
        HELD_BACK
    }

    private InfoHashFile(Path path, FileLook look, InfoHashSet set) {
        this.path = path;
        this.lastLook = look;
        this.readLook = look;
        this.current = set;
    }

    /**
     * Reads the file, whatever it holds. Does file I/O: do not call it on an event loop.
     *
     * @throws IOException if the file cannot be read or is no list of info hashes; the message names the file
     */
    public static InfoHashFile read(Path path) throws IOException {
        FileLook look = FileLook.of(path);
        return new InfoHashFile(path, look, parse(path, text(path, look)));
    }

    /** Returns the list that is in force. */
    @Override
    public InfoHashSet get() {
        return current;
    }

    /** Returns the file's path, as it was given. */
    public Path path() {
        return path;
    }

    /** Returns the list that is held back, or null. */
    public synchronized @Nullable InfoHashSet heldBack() {
        return heldBack;
    }

    /**
     * Looks at the file, and reads it again if it has changed and looked the same at the last call. Call it about once a
     * second. Does file I/O: do not call it on an event loop.
     *
     * @return what became of it; {@link Refresh#HELD_BACK} once for each change
     * @throws IOException if the file cannot be read, at each call; or if it holds anything but info hashes, once for
     *     each change. The list before stays in force
     */
    public synchronized Refresh refresh() throws IOException {
        FileLook look = FileLook.of(path);
        boolean settled = look.equals(lastLook);
        lastLook = look;
        if (!settled) {
            return Refresh.UNSETTLED;
        }
        return look.equals(readLook) ? Refresh.UNCHANGED : take(look, false);
    }

    /**
     * Reads the file now and puts it in force, even if it lacks most of what the list before held: the operator says that
     * the file is right. Does file I/O: do not call it on an event loop.
     *
     * @return {@link Refresh#TAKEN}, or {@link Refresh#UNCHANGED} if it says what is in force
     * @throws IOException as {@link #refresh()}
     */
    public synchronized Refresh confirm() throws IOException {
        FileLook look = FileLook.of(path);
        lastLook = look;
        return take(look, true);
    }

    private Refresh take(FileLook look, boolean confirmed) throws IOException {
        byte[] text = text(path, look);
        readLook = look; // what is wrong with the text is told once
        heldBack = null;
        InfoHashSet read = parse(path, text);
        InfoHashSet before = current;
        if (read.equals(before)) {
            return Refresh.UNCHANGED;
        }
        if (!confirmed && 2 * before.countIn(read) < before.size()) {
            heldBack = read;
            return Refresh.HELD_BACK;
        }
        current = read;
        return Refresh.TAKEN;
    }

    private static byte[] text(Path path, FileLook look) throws IOException {
        if (!look.isRegular()) {
            throw new IOException(path + (look.isDirectory() ? " is a directory" : " is no regular file") + A_LIST_IS);
        }
        if (look.bytes() > MAX_BYTES) {
            throw new IOException(path + " has " + look.bytes() + " bytes, more than " + MAX_BYTES);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] text = in.readNBytes((int) look.bytes() + 1);
            if (text.length != look.bytes()) {
                throw new IOException(path + " is being written");
            }
            return text;
        }
    }

    private static InfoHashSet parse(Path path, byte[] text) throws IOException {
        if (InfoHashLines.looksLikeTorrentFile(text)) {
            throw new IOException(path + " is a torrent file" + A_LIST_IS);
        }
        try {
            return InfoHashSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }
}
