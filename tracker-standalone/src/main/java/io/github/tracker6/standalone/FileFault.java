package io.github.tracker6.standalone;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file can't be read, in words for an operator. Stateless. */
final class FileFault {
    static final String MAY_NOT_READ =
            "the tracker may not read it; check its rights, and those of the folders above it";

    private FileFault() {}

    /** Returns {@code FILE: reason}. */
    static String line(Path file, IOException failure) {
        return file + ": " + reason(file, failure);
    }

    private static String reason(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return MAY_NOT_READ;
        }
        if (Files.isDirectory(file)) {
            return "is a directory; name a file";
        }
        String reason = failure instanceof FileSystemException other ? other.getReason() : failure.getMessage();
        return "can't be read" + (reason == null ? "" : ": " + reason);
    }
}
