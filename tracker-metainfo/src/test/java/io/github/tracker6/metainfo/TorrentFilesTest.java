package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentFilesTest {
    @TempDir
    Path folder;

    private final List<Path> unreadable = new ArrayList<>();

    @Test
    void torrentsBelowAFolderAreSortedAndOthersPassedOver() throws Exception {
        Path first = Files.write(folder.resolve("a.torrent"), new byte[0]);
        Path below = Files.write(Files.createDirectory(folder.resolve("b")).resolve("c.torrent"), new byte[0]);
        Files.write(folder.resolve(".d.torrent"), new byte[0]);
        Files.write(folder.resolve("e.iso"), new byte[0]);
        assertThat(TorrentFiles.below(folder, (path, failure) -> unreadable.add(path)))
                .containsExactly(first, below);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a.torrent"), folder.resolve("nothing"));
        assertThat(TorrentFiles.below(folder, (path, failure) -> unreadable.add(path)))
                .isEmpty();
        Path missing = folder.resolve("missing");
        assertThat(TorrentFiles.below(missing, (path, failure) -> unreadable.add(path)))
                .isEmpty();
        assertThat(unreadable).containsExactly(link, missing);
    }
}
