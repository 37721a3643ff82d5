package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to the program, as a process of its own. */
@Timeout(60)
class ReloadSignalIT {
    private static final InfoHash ONE = InfoHash.of(1, 1, 1);
    private static final InfoHash TWO = InfoHash.of(2, 2, 2);

    @TempDir
    Path folder;

    @Test
    void listThatLostItsMostIsTakenWhenTheOperatorSaysSo() throws IOException, InterruptedException {
        Path deny = Files.writeString(folder.resolve("deny.txt"), ONE + "\n" + TWO + "\n");
        try (ProgramProcess program = ProgramProcess.start(
                folder, Map.of(), "--http=[::1]:0", "--no-udp", "--no-rate-limit", "--deny=" + deny)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(client.isRefused(ONE)).isTrue();

            Files.writeString(deny, "");
            program.await(() -> program.logged("lost more than half of its 2 info hashes")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isTrue();

            program.signal("HUP");
            program.await(() -> !client.isRefused(ONE));
            assertThat(program.logged("deny.txt again: 0 info hashes")).hasSize(1);

            program.signal("HUP");
            program.await(
                    () -> program.logged("deny.txt is as it was: 0").findAny().isPresent());
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void programWithoutListsGoesOn() throws IOException, InterruptedException {
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--http", "[::1]:0", "--no-udp")) {
            WireClient client = new WireClient(program.addresses(1).get(0));

            program.signal("HUP");
            program.await(() -> program.logged("There is no list of torrents to read again")
                    .findAny()
                    .isPresent());
            assertThat(client.isRefused(ONE)).isFalse();
            assertThat(program.stop()).isZero();
        }
    }
}
