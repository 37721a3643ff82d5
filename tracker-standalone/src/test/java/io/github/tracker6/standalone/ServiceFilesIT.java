package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The files of {@code docs/service} as they are: the firewall in a network namespace, the unit in the eyes of systemd. */
class ServiceFilesIT extends HostTests {
    private static final Path FILES =
            Path.of("..", "docs", "service").toAbsolutePath().normalize();
    private static final String V4 = "192.0.2.5";
    private static final List<String> ALL = List.of("http " + V4, "udp " + V4, "http " + V6, "udp " + V6);

    /** The host that clients ask from; a process holds its network. */
    private String client;

    private void connectClient() throws IOException {
        program.host.run("ip link add outer type veth peer name inner && ip link set outer up");
        program.host.run("ip address add " + V4 + "/24 dev outer && ip address add " + V6 + "/64 dev outer nodad");
        client = program.host.run("unshare --net sleep 1000 > /dev/null 2>&1 & echo $!");
        // Until the process has its network, the interface would come back.
        program.await(() -> !program.host
                .run("readlink /proc/self/ns/net /proc/" + client + "/ns/net | uniq -d; true")
                .contains("net:"));
        program.host.run("ip link set inner netns " + client);
        inClient(
                "ip link set inner up && ip address add 192.0.2.6/24 dev inner && ip address add 2001:db8::6/64 dev inner"
                        + " nodad");
    }

    private String inClient(String commands) throws IOException {
        return program.host.run("nsenter --net --target " + client + " sh -c '" + commands.replace("'", "'\\''") + "'");
    }

    private List<String> answered() throws IOException {
        program.host.run("ip neigh flush all");
        inClient("ip neigh flush all");
        return inClient(program.client("ask", V4, V6)).lines().toList();
    }

    private void load(String rules) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.nft"), rules);
        program.host.run("nft -f " + file);
    }

    @Test
    void firewallLetsInWhatTheTrackerNeedsAndNoMore() throws IOException {
        String rules = Files.readString(FILES.resolve("tracker6.nft"));
        connectClient();
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
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String unit = Files.readString(FILES.resolve("tracker6.service"));
        assertThat(unit).contains("ExecStart=/usr/bin/java ");
        Path copy = Files.writeString(
                folder.resolve("tracker6.service"),
                unit.replace("ExecStart=/usr/bin/java ", "ExecStart=" + java + " "));
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
