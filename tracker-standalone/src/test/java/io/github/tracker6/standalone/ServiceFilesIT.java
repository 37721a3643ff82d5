package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files of {@code dist} as they are: the firewall in a network namespace, the unit in the eyes of systemd. */
@Tag("long")
class ServiceFilesIT extends HostTests {
    private static final Path FILES = Path.of("..", "dist").toAbsolutePath().normalize();
    private static final String V4 = "192.0.2.5";
    private static final List<String> ALL = List.of("http " + V4, "udp " + V4, "http " + V6, "udp " + V6);

    private ClientHost client;

    private List<String> answered() throws IOException {
        program.host.run("ip neigh flush all");
        client.run("ip neigh flush all");
        return client.run(program.client("ask", V4, V6)).lines().toList();
    }

    private void load(String rules) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.nft"), rules);
        program.host.run("nft -f " + file);
    }

    @Test
    void firewallLetsInWhatTheTrackerNeedsAndNoMore() throws IOException {
        String rules = Files.readString(FILES.resolve("tracker6.nft"));
        client = ClientHost.connect(program, V4, V6);
        program.start("");
        if (!HostProgram.NATIVE) {
            program.await(() -> program.answered(V6).size() == 2); // it looks for new addresses now and then
        }
        assertThat(answered()).as("without a firewall").containsExactlyInAnyOrderElementsOf(ALL);

        load(rules.replace("dport 6969 accept", "dport 6968 accept"));
        assertThat(answered().stream().filter(line -> !line.isEmpty()))
                .as("the port is closed")
                .isEmpty();
        load(rules.replaceAll("(?m)^.*nd-neighbor-solicit.*$", ""));
        assertThat(answered()).as("IPv6 without its neighbours").containsExactly("http " + V4, "udp " + V4);
        load(rules);
        assertThat(answered()).containsExactlyInAnyOrderElementsOf(ALL);
        load(rules.replace("udp dport 6969 accept", "ct state untracked udp dport 6969 accept"));
        assertThat(answered())
                .as("no UDP client has an entry in the connection table")
                .containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void systemdHasNothingToSayOfTheUnit() throws IOException, InterruptedException {
        String unit = Files.readString(FILES.resolve("tracker6.service"));
        assertThat(unit).contains("ExecStart=/usr/bin/tracker6 ");
        Path copy = Files.writeString(
                folder.resolve("tracker6.service"), unit.replace("ExecStart=/usr/bin/", "ExecStart=" + FILES + "/"));
        assertThat(verify(copy)).isEmpty();

        Files.writeString(copy, unit.replace("ProtectClock", "ProtectClocks"));
        assertThat(verify(copy)).as("a mistake is found").contains("ProtectClocks");
    }

    private static String verify(Path unit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
