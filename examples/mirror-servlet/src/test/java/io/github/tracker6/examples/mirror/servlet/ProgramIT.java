package io.github.tracker6.examples.mirror.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a process, out of its jar. */
@Timeout(90)
class ProgramIT {
    private static final Path JAR = Path.of("target", "mirror-servlet.jar");
    private static final long LIMIT_SECONDS = 30;

    @TempDir
    Path folder;

    private Path images;
    private @Nullable Process process;

    @BeforeEach
    void makeImage() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        Files.writeString(images.resolve("image.iso"), "image");
    }

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void itServesUntilItIsToldToStopAndThePortIsFreeAgain() throws Exception {
        Process program = run("--port=0", "--images=" + images, "--host=localhost", "--lan", "--settle-time=0s");
        Await.until("five URLs", () -> out().lines().count() == 5);
        List<String> urls = out().lines().toList();
        int port = URI.create(urls.get(0)).getPort();
        assertThat(urls)
                .containsExactly(
                        "http://localhost:" + port + "/images/",
                        "http://localhost:" + port + "/torrents/",
                        "http://localhost:" + port + "/tracker/",
                        "http://localhost:" + port + "/announce",
                        "udp://localhost:" + port + "/announce");
        Await.until("a torrent", () -> Files.exists(folder.resolve("torrents/image.iso.torrent")));
        assertThat(get(port, "/torrents/image.iso.torrent").status()).isEqualTo(200);
        assertThat(get(port, "/images/image.iso").text()).isEqualTo("image");
        assertThat(get(port, "/tracker/").status()).isEqualTo(200);

        program.destroy();
        assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(err()).isEmpty();
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress("::", port))) {
            tcp.bind(new InetSocketAddress("::", port));
            assertThat(udp.isBound()).isTrue();
        }
    }

    @Test
    void aBusyPortIsOneLineAndStatus1() throws Exception {
        int port = FreePort.on(InetAddress.getByName("::"));
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("::", port));
            assertEnds(
                    run("--port=" + port, "--images=" + images), 1, "HTTP [::]:" + port + ": Address already in use");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=x         | 'x' is not an int",
                "--port=70000     | 70000",
                "--host=a b       | 'a b' is no DNS name or address",
                "--url=mirror     | 'mirror/images/' is no URL of HTTP",
                "--settle-time=2h | settle time PT2H is outside",
                "--settle-time=x  | '--settle-time'",
                "--images=none    | none is no folder",
                "--store=memory   | Unknown option: '--store=memory'",
            })
    void aWrongOptionIsOneLineAndStatus2(String option, String line) throws Exception {
        List<String> options = new ArrayList<>(List.of("--port=0", "--images=" + images));
        options.removeIf(each -> option.startsWith(each.substring(0, each.indexOf('=') + 1)));
        options.add(option);
        assertEnds(run(options.toArray(String[]::new)), 2, line);
    }

    @Test
    void theJarHasNoNetty() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(each -> each.getName()))
                    .contains("org/eclipse/jetty/server/Server.class")
                    .noneMatch(name -> name.startsWith("io/netty/"));
        }
    }

    private void assertEnds(Process program, int status, String line) throws InterruptedException {
        assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(err()).startsWith("mirror-servlet: ").contains(line).hasLineCount(1);
        assertThat(out()).isEmpty();
        assertThat(program.exitValue()).isEqualTo(status);
    }

    private Process run(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString(), "--torrents=" + folder.resolve("torrents")));
        command.addAll(List.of(options));
        Process started = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        process = started;
        return started;
    }

    private static HttpTestClient.Response get(int port, String target) throws IOException {
        try (HttpTestClient client =
                HttpTestClient.to(Endpoint.ofIpv6(0, 1, port).socketAddress())) {
            return client.get(target);
        }
    }

    private String out() {
        return read("out");
    }

    private String err() {
        return read("err");
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
