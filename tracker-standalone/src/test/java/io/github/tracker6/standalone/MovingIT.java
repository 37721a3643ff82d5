package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration of opentracker becomes a running tracker, by {@code docs/moving-from-opentracker.md} alone. */
@Timeout(90)
class MovingIT {
    /** HTTP and UDP, each over both families. Port 0: the tests run beside others. */
    static final String LISTEN = """
            listen.tcp 127.0.0.1:0
            listen.tcp [::1]:0
            listen.udp 127.0.0.1:0
            listen.udp [::1]:0
            """;

    private static final List<InfoHash> ON_LIST =
            List.of(InfoHash.of(1, 1, 1), InfoHash.of(2, 2, 2), InfoHash.of(0xabcdefL, 3, 3));
    private static final List<InfoHash> ELSEWHERE = List.of(InfoHash.of(4, 4, 4), InfoHash.of(5, 5, 5));

    @TempDir
    Path folder;

    /** Returns a list in the forms that both trackers take; the others stand in comments. */
    private static String list() {
        return "# " + ELSEWHERE.get(0) + "\n\n" + ON_LIST.get(0) + "\r\n" + ON_LIST.get(1) + " - an image\n"
                + ON_LIST.get(2).toString().toUpperCase(Locale.ROOT);
    }

    /** Starts the program with a configuration, and asks it for torrents over both protocols and families. */
    static void assertServes(Path folder, String yaml, List<InfoHash> served, List<InfoHash> refused)
            throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), yaml);
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            List<InetSocketAddress> addresses = program.addresses(4);
            assertThat(program.out())
                    .as("two families over each protocol")
                    .containsPattern("http://127.0.0.1:.*\\R(.*\\R)*.*")
                    .contains("http://[::1]:", "udp://127.0.0.1:", "udp://[::1]:");
            List<String> schemes = program.out()
                    .lines()
                    .map(url -> url.replaceFirst(":.*", ""))
                    .toList();
            for (int i = 0; i < 4; i++) {
                WireClient client = new WireClient(addresses.get(i));
                boolean isHttp = schemes.get(i).equals("http");
                for (InfoHash hash : served) {
                    String failure = isHttp ? client.announceOverHttp(hash, 6_881) : client.failureOverUdp(hash, 6_881);
                    assertThat(failure).as("%s over %s", hash, addresses.get(i)).doesNotContain("Unregistered");
                    assertThat(isHttp ? client.isRefused(hash) : !failure.isEmpty())
                            .isFalse();
                }
                for (InfoHash hash : refused) {
                    String failure = isHttp ? client.announceOverHttp(hash, 6_881) : client.failureOverUdp(hash, 6_881);
                    assertThat(failure).as("%s over %s", hash, addresses.get(i)).contains("Unregistered torrent");
                }
            }
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void whitelistIsServedAndNothingElse() throws IOException, InterruptedException {
        Path list = Files.writeString(folder.resolve("whitelist.txt"), list());
        String conf = "# listen.tcp_udp 192.0.2.7:6969\n" + LISTEN + "listen.udp.workers 2\naccess.whitelist " + list
                + "\naccess.stats 192.0.2.1\naccess.stats_path stats\ntracker.rootdir " + folder
                + "\ntracker.user _opentracker\ntracker.redirect_url https://example.org/\n";
        assertServes(folder, new MovingPage().configuration(conf), ON_LIST, ELSEWHERE);
    }

    @Test
    void blacklistIsRefusedAndAllElseServed() throws IOException, InterruptedException {
        Path list = Files.writeString(folder.resolve("blacklist.txt"), list());
        assertServes(
                folder, new MovingPage().configuration(LISTEN + "access.blacklist " + list + "\n"), ELSEWHERE, ON_LIST);
    }
}
