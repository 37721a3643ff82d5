package io.github.tracker6.standalone;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.TorrentCreator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Torrents for folders of the tests. */
final class TorrentFolders {
    private TorrentFolders() {}

    /** Returns a torrent of one small file whose name and content are the given name: v1, or a hybrid. */
    static Metainfo torrent(String name, boolean hybrid) throws IOException {
        Path folder = Files.createTempDirectory("tracker6-torrent");
        Path file = Files.writeString(folder.resolve(name), name);
        try {
            return TorrentCreator.of(file).hybrid(hybrid).threads(1).create();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException().initCause(e);
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    /** Returns a v2 torrent of one small file. */
    static Metainfo v2(String name) throws IOException {
        byte[] info = ("d9:file treed" + name.length() + ":" + name + "d0:d6:lengthi" + name.length()
                        + "e11:pieces root32:" + "0".repeat(32 - name.length()) + name
                        + "eee12:meta versioni2e4:name" + name.length() + ":" + name + "12:piece lengthi16384ee")
                .getBytes(StandardCharsets.US_ASCII);
        return Metainfo.parse(
                ("d4:info" + new String(info, StandardCharsets.US_ASCII) + "e").getBytes(StandardCharsets.US_ASCII));
    }
}
