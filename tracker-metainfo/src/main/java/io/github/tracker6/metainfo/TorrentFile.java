package io.github.tracker6.metainfo;

import java.util.List;

/**
 * A file that a torrent holds.
 *
 * @param path the names of its folders within the torrent, and its own name last. In a torrent of a single file it is that
 *     file's name alone; else the torrent's own name, which is the outermost folder, is not part of it. Bytes that are no
 *     UTF-8 are U+FFFD
 * @param length in bytes, 0 or more
 * @since 0.1.0
 */
public record TorrentFile(List<String> path, long length) {
    /** Makes a file. */
    public TorrentFile {
        path = List.copyOf(path);
    }

    /** Returns the path with slashes. */
    @Override
    public String toString() {
        return String.join("/", path);
    }
}
