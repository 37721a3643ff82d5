package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListReloadTest {
    private static final InfoHash ONE = InfoHash.of(1, 1, 1);
    private static final InfoHash TWO = InfoHash.of(2, 2, 2);

    @TempDir
    Path folder;

    @Test
    void whatWasCheckedIsTakenWithoutAnotherRead() throws IOException {
        Path file = Files.writeString(folder.resolve("allow.txt"), ONE + "\n");
        ServeOptions options = new ServeOptions();
        Arguments.parser(options).parseArgs("--allow=" + file);
        try (ServedTorrents torrents = ServedTorrents.of(options.settings())) {
            Files.writeString(file, TWO + "\n");
            Replacement prepared =
                    torrents.prepare(options.settings(), Set.of()).get(0);
            assertThat(torrents.lists(ONE)).isTrue();

            Files.delete(file);
            prepared.step().take();

            assertThat(torrents.confirm(prepared.options())).isTrue();
            assertThat(List.of(torrents.lists(ONE), torrents.lists(TWO))).containsExactly(false, true);
        }
    }
}
