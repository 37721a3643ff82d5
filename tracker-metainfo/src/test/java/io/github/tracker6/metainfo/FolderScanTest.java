package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings that fail in other ways than with an {@code IOException}. */
class FolderScanTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long SETTLE = 2_000;

    /** Enough for several reading threads. */
    private static final int MANY = 40;

    @TempDir
    Path folder;

    private final List<String> faults = new ArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void aFileThatNeedsTooMuchMemoryIsReadAgainOnlyAfterAChange() throws IOException {
        write("bomb");
        FolderScan scan = scan(file -> {
            attempts.incrementAndGet();
            throw new OutOfMemoryError("planted");
        });
        assertThat(scan.look(NOW, true)).isFalse();
        assertThat(attempts).hasValue(1);
        for (int i = 1; i < 4; i++) {
            assertThat(scan.look(NOW + 10_000L * i, false)).isFalse();
        }
        assertThat(attempts).hasValue(1);
        assertThat(faults).containsExactly(folder.resolve("bomb.torrent") + ": there is not enough memory to read it");

        scan.readAllAgain();
        scan.look(NOW + 50_000, false);
        assertThat(attempts).as("the operator asks").hasValue(2);
    }

    @Test
    void aFileThatLackedMemoryBesideOthersIsReadAlone() throws IOException {
        for (int i = 0; i < MANY; i++) {
            write("t" + i);
        }
        FolderScan scan = scan(file -> {
            if (file.endsWith("t7.torrent") && attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("planted");
            }
            return Metainfo.read(file).release();
        });
        assertThat(scan.look(NOW, true)).isTrue();
        assertThat(scan.present()).hasSize(MANY);
        assertThat(faults).isEmpty();
    }

    @Test
    void aReadingThatThrowsConcernsItsFileAlone() throws IOException {
        for (int i = 0; i < MANY; i++) {
            write("t" + i);
        }
        FolderScan scan = scan(file -> {
            if (file.endsWith("t7.torrent")) {
                throw new IllegalStateException("planted");
            }
            return Metainfo.read(file).release();
        });
        assertThat(scan.look(NOW, true)).isTrue();
        assertThat(scan.present()).hasSize(MANY - 1);
        assertThat(faults).singleElement().asString().contains("t7.torrent", "planted");
    }

    private FolderScan scan(FolderScan.Reader reader) {
        return new FolderScan(List.of(folder), SETTLE, reader, (path, fault) -> faults.add(fault.getMessage()));
    }

    private void write(String name) throws IOException {
        Path file = Files.write(
                folder.resolve(name + ".torrent"), SmallTorrent.named(name).bytes());
        Files.setLastModifiedTime(file, FileTime.fromMillis(NOW - 3_600_000));
    }
}
