package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashFile.Refresh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoHashFileTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("allow.txt");
        write(4);
    }

    @Test
    void changeIsTakenWhenTheFileLookedTheSameTwice() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);

        write(5);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.get().size()).isEqualTo(4);
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
        assertThat(file.get().size()).isEqualTo(5);
        assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);
    }

    @Test
    void fileThatIsBeingWrittenIsLeftAlone() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        for (int i = 5; i < 9; i++) {
            write(i);
            assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        }
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
        assertThat(file.get().size()).isEqualTo(8);
    }

    @Test
    void sizeTimesAndInodeShowAChange() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        FileTime before = Files.getLastModifiedTime(path);

        // The same size, and the time is set back.
        Files.writeString(path, Files.readString(path).replace("00000001", "00000009"));
        Files.setLastModifiedTime(path, before);
        assertTaken(file, 9);

        Path other = directory.resolve("other");
        Files.writeString(other, Files.readString(path).replace("00000009", "00000008"));
        Files.setLastModifiedTime(other, before);
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        assertTaken(file, 8);
    }

    private static void assertTaken(InfoHashFile file, int infoHash) throws IOException {
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
        assertThat(file.get().contains(infoHash(infoHash))).isTrue();
    }

    @Test
    void contentDecidesWhetherTheListChanged() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        InfoHashSet before = file.get();

        Files.writeString(path, "# the same\n" + Files.readString(path));
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000));
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);
        assertThat(file.get()).isSameAs(before);
    }

    @Test
    void listThatLostMoreThanHalfIsHeldBackUntilItIsConfirmed() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        for (int left : new int[] {1, 0}) {
            write(left);
            assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
            assertThat(file.refresh()).isEqualTo(Refresh.HELD_BACK);
            assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);
            assertThat(file.get().size()).isEqualTo(4);
            assertThat(file.heldBack().size()).isEqualTo(left);
        }
        assertThat(file.confirm()).isEqualTo(Refresh.TAKEN);
        assertThat(file.get().size()).isZero();
        assertThat(file.heldBack()).isNull();
        assertThat(file.confirm()).isEqualTo(Refresh.UNCHANGED);
    }

    @Test
    void listThatLostHalfIsTaken() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        write(2);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
    }

    @Test
    void listOfTheSameLengthWithOtherInfoHashesIsHeldBack() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        Files.writeString(path, infoHash(7) + "\n" + infoHash(8) + "\n" + infoHash(9) + "\n" + infoHash(10) + "\n");
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.HELD_BACK);
    }

    @Test
    void fileThatIsPutRightNeedsNoConfirmation() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        write(0);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.HELD_BACK);
        write(4);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.UNCHANGED);
        assertThat(file.heldBack()).isNull();
        write(3);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
    }

    @Test
    void fileThatCannotBeReadLeavesTheListBeforeInForce() throws IOException {
        InfoHashFile file = InfoHashFile.read(path);
        Files.writeString(path, "nonsense");
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(file::refresh)
                .withMessage(path + ": line 1 does not begin with an info hash of 40 or 64 hex digits");
        assertThat(file.refresh()).as("told once").isEqualTo(Refresh.UNCHANGED);
        assertThatExceptionOfType(IOException.class).as("and when it is asked").isThrownBy(file::confirm);

        Files.delete(path);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(file::refresh);
        Files.createDirectory(path);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(file::refresh)
                .withMessage(path + " is a directory; a list is a text file with one info hash per line");
        assertThat(file.get().size()).isEqualTo(4);

        Files.delete(path);
        write(5);
        assertThat(file.refresh()).isEqualTo(Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(Refresh.TAKEN);
    }

    @Test
    void whatIsNoListIsNamedAtTheStart() throws IOException {
        Path torrent = Files.writeString(directory.resolve("x.torrent"), "d8:announce20:http://example.org/ae");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InfoHashFile.read(torrent))
                .withMessage(torrent + " is a torrent file; a list is a text file with one info hash per line");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InfoHashFile.read(directory))
                .withMessageStartingWith(directory + " is a directory");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InfoHashFile.read(Path.of("/dev/null")))
                .withMessageStartingWith("/dev/null is no regular file");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> InfoHashFile.read(directory.resolve("none")));
    }

    private void write(int size) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= size; i++) {
            text.append(infoHash(i)).append("  release ").append(i).append('\n');
        }
        Files.writeString(path, text);
    }

    private static InfoHash infoHash(int number) {
        return InfoHash.of(0, 0, number);
    }

    @Test
    void aListWhoseFirstInfoHashLooksLikeTheBeginOfATorrentFileIsTaken() throws IOException {
        String digits = "d" + "1".repeat(39);
        for (String line : new String[] {digits, digits + ":a name", "D12" + "a".repeat(37)}) {
            Files.writeString(path, line + "\n");
            assertThat(InfoHashFile.read(path).get().contains(InfoHash.fromHex(line.substring(0, 40))))
                    .isTrue();
        }
        Files.writeString(path, "d13:announce-listl0:ee");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> InfoHashFile.read(path))
                .withMessageContaining("is a torrent file");
    }
}
