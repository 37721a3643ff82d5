package io.github.tracker6.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A list in a text file, one entry per line. {@link #refresh()} reads it again if the file has changed. Thread-safe.
 *
 * <p>A change is taken only when it is safe to take:
 *
 * <ul>
 *   <li>The file looked the same twice: size, times and inode. A file that is still being written is left alone.
 *   <li>It is a regular file, and each line is in order. Otherwise the list before stays in force.
 *   <li>The list did not lose more than half of what it held. Such a list is held back until {@link #confirm()}, or until
 *       the file is put right.
 * </ul>
 *
 * @param <T> the list: immutable, with {@code equals}
 */
public final class ListFile<T> implements Supplier<T> {
    /** The largest file: 1 GiB, which is over 25 million info hashes. */
    public static final long MAX_BYTES = 1L << 30;

    private static final int MAX_LENGTH_DIGITS = 9;

    private final Path path;
    private final Form<T> form;
    private volatile T current;

    /** How the file looked at the last look. */
    private FileLook lastLook;

    /** How the file looked when it was read last, whatever came of it. */
    private FileLook readLook;

    private @Nullable T heldBack;
    private boolean isFaulty;

    /**
     * What the lines of a list are.
     *
     * @param description what the file is, such as "a list is a text file with one info hash per line"
     * @param parse reads the text; throws {@link IllegalArgumentException} if a line is wrong, with its number
     * @param size the number of entries
     * @param countIn how many entries of the first list are in the second one
     */
    public record Form<T>(
            String description, Function<byte[], T> parse, ToIntFunction<T> size, ToIntBiFunction<T, T> countIn) {}

    /** What {@link ListFile#refresh()} found. */
    public enum Refresh {
        /** The file is as it was, or says the same in another form. */
        UNCHANGED,
        /** The file changed since the last look; it is read when it is the same at the next one. */
        UNSETTLED,
        /** The changed list is in force. */
        TAKEN,
        /** The changed list lacks more than half of what is in force; {@link ListFile#confirm()} takes it. */
        HELD_BACK
    }

    private ListFile(Path path, Form<T> form, FileLook look, T list) {
        this.path = path;
        this.form = form;
        this.lastLook = look;
        this.readLook = look;
        this.current = list;
    }

    /**
     * Reads the file, whatever it holds. Does file I/O: do not call it on an event loop.
     *
     * @throws IOException if the file cannot be read, or is no such list; the message names the file
     */
    public static <T> ListFile<T> read(Path path, Form<T> form) throws IOException {
        FileLook look = FileLook.of(path);
        return new ListFile<>(path, form, look, parse(path, form, text(path, form, look)));
    }

    /** Returns the list that is in force. */
    @Override
    public T get() {
        return current;
    }

    /** Returns the number of entries of the list that is in force. */
    public int size() {
        return form.size().applyAsInt(current);
    }

    /** Returns the file's path, as it was given. */
    public Path path() {
        return path;
    }

    /** Returns the list that is held back, or null. */
    public synchronized @Nullable T heldBack() {
        return heldBack;
    }

    /** Returns whether the file was no such list when it was read last. */
    public synchronized boolean isFaulty() {
        return isFaulty;
    }

    /** Returns the number of entries of the list that is held back; 0 where none is. */
    public synchronized int heldBackSize() {
        return heldBack == null ? 0 : form.size().applyAsInt(heldBack);
    }

    /**
     * Looks at the file, and reads it again if it has changed and looked the same at the last call. Call it about once a
     * second. Does file I/O: do not call it on an event loop.
     *
     * @return what became of it; {@link Refresh#HELD_BACK} once for each change
     * @throws IOException if the file cannot be read, at each call; or if a line is wrong, once for each change. The list
     *     before stays in force
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
        byte[] text = text(path, form, look);
        readLook = look; // what is wrong with the text is told once
        heldBack = null;
        isFaulty = true;
        T read = parse(path, form, text);
        isFaulty = false;
        T before = current;
        if (read.equals(before)) {
            return Refresh.UNCHANGED;
        }
        if (!confirmed
                && 2 * form.countIn().applyAsInt(before, read) < form.size().applyAsInt(before)) {
            heldBack = read;
            return Refresh.HELD_BACK;
        }
        current = read;
        return Refresh.TAKEN;
    }

    private static byte[] text(Path path, Form<?> form, FileLook look) throws IOException {
        if (!look.isRegular()) {
            throw new IOException(path + (look.isDirectory() ? " is a directory" : " is no regular file") + "; "
                    + form.description());
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

    private static <T> T parse(Path path, Form<T> form, byte[] text) throws IOException {
        if (looksLikeTorrentFile(text)) {
            throw new IOException(path + " is a torrent file; " + form.description());
        }
        try {
            return form.parse().apply(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Whether this is a bencoded dictionary, as a .torrent file is: its first key is a text with its length in front. */
    private static boolean looksLikeTorrentFile(byte[] text) {
        int at = 1;
        while (at < text.length && at <= MAX_LENGTH_DIGITS && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at > 1 && at < text.length && text[0] == 'd' && text[at] == ':';
    }
}
