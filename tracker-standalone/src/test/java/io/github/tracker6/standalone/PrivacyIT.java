package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/privacy.md} says of files and the log is so. */
@Timeout(60)
class PrivacyIT {
    private static final InfoHash HASH = InfoHash.of(0x4142434445464748L, 0x494a4b4c4d4e4f50L, 0x51525354);
    private static final String PEER_ID = "-T60000-privatePeer1";
    private static final String KEY = "C0FFEE42";
    private static final String PASSKEY = "secretpasskey";
    private static final String CLIENT = "127.0.0.77";
    /** The address and port 6881 as a file of swarms has them. */
    private static final String PORT_AND_ADDRESS = "\u001a\u00e1\u007f\0\0M";

    @TempDir
    Path folder;

    private static String announce(InetSocketAddress server, String more) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort(), InetAddress.getByName(CLIENT), 0)) {
            String request =
                    "GET /" + PASSKEY + "/announce?info_hash=" + HASH.toString().replaceAll("..", "%$0")
                            + "&peer_id=" + PEER_ID + "&key=" + KEY + "&port=6881&left=1" + more
                            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: someclient\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Map<String, String> stateFiles(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            return files.collect(Collectors.toMap(file -> file.getFileName().toString(), PrivacyIT::content));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyTheSwarmsFileHasAddressesAndNothingHasMore() throws IOException, InterruptedException {
        Path state = folder.resolve("state");
        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--http=127.0.0.1:0", "--no-udp", "--state=" + state)) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(announce(server, "&event=started"))
                    .contains("8:interval")
                    .doesNotContain("failure reason");
            assertThat(announce(server, "&numwant=nonsense")).contains("failure reason");
            program.signal("HUP");
            program.signal("USR1");
            program.await(() -> program.logged("Hosts: 1 ").findAny().isPresent());
            assertThat(program.stop()).isZero();
            assertThat(program.err())
                    .doesNotContain(CLIENT, PEER_ID, KEY, PASSKEY, "someclient", HASH.toString(), "nonsense");
        }
        Map<String, String> files = stateFiles(state);
        assertThat(files).containsOnlyKeys("adoption", "downloads", "lock", "swarms");
        assertThat(files.get("swarms")).contains(PORT_AND_ADDRESS);
        files.forEach((name, content) -> {
            assertThat(content).as(name).doesNotContain(PEER_ID, KEY, PASSKEY, "someclient");
            if (!name.equals("swarms")) {
                assertThat(content).as(name).doesNotContain(PORT_AND_ADDRESS.substring(2));
            }
        });

        try (ProgramProcess program =
                ProgramProcess.start(folder, Map.of(), "--http=127.0.0.1:0", "--no-udp", "--state=" + state)) {
            InetSocketAddress server = program.addresses(1).get(0);
            assertThat(announce(server, "&event=stopped")).doesNotContain("failure reason");
            assertThat(program.stop()).isZero();
        }
        files = stateFiles(state);
        assertThat(files.get("swarms")).doesNotContain(PORT_AND_ADDRESS);
        assertThat(files.get("swarms.before")).as("the file before stays").contains(PORT_AND_ADDRESS);
    }
}
