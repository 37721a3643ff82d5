package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --state} takes over a restart, of the program as a process of its own. */
@Tag("long")
@Timeout(1_800) // for fifty kills on a busy machine
class StateDirectoryIT {
    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final Pattern COUNTS =
            Pattern.compile("8:completei(\\d+)e10:downloadedi(\\d+)e(?:11:downloadersi\\d+e)?10:incompletei(\\d+)e");
    private static final long LOST_AT_MOST_MILLIS = 4_000;

    /** A peer is a port. */
    private static final int FIRST_PORT = 10_000;

    private static final int MOST_PEERS = 55_000;

    @TempDir
    Path folder;

    private Path state;
    private int port;

    record Counts(int complete, int downloaded, int incomplete) {}

    @BeforeEach
    void choosePort() {
        state = folder.resolve("state");
        port = FreePort.on(InetAddress.getLoopbackAddress());
    }

    @Test
    void swarmsHostsAndDownloadsOutliveAGracefulStop() throws IOException, InterruptedException {
        try (ProgramProcess first = serve("--state-interval=1h")) {
            announce(7_001, "&event=completed&left=0&key=77777777");
            announce(7_002, "&key=77777778");
            assertThat(announceOver6(7_001, "&left=0&key=77777777")).contains("8:completei1e");
            assertThat(first.stop()).isZero();
        }
        try (ProgramProcess second = serve("--state-interval=1h")) {
            assertThat(counts()).isEqualTo(new Counts(1, 1, 1));
            assertThat(second.logged("Loaded 1 swarms with 3 endpoints")).hasSize(1);
            // The key of hosts is the same: a host that comes back is no new one.
            assertThat(announceOver6(7_001, "&event=completed&left=0&key=77777777"))
                    .contains("8:completei1e10:downloadedi1e");
            assertThat(second.stop()).isZero();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        for (String file : List.of("swarms", "udp-key", "adoption")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void connectionIdsOfClientsOutliveARestart() throws IOException, InterruptedException {
        try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(10_000);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            long id;
            try (ProgramProcess first = serve()) {
                id = ask(
                                client,
                                ByteBuffer.allocate(16)
                                        .putLong(0x41727101980L)
                                        .putInt(0)
                                        .putInt(1))
                        .getLong(8);
                assertThat(first.stop()).isZero();
            }
            try (ProgramProcess second = serve()) {
                ByteBuffer scrape =
                        ByteBuffer.allocate(36).putLong(id).putInt(2).putInt(3).put(TORRENT.toBytes());
                assertThat(ask(client, scrape).getInt(0)).isEqualTo(2);
                assertThat(second.stop()).isZero();
            }
        }
    }

    /** At most what came in the last two intervals is lost when the process is killed, and no count of downloads falls. */
    @Test
    void fewChangesAreLostWhenItIsKilledUnderLoad() throws IOException, InterruptedException {
        int kills = Integer.getInteger("tracker6.state.kills", 3);
        Random random = new Random(6);
        List<Counts> kept = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            List<Long> announced = new ArrayList<>();
            try (ProgramProcess program = serve("--state-interval=2s")) {
                assertThat(counts(i)).isEqualTo(new Counts(0, 0, 0));
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_500 + random.nextInt(2_500));
                while (System.nanoTime() < end && announced.size() < MOST_PEERS) {
                    String completes = announced.size() % 10 == 0 ? "&event=completed&left=0" : "";
                    new WireClient(over4()).announceOverHttp(torrent(i), FIRST_PORT + announced.size(), completes);
                    announced.add(System.nanoTime());
                }
                program.signal("KILL");
                program.status();
            }
            long safeUntil = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(LOST_AT_MOST_MILLIS);
            int safe = (int) announced.stream().filter(at -> at < safeUntil).count();
            try (ProgramProcess program = serve()) {
                Counts after = counts(i);
                assertThat(after.complete + after.incomplete).isBetween(safe, announced.size());
                // A count is written down a little before the last peers of its swarm.
                assertThat(after.complete).isBetween(safe / 10, announced.size() / 10 + 1);
                assertThat(after.downloaded).isBetween(safe / 10, after.complete);
                kept.add(after);
                for (int before = 0; before < i; before++) {
                    assertThat(counts(before)).isEqualTo(kept.get(before));
                }
                program.signal("KILL");
                program.status();
            }
        }
        assertThat(kept).anyMatch(counts -> counts.incomplete > 0);
    }

    private static InfoHash torrent(int number) {
        return InfoHash.of(0x6b69_6c6c_0000_0000L + number, 1, 1);
    }

    @Test
    void brokenFileIsOneLineAndTheOneBeforeIsTaken() throws IOException, InterruptedException {
        for (int peers = 1; peers <= 2; peers++) {
            try (ProgramProcess program = serve()) {
                announce(7_000 + peers, "");
                assertThat(program.stop()).isZero();
            }
        }
        Path swarms = state.resolve("swarms");
        byte[] bytes = Files.readAllBytes(swarms);
        bytes[bytes.length / 2] ^= 1;
        Files.write(swarms, bytes);
        try (ProgramProcess program = serve()) {
            assertThat(counts()).isEqualTo(new Counts(0, 0, 1));
            assertThat(program.logged(swarms + " ")).singleElement().asString().endsWith("; it is left out");
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    void directoryThatCannotBeUsedIsOneLine() throws IOException, InterruptedException {
        try (ProgramProcess first = serve()) {
            assertFails(state, "another process uses it");
            assertThat(first.stop()).isZero();
        }
        assertFails(Files.writeString(folder.resolve("file"), "x"), "is no directory");
        assertFails(Path.of("/proc/none"), "can't be made; name a folder");
    }

    private void assertFails(Path directory, String reason) throws IOException, InterruptedException {
        try (ProgramProcess other =
                ProgramProcess.start(folder, Map.of(), "--http=127.0.0.1:0", "--no-udp", "--state=" + directory)) {
            assertThat(other.status()).isNotZero();
            assertThat(other.err().lines().filter(line -> line.startsWith("tracker6: ")))
                    .singleElement()
                    .asString()
                    .startsWith("tracker6: --state: " + directory + ": " + reason);
        }
    }

    private ProgramProcess serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--http=127.0.0.1:" + port,
                "--http=[::1]:" + port,
                "--udp=127.0.0.1:" + port,
                "--no-rate-limit",
                "--state=" + state));
        arguments.addAll(List.of(more));
        ProgramProcess program = ProgramProcess.start(folder, Map.of(), arguments.toArray(String[]::new));
        assertThat(program.addresses(3)).hasSize(3);
        return program;
    }

    private String announce(int peerPort, String more) {
        return new WireClient(over4()).announceOverHttp(TORRENT, peerPort, more);
    }

    private String announceOver6(int peerPort, String more) {
        return new WireClient(Endpoint.parse("[::1]:" + port).socketAddress())
                .announceOverHttp(TORRENT, peerPort, more);
    }

    private InetSocketAddress over4() {
        return Endpoint.parse("127.0.0.1:" + port).socketAddress();
    }

    private Counts counts() throws IOException {
        return counts(TORRENT);
    }

    private Counts counts(int number) throws IOException {
        return counts(torrent(number));
    }

    private Counts counts(InfoHash torrent) throws IOException {
        try (HttpTestClient client = HttpTestClient.to(over4())) {
            client.send("GET /scrape?info_hash=" + torrent.toString().replaceAll("..", "%$0")
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String text = client.receive().text();
            Matcher matcher = COUNTS.matcher(text);
            return matcher.find()
                    ? new Counts(number(matcher, 1), number(matcher, 2), number(matcher, 3))
                    : new Counts(0, 0, 0);
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static ByteBuffer ask(DatagramSocket client, ByteBuffer question) throws IOException {
        byte[] bytes = new byte[question.capacity()];
        question.get(0, bytes);
        client.send(new DatagramPacket(bytes, bytes.length));
        DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
        client.receive(answer);
        return ByteBuffer.wrap(answer.getData(), 0, answer.getLength());
    }
}
