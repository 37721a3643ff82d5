package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's opentracker, with its configuration file as shipped, and this tracker with what the page makes of it. The system
 * property {@code tracker6.opentracker} names a folder into which the packages opentracker and libowfat0 were unpacked.
 */
@Tag("long")
@Timeout(120)
class DebianOpentrackerIT {
    private static final Pattern OPTION =
            Pattern.compile("^(?:# )?([a-z]+sync\\.[a-z._]+|(?:access|listen|tracker)\\.[a-z._]+) ");
    private static final Pattern MAN_OPTION = Pattern.compile("\\[ -\\\\fB(\\w)\\\\fR");

    private static final List<InfoHash> LISTED =
            List.of(InfoHash.of(1, 1, 1), InfoHash.of(2, 2, 2), InfoHash.of(0xabcdefL, 3, 3), InfoHash.of(4, 4, 4));
    private static final List<InfoHash> OTHERS = List.of(InfoHash.of(5, 5, 5), InfoHash.of(6, 6, 6));

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @TempDir
    Path folder;

    private final MovingPage moving = new MovingPage();
    private Path packages;
    private String shipped;

    @BeforeEach
    void read() throws IOException {
        String property = System.getProperty("tracker6.opentracker");
        assertThat(property)
                .as("-Dtracker6.opentracker=FOLDER, into which opentracker and libowfat0 were unpacked")
                .isNotNull();
        packages = Path.of(property);
        shipped = Files.readString(packages.resolve("etc/opentracker/opentracker.conf"));
        // opentracker runs as another user here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void everyOptionHasARow() throws IOException {
        Set<String> options = shipped.lines()
                .map(OPTION::matcher)
                .flatMap(matcher -> matcher.results().map(result -> result.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(options).hasSizeGreaterThan(10).contains("access.blacklist", "batchsync.cluster.admin_ip");
        assertThat(moving.options()).containsAll(options);

        Path man = packages.resolve("usr/share/man/man8/opentracker.8.gz");
        String page;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(man))) {
            page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> letters = MAN_OPTION
                .matcher(page)
                .results()
                .map((MatchResult found) -> "-" + found.group(1))
                .toList();
        assertThat(letters).hasSizeGreaterThan(8);
        assertThat(moving.commandLineOptions()).containsAll(letters);
    }

    /** The file as shipped, with the lines that an operator changes: where it listens, and where the list is. */
    private String configuration(Path list, String listen) {
        String conf = shipped.replace("# listen.udp.workers 4", "listen.udp.workers 2")
                .replace("# listen.tcp_udp 0.0.0.0\n", listen)
                .replace("access.whitelist /etc/opentracker/whitelist.txt", "access.whitelist " + list)
                .replace("tracker.rootdir /etc/opentracker", "tracker.rootdir " + folder);
        assertThat(conf).contains("\n" + listen, "access.whitelist " + list, "listen.udp.workers 2");
        return conf;
    }

    private Path whitelist() throws IOException {
        String shippedList = Files.readString(packages.resolve("etc/opentracker/whitelist.txt"));
        return Files.writeString(
                folder.resolve("whitelist.txt"),
                shippedList + "\n" + LISTED.get(0) + "\n" + LISTED.get(1) + " - Debian 13\n# " + OTHERS.get(0) + "\n"
                        + LISTED.get(2).toString().toUpperCase(Locale.ROOT) + "\r\n" + LISTED.get(3));
    }

    @Test
    void shippedConfigurationAndAWhitelistBecomeARunningTracker() throws Exception {
        Path list = whitelist();
        MovingIT.assertServes(folder, moving.configuration(configuration(list, MovingIT.LISTEN)), LISTED, OTHERS);
    }

    @Test
    void commandMakesARunningTrackerOfTheShippedConfiguration() throws Exception {
        Path conf = Files.writeString(folder.resolve("opentracker.conf"), configuration(whitelist(), MovingIT.LISTEN));
        try (Run run = Run.of("opentracker-config", conf.toString())) {
            assertThat(run.status()).as(run.err()).isZero();
            MovingIT.assertServes(folder, run.out(), LISTED, OTHERS);
        }
    }

    /** opentracker itself makes the same of the list; and this tracker has the same port over IPv6 meanwhile. */
    @Test
    void bothServeTheSameTorrentsBesideEachOther() throws Exception {
        Path list = whitelist();
        int port = freePort();
        Path conf = Files.writeString(
                folder.resolve("opentracker.conf"), configuration(list, "listen.tcp_udp 127.0.0.1:" + port + "\n"));
        Process opentracker = startOpentracker(conf);
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
            Await.until("opentracker answers", () -> isOpen(address));
            WireClient client = new WireClient(address);
            // It reads the list on another thread.
            Await.until("opentracker has its list", () -> !client.isRefused(LISTED.get(0)));
            assertThat(LISTED).noneMatch(client::isRefused);
            assertThat(OTHERS).allMatch(client::isRefused);
            for (InfoHash hash : LISTED) {
                assertThat(client.failureOverUdp(hash, 6_881)).isEmpty();
            }

            Path config = folder.resolve("beside.yaml");
            Files.writeString(config, "http: '[::1]:" + port + "'\nudp: '[::1]:" + port + "'\nallow: " + list + "\n");
            try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
                WireClient ours = new WireClient(program.addresses(2).get(0));
                assertThat(LISTED).noneMatch(ours::isRefused);
                assertThat(OTHERS).allMatch(ours::isRefused);
                assertThat(client.isRefused(LISTED.get(0))).isFalse();
                assertThat(program.stop()).isZero();
            }
        } finally {
            opentracker.destroy();
            assertThat(opentracker.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As systemd starts it: as a user of its own, so that it does not change its root folder. */
    private Process startOpentracker(Path conf) throws IOException {
        Path program = packages.resolve("usr/bin/opentracker").toAbsolutePath();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(program.toString(), "-f", conf.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("opentracker.txt").toFile());
        try (Stream<Path> files = Files.walk(packages)) {
            Path library = files.filter(file -> file.endsWith("libowfat.so.0"))
                    .findFirst()
                    .orElseThrow();
            builder.environment()
                    .put("LD_LIBRARY_PATH", library.toAbsolutePath().getParent().toString());
        }
        return builder.start();
    }

    /** Returns a port that no server has, over either family and protocol as far as one can tell. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
