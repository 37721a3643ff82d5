package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Finds the torrent files in a folder and below it: those whose names end in {@code .torrent}. Follows symbolic links, and passes
 * over names that begin with a dot. Stateless.
 *
 * @since 0.1.0
 */
public final class TorrentFiles {
    private TorrentFiles() {}

    /**
     * Returns the torrent files, sorted by path. Reads none of them. Does file I/O: do not call it on an event loop.
     *
     * @param unreadable is called for each file or folder that can't be read, and for each symbolic link that points to nothing
     */
    public static List<Path> below(Path folder, BiConsumer<Path, IOException> unreadable) {
        List<Path> files = new ArrayList<>();
        FolderWalk.walk(List.of(folder), new FolderWalk.Visitor() {
            @Override
            public void visitTorrent(Path file, BasicFileAttributes attributes) {
                files.add(file);
            }

            @Override
            public void visitUnreadable(Path path, IOException failure) {
                unreadable.accept(path, failure);
            }

            @Override
            public void visitDangling(Path link, NoSuchFileException failure) {
                unreadable.accept(link, failure);
            }
        });
        files.sort(null);
        return List.copyOf(files);
    }
}
