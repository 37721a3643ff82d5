package io.github.tracker6.access;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;

/**
 * A list of info hashes in a file, in the form of {@link InfoHashSet#parse}. {@link #refresh()} reads it again if the file
 * has changed. If that fails, the previous list stays in force. Thread-safe.
 */
public final class InfoHashFile implements Supplier<InfoHashSet> {
    private final Path path;
    private volatile Version version;

    private record Version(FileTime modified, long bytes, InfoHashSet set) {}

    private InfoHashFile(Path path, Version version) {
        this.path = path;
        this.version = version;
    }

    /**
     * Reads the file. Does file I/O: do not call it on an event loop.
     *
     * @throws IOException if the file cannot be read or holds anything but info hashes; the message names the file
     */
    public static InfoHashFile read(Path path) throws IOException {
        return new InfoHashFile(path, readVersion(path));
    }

    /** Returns the list that was read last. */
    @Override
    public InfoHashSet get() {
        return version.set;
    }

    /**
     * Reads the file again if its time or size has changed. Does file I/O: do not call it on an event loop.
     *
     * @return whether the list was read again
     * @throws IOException if the file cannot be read or holds anything but info hashes; the previous list stays in
     *     force
     */
    public boolean refresh() throws IOException {
        Version before = version;
        if (before.modified.equals(Files.getLastModifiedTime(path)) && before.bytes == Files.size(path)) {
            return false;
        }
        version = readVersion(path);
        return true;
    }

    private static Version readVersion(Path path) throws IOException {
        FileTime modified = Files.getLastModifiedTime(path);
        long bytes = Files.size(path);
        try {
            return new Version(modified, bytes, InfoHashSet.parse(Files.readAllLines(path)));
        } catch (IllegalArgumentException | MalformedInputException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }
}
