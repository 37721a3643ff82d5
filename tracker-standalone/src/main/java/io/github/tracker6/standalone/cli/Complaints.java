package io.github.tracker6.standalone.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What a command could not do: a line each on standard error, and the exit status. Not thread-safe. */
public final class Complaints {
    private final PrintWriter err;
    private int count;

    /** Makes an empty list. */
    public Complaints(PrintWriter err) {
        this.err = err;
    }

    /** Names a file and what went wrong with it. */
    public void add(Path file, IOException failure) {
        add(Printable.of(file.toString()) + ": " + reason(file, failure));
    }

    /** Adds a line, which holds no text that steers a terminal. */
    public void add(String line) {
        count++;
        err.println("tracker6: " + line);
    }

    /** Returns how many lines were added. */
    public int count() {
        return count;
    }

    /** Returns 0 if nothing was added, or else 1. */
    public int status() {
        return count == 0 ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static String reason(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "is no folder";
        }
        String reason = failure instanceof FileSystemException other ? other.getReason() : failure.getMessage();
        if (reason == null) {
            return "can't be read or written";
        }
        String line = Printable.of(reason);
        String prefix = Printable.of(file.toString()) + ": "; // some messages have it already
        return line.startsWith(prefix) ? line.substring(prefix.length()) : line;
    }
}
