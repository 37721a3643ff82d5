package io.github.tracker6.examples.mirror;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * An image as it is at one time.
 *
 * @param path below the folder of images, such as {@code 12.5/netinst.iso}
 */
record Image(Path path, long bytes, FileTime modified) {
    static Image of(Path path, BasicFileAttributes attributes) {
        return new Image(path, attributes.size(), attributes.lastModifiedTime());
    }
}
