package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package in a clean Debian, where apt finds what it depends on. It needs root, debootstrap and systemd-analyze, and
 * the package in {@code dist/target}. No systemd runs in there: the program is started as the unit would start it.
 */
@Tag("longest")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DebianPackageIT {
    private static final Path PACKAGE = Path.of("..", "dist", "target", "tracker6.deb");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d)");
    /** Of 10; that of a service without any restriction is 9.6. */
    private static final double MOST_EXPOSURE = 2.0;

    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final int SEED = 7001;
    private static final int OTHER_SEED = 7002;

    /** Removed by {@link #remove()}: JUnit would warn of each link in it. */
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path folder;

    private CleanRoot root;

    @BeforeAll
    void install() throws IOException, InterruptedException {
        root = CleanRoot.make(folder.resolve("root"), folder);
        Files.copy(PACKAGE, root.path("/tmp/tracker6.deb"));
        root.shell("apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/tracker6.deb");
    }

    @AfterAll
    void remove() throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    @Order(1)
    void systemdHasNothingToSayOfTheUnit() throws IOException, InterruptedException {
        String unit = Files.readString(root.path("/usr/lib/systemd/system/tracker6.service"));
        // The program of the clean root is not where this machine's systemd looks for it.
        String here = unit.replace("ExecStart=", "ExecStart=" + root.path("/"));
        Path copy = Files.writeString(folder.resolve("tracker6.service"), here);
        assertThat(root.run(List.of("systemd-analyze", "verify", "--man=no", copy.toString())))
                .isEmpty();

        String score = root.run(List.of("systemd-analyze", "security", "--offline=yes", copy.toString()));
        Matcher exposure = EXPOSURE.matcher(score);
        assertThat(exposure.find()).as(score).isTrue();
        System.out.println("systemd-analyze security: " + exposure.group());
        assertThat(Double.parseDouble(exposure.group(1))).as(score).isLessThanOrEqualTo(MOST_EXPOSURE);
    }

    @Test
    @Order(2)
    void manIsContentWithEachPage() throws IOException, InterruptedException {
        try (Stream<Path> pages = Files.list(root.path("/usr/share/man/man8"))) {
            List<Path> ours = pages.filter(page -> page.getFileName().toString().startsWith("tracker6"))
                    .toList();
            assertThat(ours).isNotEmpty();
            for (Path page : ours) {
                String said = root.run(List.of(
                        "sh",
                        "-c",
                        "LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z \"$0\" 2>&1 >/dev/null",
                        page.toString()));
                assertThat(said).as(page.toString()).isEmpty();
            }
        }
    }

    @Test
    @Order(3)
    void programServesUnderItsUserWithTheConfigurationOfThePackage() throws IOException, InterruptedException {
        Path config = root.path("/etc/tracker6/tracker6.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-r-----");
        // What an operator changes: here, where it listens.
        Files.writeString(
                config,
                "http: ['[::1]:16969', '127.0.0.1:16969']\nudp: ['[::1]:16969', '127.0.0.1:16969']\n",
                StandardOpenOption.APPEND);
        try (ProgramProcess program = started()) {
            assertThat(program.out()).contains("http://[::1]:16969/announce", "udp://127.0.0.1:16969/announce");
            announceOverAll(SEED);

            Files.writeString(config, "log-level: debug\n", StandardOpenOption.APPEND);
            program.signal("HUP");
            program.await(() -> program.logged("In force now: --log-level").count() == 1);

            assertThat(program.stop()).isZero();
        }
        assertThat(root.shell("stat -c '%U %a' /var/lib/tracker6 /var/lib/tracker6/swarms"))
                .startsWith("tracker6 700\ntracker6 6");
    }

    @Test
    @Order(4)
    void upgradeKeepsStateAndConfiguration() throws IOException, InterruptedException {
        upgrade("0.1.0+next");

        assertThat(root.shell("dpkg-query --show --showformat='${Version}' tracker6"))
                .isEqualTo("0.1.0+next");
        assertThat(Files.readString(root.path("/etc/tracker6/tracker6.yaml"))).contains("16969", "log-level: debug");
        try (ProgramProcess program = started()) {
            WireClient client = client("::1");
            assertThat(HexFormat.of().formatHex(client.announceOverUdp(TORRENT, OTHER_SEED)))
                    .as("the peer of before the upgrade")
                    .contains(String.format("%04x", SEED));
            assertThat(program.stop()).isZero();
        }
    }

    @Test
    @Order(5)
    void removalKeepsStateAndConfigurationAndPurgeRemovesThem() throws IOException, InterruptedException {
        root.shell("dpkg --remove tracker6");
        assertThat(root.path("/var/lib/tracker6/swarms")).exists();
        assertThat(root.path("/etc/tracker6/tracker6.yaml")).exists();
        assertThat(root.path("/usr/bin/tracker6")).doesNotExist();

        root.shell("dpkg --purge tracker6");
        assertThat(root.path("/var/lib/tracker6")).doesNotExist();
        assertThat(root.path("/etc/tracker6")).doesNotExist();
        assertThat(root.path("/etc/default/tracker6")).doesNotExist();
    }

    @Test
    @Order(6)
    void firstAnnounceIsAnsweredSecondsAfterTheInstallation() throws IOException, InterruptedException {
        long start = System.nanoTime();
        root.shell("dpkg --install /tmp/tracker6.deb");
        Files.writeString(
                root.path("/etc/tracker6/tracker6.yaml"),
                "http: ['[::1]:16969']\nno-udp: true\n",
                StandardOpenOption.APPEND);
        try (ProgramProcess program = started()) {
            client("::1").announceOverHttp(TORRENT, SEED);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.println("From dpkg --install to the first answered announce: " + millis + " ms");
            assertThat(program.stop()).isZero();
        }
    }

    /** Starts the program as the unit does, and waits until it says to systemd that it serves. */
    private ProgramProcess started() throws IOException {
        Path socket = root.path("/run/notify");
        try (NotifySocket systemd = new NotifySocket(socket.toString())) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            ProgramProcess program = root.start(
                    "tracker6",
                    Map.of("NOTIFY_SOCKET", "/run/notify"),
                    "/usr/bin/tracker6",
                    "--config",
                    "/etc/tracker6/tracker6.yaml");
            try {
                assertThat(systemd.next()).isEqualTo("READY=1");
            } catch (AssertionError e) {
                program.close();
                throw new AssertionError(e.getMessage() + ": " + program.out() + program.err(), e);
            }
            return program;
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private static WireClient client(String host) {
        return new WireClient(new InetSocketAddress(host, 16_969));
    }

    private static void announceOverAll(int port) throws IOException {
        for (String host : List.of("::1", "127.0.0.1")) {
            WireClient client = client(host);
            assertThat(client.announceOverHttp(TORRENT, port)).contains("8:interval");
            client.announceOverUdp(TORRENT, port);
        }
    }

    /** Installs the same package with another version. */
    private void upgrade(String version) throws IOException, InterruptedException {
        Path next = folder.resolve("next");
        root.run(List.of("dpkg-deb", "--raw-extract", PACKAGE.toString(), next.toString()));
        Path control = next.resolve("DEBIAN/control");
        Files.writeString(control, Files.readString(control).replaceFirst("Version: .*", "Version: " + version));
        Path config = next.resolve("etc/default/tracker6");
        Files.writeString(config, "# The new package has another one.\n", StandardOpenOption.APPEND);
        Path built = folder.resolve("next.deb");
        root.run(List.of("dpkg-deb", "-Znone", "--root-owner-group", "--build", next.toString(), built.toString()));
        Files.copy(built, root.path("/tmp/next.deb"), StandardCopyOption.REPLACE_EXISTING);
        root.shell("dpkg --install /tmp/next.deb");
        assertThat(Files.readString(root.path("/etc/default/tracker6")))
                .as("a file that the operator left alone is that of the new package")
                .contains("The new package");
    }
}
