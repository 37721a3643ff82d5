package io.github.tracker6.access;

import io.github.tracker6.internal.ListFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of passkeys in a file, in the form of {@link PasskeySet#parse}. {@link #refresh()} reads it again if the file has
 * changed, under the same conditions as {@link InfoHashFile}: one that lost more than half of its passkeys is held back until
 * {@link #confirm()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PasskeyFile implements Supplier<PasskeySet> {
    private static final ListFile.Form<PasskeySet> FORM = new ListFile.Form<>(
            "a list of passkeys is a text file with the SHA-256 of one passkey per line",
            PasskeySet::parse,
            PasskeySet::size,
            PasskeySet::countIn);

    private final ListFile<PasskeySet> file;

    private PasskeyFile(ListFile<PasskeySet> file) {
        this.file = file;
    }

    /**
     * Reads the file, whatever it holds. Does file I/O: do not call it on an event loop.
     *
     * @throws IOException if the file cannot be read or is no list of passkeys; the message names the file and the line
     */
    public static PasskeyFile read(Path path) throws IOException {
        return new PasskeyFile(ListFile.read(path, FORM));
    }

    /** Returns the list that is in force. */
    @Override
    public PasskeySet get() {
        return file.get();
    }

    /** Returns the file's path, as it was given. */
    public Path path() {
        return file.path();
    }

    /** Returns the list that is held back, or null. */
    public @Nullable PasskeySet heldBack() {
        return file.heldBack();
    }

    /**
     * Looks at the file, and reads it again if it has changed and looked the same at the last call. Call it about once a
     * second. Does file I/O: do not call it on an event loop.
     *
     * @return what became of it; {@link InfoHashFile.Refresh#HELD_BACK} once for each change
     * @throws IOException if the file cannot be read, at each call; or if a line is wrong, once for each change. The list
     *     before stays in force
     */
    public InfoHashFile.Refresh refresh() throws IOException {
        return InfoHashFile.Refresh.valueOf(file.refresh().name());
    }

    /**
     * Reads the file now and puts it in force, even if it lacks most of what the list before held. Call it to revoke more than
     * half of the passkeys at once. Does file I/O: do not call it on an event loop.
     *
     * @return {@code TAKEN}, or {@code UNCHANGED} if it says what is in force
     * @throws IOException as {@link #refresh()}
     */
    public InfoHashFile.Refresh confirm() throws IOException {
        return InfoHashFile.Refresh.valueOf(file.confirm().name());
    }
}
