package io.github.tracker6.metainfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of which a torrent is made, and how it looked at the begin.
 *
 * @param rawPath within the torrent, one character per byte of UTF-8
 */
record SourceFile(
        Path path,
        List<String> rawPath,
        long length,
        FileTime modified,
        @Nullable Object inode) {
    /** The order of the file tree of BEP 52: folder by folder, by the bytes of the names. */
    private static final Comparator<SourceFile> TREE_ORDER = (a, b) -> {
        String[] first = a.rawPath.toArray(String[]::new);
        String[] second = b.rawPath.toArray(String[]::new);
        return Arrays.compare(first, second);
    };

    /**
     * Returns a file, or the files in a folder and those below it, in the order of a file tree. Names that begin with a dot are
     * passed over.
     *
     * @throws IOException if there is none, or one can't be read or named
     */
    static List<SourceFile> of(Path source) throws IOException {
        if (Files.isRegularFile(source)) {
            return List.of(of(source, List.of(rawName(source))));
        }
        List<SourceFile> files = new ArrayList<>();
        List<Path> paths;
        try (Stream<Path> all = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            paths = all.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            List<String> raw = new ArrayList<>();
            for (Path name : source.relativize(path)) {
                raw.add(rawName(name));
            }
            if (raw.stream().noneMatch(name -> name.startsWith("."))) {
                files.add(of(path, raw));
            }
        }
        files.sort(TREE_ORDER);
        return files;
    }

    private static SourceFile of(Path path, List<String> rawPath) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new SourceFile(path, rawPath, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    static String rawName(Path path) throws IOException {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        if (name.isEmpty() || name.indexOf('\ufffd') >= 0) {
            throw new IOException(path + " has no name in UTF-8, which BEP 3 demands");
        }
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Checks that the file looks as it did.
     *
     * @throws IOException if it changed
     */
    void checkUnchanged() throws IOException {
        if (!of(path, rawPath).equals(this)) {
            throw changed();
        }
    }

    IOException changed() {
        return new IOException(path + " changed while it was hashed");
    }
}
