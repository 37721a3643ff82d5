package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code doctor} says of a tracker that has one fault, on another host than the tracker's: it names the fault, and nothing
 * else.
 */
@Tag("long")
class DoctorIT extends HostTests {
    private static final String NAME = "tracker.example.org";
    private static final String V4 = "192.0.2.5";
    private static final String AT_V4 = V4 + ":" + HostProgram.PORT;
    private static final String AT_V6 = "[" + V6 + "]:" + HostProgram.PORT;
    private static final String BOTH = V6 + " " + NAME + "\n" + V4 + " " + NAME + "\n";
    private static final String HTTP_URL = "http://" + NAME + ":" + HostProgram.PORT + "/announce";
    private static final String UDP_URL = "udp://" + NAME + ":" + HostProgram.PORT;

    private ClientHost client;

    /** What doctor printed, and how it ended. */
    private record Said(List<String> lines, int status) {
        List<String> troubles() {
            return lines.stream().filter(line -> !line.startsWith("ok ")).toList();
        }
    }

    @BeforeEach
    void connectClient() throws IOException {
        client = ClientHost.connect(program, V4, V6);
    }

    /** Starts the tracker on all addresses of both families. */
    private void startTracker() throws IOException {
        program.start("");
        // On Java before 22 it looks for new addresses now and then.
        program.await(() -> program.answered(V4, V6).size() == 4);
    }

    private Said doctor(String hosts, String arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("hosts"), hosts);
        List<String> said = client.run(
                        program.command("-Djdk.net.hosts.file=" + file, "doctor", NAME, arguments) + " 2>&1; echo $?")
                .lines()
                .toList();
        return new Said(said.subList(0, said.size() - 1), Integer.parseInt(said.get(said.size() - 1)));
    }

    private Path torrent(String... urls) throws IOException {
        Path file = folder.resolve("a.torrent");
        Metainfo torrent = TorrentFolders.torrent("a", false);
        torrent.edit().tiers(List.of(List.of(urls))).apply().writeTo(file);
        return file;
    }

    @Test
    void aTrackerThatAllClientsReachHasNoTrouble() throws IOException {
        startTracker();

        Said said = doctor(BOTH, "");

        assertThat(said.troubles()).isEmpty();
        assertThat(said.status()).isZero();
        assertThat(said.lines())
                .anyMatch(line -> line.matches("ok +AAAA +" + V6))
                .anyMatch(line -> line.matches("ok +A +" + V4))
                .anyMatch(line -> line.startsWith("ok    http     " + AT_V6 + " answers in "))
                .anyMatch(line -> line.startsWith("ok    http     " + AT_V4 + " answers in "))
                .anyMatch(line -> line.startsWith("ok    udp      " + AT_V6 + " answers in "))
                .anyMatch(line -> line.startsWith("ok    udp      " + AT_V4 + " answers in "))
                .contains(
                        "ok    client   seen as " + ClientHost.V6,
                        "ok    client   seen as " + ClientHost.V4,
                        "ok    client   one client over both families");
    }

    @Test
    void noPeerIsLeftBehind() throws IOException {
        startTracker();
        Path torrent = torrent(HTTP_URL);

        assertThat(doctor(BOTH, "--torrent " + torrent).lines())
                .contains("ok    client   one client over both families");

        assertThat(client.run(program.command("", "scrape", "http://" + AT_V4 + "/announce", torrent.toString())
                        + " 2>&1; true"))
                .containsAnyOf("unknown", "seeds 0, leechers 0, downloads 0");
    }

    @Test
    void namesAMissingAaaaRecord() throws IOException {
        startTracker();

        Said said = doctor(V4 + " " + NAME + "\n", "");

        assertThat(said.troubles()).singleElement().asString().startsWith("FAIL  AAAA     no AAAA record: ");
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void namesAnAaaaRecordWithoutAListener() throws IOException {
        program.startWith("--http=" + AT_V4, "--udp=" + AT_V4);

        Said said = doctor(BOTH, "");

        assertThat(said.troubles())
                .singleElement()
                .asString()
                .startsWith("FAIL  IPv6     " + AT_V6 + ": nothing listens over http and udp; ");
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void namesUdpThatAFirewallBlocks() throws IOException {
        startTracker();
        drop("inet", "udp dport 6969 drop");

        Said said = doctor(BOTH, "");

        assertThat(said.troubles())
                .hasSize(2)
                .allMatch(
                        line -> line.contains("so a firewall drops this, or the tracker does not serve it: let in UDP"))
                .anyMatch(line -> line.startsWith("FAIL  udp      " + AT_V6 + ": no answer over udp; "))
                .anyMatch(line -> line.startsWith("FAIL  udp      " + AT_V4 + ": no answer over udp; "));
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void namesAnAnswerFromAnotherAddress() throws IOException {
        program.host.run("ip address add 192.0.2.9/24 dev outer");
        program.startWith("--http=[::]:6969", "--udp=" + AT_V6);
        Path ready = folder.resolve("ready");
        program.host.run("(" + program.java(StrayResponder.class, HostProgram.PORT + " " + V4 + " 192.0.2.9") + " > "
                + ready + " 2>&1) &");
        program.await(() -> Files.exists(ready) && Files.readString(ready).contains("ready"));

        Said said = doctor(BOTH, "");

        assertThat(said.troubles())
                .singleElement()
                .asString()
                .startsWith("FAIL  udp      " + AT_V4 + ": the answer comes from 192.0.2.9:6969, so clients drop it: ");
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void namesHttpAndUdpOfOneHostInATorrent() throws IOException {
        startTracker();

        Said said = doctor(BOTH, "--torrent " + torrent(HTTP_URL, UDP_URL));

        assertThat(said.troubles())
                .singleElement()
                .asString()
                .startsWith("warn  torrent  " + NAME + " is named with http and with udp: ");
        assertThat(said.status()).isZero();
        assertThat(doctor(BOTH, "--torrent " + torrent(HTTP_URL)).troubles())
                .as("http alone")
                .isEmpty();
    }

    @Test
    void namesAFirewallThatLetsNothingInOverIpv6() throws IOException {
        startTracker();
        drop("ip6", "meta l4proto { tcp, udp } drop");

        Said said = doctor(BOTH, "");

        assertThat(said.troubles())
                .singleElement()
                .asString()
                .isEqualTo(
                        "FAIL  IPv6     " + AT_V6 + ": no answer over http and udp; IPv4 answers, so a firewall drops"
                                + " IPv6: let in TCP port 6969 and UDP port 6969 over IPv6, and ICMPv6 (docs/network.md)");
        assertThat(said.status()).isEqualTo(1);
    }

    private void drop(String family, String rule) throws IOException {
        Path rules = Files.writeString(
                folder.resolve("rules.nft"),
                "table " + family + " f {\n chain in {\n  type filter hook input priority 0;\n  iifname outer " + rule
                        + "\n }\n}\n");
        program.host.run("nft -f " + rules);
    }
}
