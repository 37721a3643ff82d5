package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCheckTest {
    @TempDir
    Path folder;

    @Test
    void printsWhatAStartWouldDo() throws IOException {
        Path chain = copy("tls-cert.pem");
        Path key = copy("tls-key.pem");
        Path allow = Files.writeString(folder.resolve("allow.txt"), "0123456789abcdef0123456789abcdef01234567\n");
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), """
                http: "[::1]:6969"
                https: "[::1]:443"
                tls-cert: tls-cert.pem
                tls-key: tls-key.pem
                trusted-proxy: "::1"
                proxy-protocol: "[::1]:443"
                announce-host: tracker.example.org
                store: redis://user:hush@[::1]:1
                allow: allow.txt
                interval: 45m
                """);

        try (Run run = Run.of("--check", "--config=" + config, "--no-udp", "--interval=1h", "--lan")) {
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines())
                    .containsExactly(
                            "configuration: " + config,
                            "options: --config=" + config
                                    + " --http=[::1]:6969 --no-udp --https=[::1]:443 --tls-cert=" + chain
                                    + " --tls-key="
                                    + key + " --trusted-proxy=::1 --proxy-protocol=[::1]:443"
                                    + " --announce-host=tracker.example.org --store=redis://...@[::1]:1 --interval=1h"
                                    + " --lan --allow=" + allow,
                            "HTTP: [::1]:6969",
                            "HTTPS: [::1]:443",
                            "UDP: none",
                            "for the operator: none",
                            "announce URL: http://tracker.example.org:6969/announce",
                            "announce URL: https://tracker.example.org:443/announce",
                            "certificate: " + chain + ", for localhost, 0:0:0:0:0:0:0:1, 127.0.0.1, valid until"
                                    + " 2126-11-05T06:07:20Z",
                            "trusted proxies: ::1/128",
                            "PROXY protocol: [::1]:443",
                            "store: Redis, up to 100000 swarms and 2000000 peers",
                            "state: none",
                            "torrents: 1 info hashes allowed",
                            "full scrape: off",
                            "own seeds: none",
                            "This configuration can be started.");
            assertThat(run.status()).isZero();
            assertThat(run.tracker()).isNull();
        }
    }

    @Test
    void runsBesideTheTrackerThatHasThePortsAndTheState() throws IOException {
        Path state = folder.resolve("state");
        Path images = Files.createDirectory(folder.resolve("images"));
        TorrentFolders.torrent("debian", false).writeTo(images.resolve("debian.torrent"));
        try (Run serving = Run.of("--http=[::1]:0", "--udp=[::1]:0", "--torrents=" + images, "--state=" + state)) {
            String http = ListenAddress.text(serving.tracker().httpAddresses().get(0));
            String udp = ListenAddress.text(serving.tracker().udpAddresses().get(0));
            Map<Path, FileTime> before = files(state);

            try (Run check =
                    Run.of("--check", "--http=" + http, "--udp=" + udp, "--torrents=" + images, "--state=" + state)) {
                assertThat(check.err()).isEmpty();
                assertThat(check.status()).isZero();
                assertThat(check.out().lines())
                        .contains(
                                "announce URL: http://" + http + "/announce",
                                "announce URL: udp://" + udp + "/announce",
                                "state: " + state + ", saved every 45s",
                                "torrents: 1 of folders (0 hybrid, 0 in no file any more, 0 files broken)",
                                "store: memory, up to 100000 swarms and 2000000 peers");
            }
            assertThat(files(state)).isEqualTo(before);
        }
    }

    @Test
    void doesNotApproveOfAnAddressThatTheMachineLacks() {
        try (Run check = Run.of("--check", "--http=192.0.2.7:6969", "--no-udp")) {
            assertThat(check.out()).contains("HTTP: 192.0.2.7:6969").doesNotContain("can be started");
            assertThat(check.err()).contains("can't serve HTTP on 192.0.2.7:6969");
            assertThat(check.status()).isEqualTo(1);
        }
    }

    @Test
    void aValueOfTheCommandLineIsNotSoughtInTheFile() throws IOException {
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), "allow: allow.txt\n");
        Files.writeString(folder.resolve("allow.txt"), "");

        try (Run check = Run.of("--check", "--config=" + config, "--allow=/no/such/list")) {
            assertThat(check.err()).startsWith("tracker6: --allow: /no/such/list: no such file");
        }
    }

    @Test
    void makesNoDirectoryForTheState() {
        Path state = folder.resolve("a").resolve("b");

        try (Run check = Run.of("--check", "--http=[::1]:0", "--no-udp", "--state=" + state)) {
            assertThat(check.status()).isZero();
        }
        assertThat(state.getParent()).doesNotExist();
    }

    private static Map<Path, FileTime> files(Path directory) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> times.put(file, lastModified(file)));
        }
        return times;
    }

    private static FileTime lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(String resource) throws IOException {
        Path file = folder.resolve(resource);
        try (InputStream in = StartCheckTest.class.getResourceAsStream(resource)) {
            Files.copy(in, file);
        }
        return file;
    }
}
