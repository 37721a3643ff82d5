package io.github.tracker6.http.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * What files look like from outside: equal looks mean that they did not change. Links are followed.
 *
 * @param files one text for each
 */
record FileLook(List<String> files) {
    static FileLook at(Path... paths) {
        return new FileLook(Stream.of(paths).map(FileLook::look).toList());
    }

    private static String look(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey() + " "
                    + Files.isReadable(path);
        } catch (IOException e) {
            return e.getClass().getName(); // not there, or not to be read: reading it says why
        }
    }
}
