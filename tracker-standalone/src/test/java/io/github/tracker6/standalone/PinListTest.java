package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.internal.ListFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinListTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";
    private static final InfoHash TORRENT = InfoHash.fromHex(HASH);
    private static final Endpoint V4 = Endpoint.parse("192.0.2.7:7");
    private static final Endpoint V6 = Endpoint.parse("[2001:db8::7]:7");

    @Test
    void commentsBlankLinesByteOrderMarkAndCarriageReturnsAreFine() {
        String text = "\ufeff# my seeds\r\n\r\n" + HASH + " 192.0.2.7:7 # IPv4 alone\r\n  " + HASH
                + "\t[2001:db8::7]:7,192.0.2.7:7\r\n" + HASH + "0123456789abcdef01234567 [2001:db8::7]:7\n"
                + "* seed.example.org:6881\r\n* [2001:db8::7]:7,192.0.2.7:7";
        assertThat(parse(text, true))
                .isEqualTo(new PinList(
                        List.of(
                                new Pin(TORRENT, List.of(V4)),
                                new Pin(TORRENT, List.of(V4, V6)),
                                new Pin(TORRENT, List.of(V6))),
                        List.of(
                                new SeedHost("seed.example.org", 6881, List.of()),
                                new SeedHost("", 0, List.of(V4, V6)))));
        assertThat(parse("", true)).isEqualTo(new PinList(List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense                     | line 2: write HASH ENDPOINT[,ENDPOINT] or * HOST:PORT",
                HASH + "                      | line 2: write HASH ENDPOINT[,ENDPOINT] or * HOST:PORT",
                HASH + " 192.0.2.7:7, [::1]:7 | line 2: write HASH ENDPOINT[,ENDPOINT] or * HOST:PORT, with no space",
                "abc 192.0.2.7:7              | line 2: an info hash has 40 or 64 hex digits",
                HASH + "0123456789abcdef0123456x [::1]:7 | line 2: an info hash has 40 or 64 hex digits",
                HASH + " seed.example.org:7   | line 2: 'seed.example.org:7' is no literal address and port",
                HASH + " 192.0.2.7:0          | line 2: 192.0.2.7:0 is not an endpoint of IPV4 with a port",
                "* seed.example.org           | line 2: the port is missing",
                "* -a:1                       | line 2: '-a:1' is no literal address and port",
            })
    void aWrongLineIsNamed(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("#\n" + line + "\n", true))
                .withMessageStartingWith(message);
    }

    @Test
    void aSeedOfAllTorrentsNeedsAList() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("* 192.0.2.7:7", false))
                .withMessageContaining("line 1: * is all listed torrents, so it needs --torrents or --allow");
        assertThat(parse(HASH + " 192.0.2.7:7", false).pins()).hasSize(1);
    }

    @Test
    void aFileThatLostMoreThanHalfOfItsPinsIsHeldBack(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("pins"), "* a:1\n* b:1\n" + HASH + " 192.0.2.7:7\n");
        ListFile<PinList> file = ListFile.read(path, PinList.kind(true).form());
        assertThat(file.size()).isEqualTo(3);
        Files.writeString(path, "* a:1\n");
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.HELD_BACK);
        assertThat(file.size()).isEqualTo(3);
        assertThat(file.heldBackSize()).isEqualTo(1);
        Files.writeString(path, "* a:1\n" + HASH + " 192.0.2.7:7\n");
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.TAKEN);
        assertThat(file.get().toAll()).hasSize(1);
    }

    @Test
    void aSeedThatMovesIsNoLoss(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("pins"), HASH + " 192.0.2.7:7\n");
        ListFile<PinList> file = ListFile.read(path, PinList.kind(true).form());
        Files.writeString(path, HASH + " [2001:db8::7]:7\n");
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.UNSETTLED);
        assertThat(file.refresh()).isEqualTo(ListFile.Refresh.TAKEN);
        assertThat(file.get().pins()).containsExactly(new Pin(TORRENT, List.of(V6)));
    }

    private static PinList parse(String text, boolean isListed) {
        return PinList.parse(text.getBytes(StandardCharsets.UTF_8), isListed);
    }
}
