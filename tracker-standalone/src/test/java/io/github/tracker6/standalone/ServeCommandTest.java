package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandTest {
    @TempDir
    Path folder;

    /** Beside those of {@code docs/mistakes.md}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nonsense stray                    | unknown option --nonsense",
                "-x                                  | unknown option -x",
                "--udp=localhost:99999               | 'localhost:99999' has a port outside 0 to 65535",
                "--http=[::1]:1 --http=[::1]:1       | --http: [::1]:1 and [::1]:1 overlap",
                "--udp=[::1]:0 --no-udp              | --udp and --no-udp contradict each other",
                "--store=                            | --store: neither memory nor a Redis: the store's URI",
                "--interval=-1m                      | '-1m' is no duration",
                "--numwant=-1                        | --numwant -1 is outside 0 to 2000",
                "--numwant-max=0                     | --numwant-max 0 is outside 1 to 2000",
                "--max-peers=0                       | --max-peers 0 is outside 1",
                "--full-scrape=on                    | 'on' is neither off nor admin nor all",
                "--full-scrape=admin                 | --full-scrape admin needs --admin, the address to answer it on",
                "--full-scrape=all --no-http         | --full-scrape all is for HTTP, which is not served",
                "--admin=[::1]:6969                  | --http, --https and --admin: [::]:6969 and [::1]:6969 overlap",
                "--network-prefix=24                 | '24' is no pair of prefix lengths, IPv4 and IPv6, such as 24,48",
                "--network-prefix=7,48               | the IPv4 prefix length 7 is outside 8 to 32",
                "--network-prefix=33,48              | the IPv4 prefix length 33 is outside 8 to 32",
                "--network-prefix=24,15              | the IPv6 prefix length 15 is outside 16 to 64",
                "--network-prefix=24,65              | the IPv6 prefix length 65 is outside 16 to 64",
                "--network-prefix=24,48 --no-fair-shares | --network-prefix is for fair shares, which --no-fair-shares turns off",
                "--allow=/                           | --allow: / is a directory",
                "--deny=/no/such/list                | --deny: /no/such/list: no such file",
                "--torrents=                         | --torrents: the path is empty",
                "--family-policy=IPV6_FIRST          | 'IPV6_FIRST' is neither",
                "--claims=trust                      | 'trust' is none of",
                "--claims=trust:                     | '' is no address block",
                "--claims=trust:2001:db8::/32,example.org | 'example.org' is no address block",
                "--claims=verify --deny=/dev/null    | --claims verify needs --torrents or --allow",
                "--probe-from=[::]                   | '[::]' is no IPv6 address",
                "--pin=0123456789abcdef0123456789abcdef01234567= | '' is no literal address and port",
                "--pin=0123456789abcdef0123456789abcdef01234567=192.0.2.1:0 | 192.0.2.1:0 is not an endpoint of IPV4 with a port",
                "--pin=0123456789abcdef0123456789abcdef01234567=[::1]:1,192.0.2.1:1,[::2]:1 | more than two endpoints",
                "--pin-all=seed.example.org:6881 | --pin-all needs --torrents or --allow: it is for a seed that has all torrents",
                "--pin-all=seed.example.org | 'seed.example.org' is no HOST:PORT: the port is missing",
                "--pin-all=seed.example.org:0 | 'seed.example.org:0' is no HOST:PORT: the port is not 1 to 65535",
                "--pin-all=192.0.2.300:6881 | '192.0.2.300:6881' is no HOST:PORT",
                "--pin-all=2001:db8::7 | '2001:db8::7' is no HOST:PORT",
                "--pins=/no/such/pins | --pins: /no/such/pins: no such file",
                "--pins=/ | --pins: / is a directory; pins are a text file with lines such as",
                "--pins= | --pins: the path is empty",
            })
    void wrongArgumentIsOneLineThatNamesItAndStatus2(String arguments, String line) {
        try (Run run = Run.of(arguments.split(" +"))) {
            assertThat(run.err()).startsWith("tracker6: ").contains(line).hasLineCount(1);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.tracker()).isNull();
        }
    }

    @Test
    void emptyArgumentIsToldSo() {
        try (Run run = Run.of("", "--lan")) {
            assertThat(run.err())
                    .startsWith("tracker6: an argument is empty, as where a variable in a script is not set");
            assertThat(run.status()).isEqualTo(2);
        }
    }

    /** Beside those of {@code docs/mistakes.md}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "help: true               | line 1: unknown key 'help'; --help stands on the command line only",
                "\\n\\nnonsense: 1        | line 3: unknown key 'nonsense'",
                "lan: true\\nmax-peers: 99999999999 | line 2: max-peers: '99999999999' is no whole number",
                "trusted-proxy: proxy     | line 1: trusted-proxy: 'proxy' is no address block",
                "torrents: [images, '']   | line 1: torrents: the path is empty",
                "numwant: {a: 1}          | line 1: numwant: a map stands where N is due",
                "claims: trust:::/129     | '::/129' has a prefix length outside 0 to 128",
                "pin: [a=b, c]            | line 1: pin: 'a=b' is no HASH=ENDPOINT[,ENDPOINT]",
                "# don't\\nhttp: [2001:db8::7]:6969 | line 2: is no YAML: an IPv6 address needs quotes",
                "http: 'it # is\\nlan: true | line 1: is no YAML: a quotation mark has no end",
            })
    void wrongConfigurationIsOneLineThatNamesTheFileAndStatus2(String yaml, String line) throws IOException {
        Path file = write("server.yaml", yaml.replace("\\n", "\n"));

        try (Run run = Run.of("--config", file.toString())) {
            assertThat(run.err())
                    .startsWith("tracker6: " + file + ": ")
                    .contains(line)
                    .hasLineCount(1);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.tracker()).isNull();
        }
    }

    @Test
    void whatOptionsOfTheFileAndOfTheCommandLineSayTogetherNamesTheLineOfTheFile() throws IOException {
        Path file = write("server.yaml", "lan: true\nnumwant-max: 100\n");

        try (Run run = Run.of("--config", file.toString(), "--numwant=150")) {
            assertThat(run.err())
                    .startsWith("tracker6: " + file + ": line 2: --numwant 150 is above --numwant-max 100");
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--store=redis://user:hush@192.0.2.1:99999",
                "--store=redis://user:%hush@192.0.2.1",
                "--store=reddis://user:hush@192.0.2.1",
                "--store=:hush@192.0.2.1",
                "--store=redis://user:hush@192.0.2.1 --redis-prefix={",
                "--store=redis://user:hush@192.0.2.1 --store=memory",
                "--stor=redis://user:hush@192.0.2.1",
                "--http=redis://user:hush@192.0.2.1",
                "redis://user:hush@192.0.2.1",
            })
    void wrongArgumentsShowNoPassword(String arguments) throws IOException {
        try (Run run = Run.of(arguments.split(" "))) {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).hasLineCount(1).doesNotContain("hush");
        }
        if (arguments.startsWith("--") && !arguments.contains(" ")) {
            Path file = write("server.yaml", arguments.substring(2).replace("=", ": '") + "'");
            try (Run run = Run.of("--config", file.toString())) {
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.err()).hasLineCount(1).contains("server.yaml").doesNotContain("hush");
            }
        }
    }

    @Test
    void valueInTheFileThatTheCommandLineOverridesIsCheckedAllTheSame() throws IOException {
        Path file = write("server.yaml", "interval: soon");

        try (Run run = Run.of("--config", file.toString(), "--interval", "30m", "--http", "[::1]:0", "--no-udp")) {
            assertThat(run.err()).contains("'soon' is no duration").hasLineCount(1);
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    void brokenListIsRefusedWithFileAndLineButWithoutItsText() throws IOException {
        Path list = write("allow.txt", "# images\n0123456789abcdef0123456789abcdef01234567\nnonsense\n");

        try (Run run = Run.of("--allow", list.toString(), "--http", "127.0.0.1:0", "--no-udp")) {
            assertThat(run.err())
                    .isEqualTo("tracker6: --allow: " + list
                            + ": line 3 does not begin with an info hash of 40 or 64 hex digits; write one hash per line,"
                            + " and any text behind it" + System.lineSeparator());
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    void folderThatMayNotBeReadIsToldSo() {
        assertThat(ServedTorrents.reason(new AccessDeniedException("/srv")))
                .isEqualTo("/srv: the tracker may not read it; check its rights, and those of the folders above it");
        assertThat(FileFault.line(Path.of("/srv"), new AccessDeniedException("/srv")))
                .isEqualTo(ServedTorrents.reason(new AccessDeniedException("/srv")));
    }

    @Test
    void helpNamesEveryOptionWithItsDefaultAndKeepsTo80Columns() {
        try (Run run = Run.of("--help")) {
            assertThat(run.status()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
            assertThat(run.out()).isEqualToNormalizingNewlines(resource("help.txt"));
        }
    }

    @Test
    void serveIsTheDefaultCommand() {
        try (Run named = Run.of("serve", "--http=[::1]:0", "--no-udp");
                Run unnamed = Run.of("--http=[::1]:0", "--no-udp")) {
            assertThat(named.err()).isEmpty();
            assertThat(named.tracker().httpAddresses()).hasSize(1);
            assertThat(unnamed.tracker().httpAddresses()).hasSize(1);
        }
        assertThat(Run.of("serve", "--help").out()).isEqualTo(Run.of("--help").out());
        assertThat(Run.of("serve", "--version").out())
                .isEqualTo(Run.of("--version").out());
        assertThat(Run.of("serve", "stray").err())
                .isEqualTo(Run.of("stray").err())
                .startsWith("tracker6: unexpected argument 'stray'; ");
        assertThat(Run.of("serve", "serve").err()).startsWith("tracker6: unexpected argument 'serve'; ");
        assertThat(Run.of("--no-http", "serve").err()).startsWith("tracker6: unexpected argument 'serve'; ");
    }

    @Test
    void versionIsOneLine() {
        try (Run run = Run.of("--version")) {
            assertThat(run.status()).isZero();
            assertThat(run.out()).startsWith("tracker6 ").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'[::]:80', Permission denied, CAP_NET_BIND_SERVICE",
        "'192.0.2.1:1023', Permission denied, CAP_NET_BIND_SERVICE",
        "'[::]:6969', Address already in use, ss -lntup",
        "'192.0.2.1:6969', 'Cannot assign requested address', ip address",
    })
    void failureOfAPortSaysWhatToDo(String address, String reason, String hint) {
        assertThat(StartFailure.hint(address, reason)).startsWith("; ").contains(hint);
        assertThat(StartFailure.hint("[::]:6969", "Permission denied")).isEmpty();
    }

    @Test
    void busyPortIsOneLineThatNamesItAndStatus1() throws IOException {
        try (DatagramChannel other =
                DatagramChannel.open().bind(Endpoint.parse("127.0.0.1:0").socketAddress())) {
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();

            try (Run run = Run.of("--http", "127.0.0.1:0", "--udp", "127.0.0.1:" + port)) {
                assertThat(run.err())
                        .startsWith("tracker6: can't serve UDP on 127.0.0.1:" + port + ": ")
                        .hasLineCount(1);
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.out()).isEmpty();
                assertThat(run.tracker()).isNull();
            }
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String resource(String name) {
        try (var stream = ServeCommandTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
