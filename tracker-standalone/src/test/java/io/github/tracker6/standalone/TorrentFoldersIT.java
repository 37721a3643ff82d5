package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program with folders of torrents. */
@Tag("long")
@Timeout(90)
class TorrentFoldersIT {
    private static final InfoHash OTHER = InfoHash.of(1, 1, 1);

    @TempDir
    Path folder;

    private Path images;

    private ProgramProcess start(String... more) throws IOException {
        String[] args = new String[more.length + 4];
        args[0] = "--http=[::1]:0";
        args[1] = "--no-udp";
        args[2] = "--no-rate-limit";
        args[3] = "--torrents=" + images;
        System.arraycopy(more, 0, args, 4, more.length);
        return ProgramProcess.start(folder, Map.of(), args);
    }

    private void write(Metainfo torrent, String name) throws IOException {
        Files.createDirectories(images.resolve(name).getParent());
        torrent.writeTo(images.resolve(name));
    }

    @Test
    void torrentsInTheFolderAreServedAndNoOthers() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        Metainfo first = TorrentFolders.torrent("first", false);
        Metainfo hybrid = TorrentFolders.torrent("hybrid", true);
        Metainfo v2 = TorrentFolders.v2("second");
        write(first, "first.torrent");
        write(v2, "below/second.torrent");
        try (ProgramProcess program = start()) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(program.logged("Tracking 2 torrents of 2 files in " + images))
                    .hasSize(1);
            assertThat(program.logged("torrents are tracked"))
                    .as("one line says it")
                    .isEmpty();
            assertThat(client.isRefused(first.infoHashes().get(0))).isFalse();
            assertThat(client.isRefused(v2.infoHashes().get(0))).isFalse();
            assertThat(client.announceOverHttp(OTHER, 6_881)).contains("Unregistered torrent");

            write(hybrid, "hybrid.torrent");
            assertThat(hybrid.infoHashes()).hasSize(2);
            program.await(() -> hybrid.infoHashes().stream().noneMatch(client::isRefused));

            Files.delete(images.resolve("hybrid.torrent"));
            program.await(() -> program.logged("3 torrents are tracked: 0 added, 1 removed")
                    .findAny()
                    .isPresent());
            assertThat(hybrid.infoHashes()).noneMatch(client::isRefused);

            program.signal("USR1");
            program.await(
                    () -> program.logged("; torrents: 3 of folders (1 hybrid, 1 in no file any more, 0 files broken);")
                            .findAny()
                            .isPresent());
            assertThat(program.logged("; swarms: 4 (two for a hybrid torrent); "))
                    .hasSize(1);
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void hybridIsDeniedAsAWhole() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        Metainfo first = TorrentFolders.torrent("first", true);
        Metainfo second = TorrentFolders.torrent("second", true);
        write(first, "first.torrent");
        Path deny = Files.writeString(
                folder.resolve("deny.txt"),
                first.infoHashes().get(0) + "\n" + second.infoHashes().get(1) + "\n");
        try (ProgramProcess program = start("--deny=" + deny)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(first.infoHashes()).allMatch(client::isRefused);

            write(second, "second.torrent");
            program.await(
                    () -> program.logged("2 torrents are tracked").findAny().isPresent());
            assertThat(second.infoHashes()).allMatch(client::isRefused);

            Files.writeString(deny, second.infoHashes().get(1) + "\n");
            program.await(() -> first.infoHashes().stream().noneMatch(client::isRefused));
            assertThat(second.infoHashes()).allMatch(client::isRefused);
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void listsAddToTheFoldersAndTakeAway() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        Metainfo served = TorrentFolders.torrent("served", false);
        Metainfo denied = TorrentFolders.torrent("denied", false);
        write(served, "served.torrent");
        write(denied, "denied.torrent");
        InfoHash alsoDenied = InfoHash.of(2, 2, 2);
        Path allow = Files.writeString(folder.resolve("allow.txt"), OTHER + "\n" + alsoDenied + "\n");
        Path deny = Files.writeString(
                folder.resolve("deny.txt"), denied.infoHashes().get(0) + " denied\n" + alsoDenied + "\n");
        try (ProgramProcess program = start("--allow=" + allow, "--deny=" + deny, "--claims=verify")) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(served.infoHashes().get(0))).isFalse();
            assertThat(client.isRefused(OTHER)).isFalse();
            assertThat(client.isRefused(denied.infoHashes().get(0))).isTrue();
            assertThat(client.isRefused(alsoDenied)).isTrue();
            assertThat(client.isRefused(InfoHash.of(3, 3, 3))).isTrue();
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void removedTorrentIsServedOverARestartThatKeepsTheState() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        Metainfo kept = TorrentFolders.torrent("kept", false);
        Metainfo other = TorrentFolders.torrent("other", false);
        Metainfo removed = TorrentFolders.torrent("removed", false);
        write(kept, "kept.torrent");
        write(other, "other.torrent");
        write(removed, "removed.torrent");
        String state = "--state=" + folder.resolve("state");
        try (ProgramProcess program = start(state)) {
            program.addresses(1);
            assertThat(program.stop()).isZero();
        }
        assertThat(folder.resolve("state/torrents.index")).isNotEmptyFile();

        Files.delete(images.resolve("removed.torrent"));
        try (ProgramProcess program = start(state)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(removed.infoHashes().get(0))).isFalse();
            assertThat(client.isRefused(kept.infoHashes().get(0))).isFalse();
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void emptyFolderIsAWarning() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        try (ProgramProcess program = start()) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(OTHER)).isTrue();
            assertThat(program.logged("There is no torrent in " + images)).hasSize(1);
            assertThat(program.stop()).isZero();
        }
        Path allow = Files.writeString(folder.resolve("allow.txt"), OTHER + "\n");
        try (ProgramProcess program = start("--allow=" + allow)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(OTHER)).isFalse();
            assertThat(program.logged("There is no torrent in " + images)
                            .filter(line -> line.endsWith(", but for the torrents of --allow")))
                    .hasSize(1);
            assertThat(program.stop()).isZero();
        }
    }
}
