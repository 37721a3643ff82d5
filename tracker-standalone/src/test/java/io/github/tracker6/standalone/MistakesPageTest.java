package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.docs.Page;
import io.github.tracker6.docs.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The tables of {@code docs/mistakes.md}: each row is a run of the program, with the exact line that it prints and its exit
 * status. In the place of {@code /etc/tracker6} is a folder with files for the test, and in the place of port 6999 one that is
 * in use.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MistakesPageTest {
    private static final String PLACE = "/etc/tracker6";
    private static final String BUSY = ":6999";
    private static final String NEW_LINE = " ⏎ ";
    private static final String TAB = "⇥";
    private static final int LEAST_ROWS = 100;

    /** Switches, and options that take any text: no value of them is wrong. */
    private static final Set<String> WITHOUT_MISTAKES =
            Set.of("--help", "--version", "--no-fair-shares", "--no-rate-limit");

    private Path folder;
    private ServerSocket busyTcp;
    private DatagramSocket busyUdp;
    private FileChannel stateInUse;

    @BeforeAll
    void makeFiles(@TempDir Path made) throws IOException {
        folder = made;
        write("names.txt", "# images\ndebian-13.iso\n");
        write("debian.torrent", "d4:infod4:name1:aee");
        Files.write(folder.resolve("latin1.yaml"), new byte[] {'#', ' ', (byte) 0xe4, '\n'});
        copy("tls-cert.pem", "tls-cert.pem");
        copy("tls-key.pem", "tls-key.pem");
        copy("tls-key-2.pem", "other-key.pem");
        Files.createDirectory(folder.resolve("in-use"));
        stateInUse = FileChannel.open(
                folder.resolve("in-use").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        stateInUse.lock();
        openBusyPort();
    }

    /** One port over both protocols. */
    private void openBusyPort() throws IOException {
        InetAddress loopback = Endpoint.parse("127.0.0.1:0").address();
        busyTcp = new ServerSocket(0, 1, loopback);
        busyUdp = new DatagramSocket(busyTcp.getLocalPort(), loopback);
    }

    @AfterAll
    void close() throws IOException {
        busyTcp.close();
        busyUdp.close();
        stateInUse.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachMistakeGivesItsLineAndStatus(Mistake mistake) throws IOException {
        String[] arguments;
        if (mistake.isFile()) {
            arguments = new String[] {
                "--config="
                        + write(
                                "tracker6.yaml",
                                mistake.given().replace(NEW_LINE, "\n").replace(TAB, "\t") + "\n")
            };
        } else {
            arguments = arguments(mistake.given());
        }

        try (Run run = Run.of(arguments)) {
            assertThat(inThePage(run.err())).isEqualTo("tracker6: " + mistake.line() + System.lineSeparator());
            assertThat(run.status()).isEqualTo(mistake.status());
            assertThat(run.out()).isEmpty();
            assertThat(run.tracker()).isNull();
        }
        if (!mistake.isOnlySeenByAStart()) {
            try (Run check = Run.of(
                    Stream.concat(Stream.of("--check"), Stream.of(arguments)).toArray(String[]::new))) {
                assertThat(inThePage(check.err())).endsWith("tracker6: " + mistake.line() + System.lineSeparator());
                assertThat(check.status()).isEqualTo(mistake.status());
            }
        }
    }

    @Test
    void theTablesAreLongAndHaveEveryOption() {
        Set<String> missing = new TreeSet<>();
        for (OptionSpec option :
                new CommandLine(new ServeOptions()).getCommandSpec().options()) {
            Pattern name = Pattern.compile("(?:^| |--)" + option.longestName().substring(2) + "(?![\\w-])");
            if (rows().noneMatch(row -> name.matcher(row.given()).find())) {
                missing.add(option.longestName());
            }
        }
        missing.removeAll(WITHOUT_MISTAKES);
        assertThat(missing).isEmpty();
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(LEAST_ROWS);
    }

    /**
     * A row.
     *
     * @param isFile whether it is the text of a configuration file, not arguments
     * @param line without the program's name in front
     */
    record Mistake(boolean isFile, String given, String line, int status) {
        /** Ports and the directory of the state may belong to the tracker that is to be replaced. */
        boolean isOnlySeenByAStart() {
            return given.contains(BUSY) || given.contains("in-use");
        }
    }

    private static Stream<Mistake> rows() {
        Page page = Repository.find().page("docs/mistakes.md");
        return page.rows().stream()
                .filter(row -> row.header().contains("status"))
                .map(row -> new Mistake(
                        row.header().get(0).equals("configuration file"),
                        code(row, 0),
                        code(row, 1),
                        Integer.parseInt(row.cells().get(2))));
    }

    private static String code(Page.Row row, int cell) {
        List<String> spans = Page.codeSpans(row.cells().get(cell));
        assertThat(spans).as("code in line " + row.line()).hasSize(1);
        return spans.get(0);
    }

    /** As a shell splits them: a text in quotation marks is one. */
    private String[] arguments(String given) {
        String here = given.replace(PLACE, folder.toString()).replace(BUSY, ":" + busyTcp.getLocalPort());
        return Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+")
                .matcher(here)
                .results()
                .map(match -> match.group().replace("\"", ""))
                .toArray(String[]::new);
    }

    private String inThePage(String text) {
        return text.replace(folder.toString(), PLACE).replace(":" + busyTcp.getLocalPort(), BUSY);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = MistakesPageTest.class.getResourceAsStream(resource)) {
            Files.copy(in, folder.resolve(name));
        }
    }
}
