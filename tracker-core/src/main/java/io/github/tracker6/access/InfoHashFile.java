package io.github.tracker6.access;

import io.github.tracker6.internal.ListFile;
import java.io.IOException;
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
 *
 * @since 0.1.0
 */
public final class InfoHashFile implements Supplier<InfoHashSet> {
    /** Info hashes in the form of {@link InfoHashSet#parse}. */
    private static final ListFile.Form<InfoHashSet> FORM = new ListFile.Form<>(
            "a list is a text file with one info hash per line",
            InfoHashSet::parse,
            InfoHashSet::size,
            InfoHashSet::countIn);

    private final ListFile<InfoHashSet> file;

    /**
     * What {@link InfoHashFile#refresh()} found.
     *
     * @since 0.1.0
     */
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

    private InfoHashFile(ListFile<InfoHashSet> file) {
        this.file = file;
    }

    /**
     * Reads the file, whatever it holds. Does file I/O: do not call it on an event loop.
     *
     * @throws IOException if the file cannot be read or is no list of info hashes; the message names the file
     */
    public static InfoHashFile read(Path path) throws IOException {
        return new InfoHashFile(ListFile.read(path, FORM));
    }

    /** Returns the list that is in force. */
    @Override
    public InfoHashSet get() {
        return file.get();
    }

    /** Returns the file's path, as it was given. */
    public Path path() {
        return file.path();
    }

    /** Returns the list that is held back, or null. */
    public @Nullable InfoHashSet heldBack() {
        return file.heldBack();
    }

    /**
     * Looks at the file, and reads it again if it has changed and looked the same at the last call. Call it about once a
     * second. Does file I/O: do not call it on an event loop.
     *
     * @return what became of it; {@link Refresh#HELD_BACK} once for each change
     * @throws IOException if the file cannot be read, at each call; or if it holds anything but info hashes, once for
     *     each change. The list before stays in force
     */
    public Refresh refresh() throws IOException {
        return Refresh.valueOf(file.refresh().name());
    }

    /**
     * Reads the file now and puts it in force, even if it lacks most of what the list before held: the operator says that
     * the file is right. Does file I/O: do not call it on an event loop.
     *
     * @return {@link Refresh#TAKEN}, or {@link Refresh#UNCHANGED} if it says what is in force
     * @throws IOException as {@link #refresh()}
     */
    public Refresh confirm() throws IOException {
        return Refresh.valueOf(file.confirm().name());
    }
}
