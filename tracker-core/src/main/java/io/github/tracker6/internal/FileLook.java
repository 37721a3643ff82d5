package io.github.tracker6.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * How a file looks from outside. Two equal looks mean that it was not written between them.
 *
 * @param inode what identifies the file in its file system, or null where the system has no such thing
 * @param changed when the file's data or attributes changed last; programs can set {@code modified} back, and not this
 */
record FileLook(
        boolean isRegular,
        boolean isDirectory,
        long bytes,
        FileTime modified,
        @Nullable Object changed,
        @Nullable Object inode) {
    static FileLook of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileLook(
                attributes.isRegularFile(),
                attributes.isDirectory(),
                attributes.size(),
                attributes.lastModifiedTime(),
                changed(path),
                attributes.fileKey());
    }

    private static @Nullable Object changed(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(path, "unix:ctime")
                : null;
    }
}
