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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nonsense                          | Unknown option: '--nonsense'",
                "stray                               | Unmatched argument at index 0: 'stray'",
                "--http=example.org:6969             | '--http' (HOST:PORT): 'example.org:6969' is no address",
                "--http=[::]                         | '[::]' is no address and port",
                "--udp=127.0.0.1:65536               | '127.0.0.1:65536' is no address and port",
                "--udp=2001:db8::1                   | '2001:db8::1' is no address and port",
                "--udp=localhost:99999               | 'localhost:99999' is no address and port",
                "--udp=[::]:1 --udp=127.0.0.1:1      | --udp: [::]:1 and 127.0.0.1:1 overlap",
                "--http=[::1]:1 --http=[::1]:1       | --http: [::1]:1 and [::1]:1 overlap",
                "--http=[::1]:0 --no-http            | --http and --no-http contradict each other",
                "--udp=[::1]:0 --no-udp              | --udp and --no-udp contradict each other",
                "--no-http --no-udp                  | leave nothing to serve",
                "--https=[::1]:0                     | --https needs --tls-cert and --tls-key; both may name the same file",
                "--https=[::1]:0 --tls-cert=a        | --https needs --tls-cert and --tls-key",
                "--tls-cert=a                        | --tls-cert needs --https, the address to serve HTTPS on",
                "--tls-key=a                         | --tls-key needs --https",
                "--https=[::]:6969 --tls-cert=a --tls-key=a | --http and --https: [::]:6969 and [::]:6969 overlap",
                "--https=[::1]:0 --tls-cert=/no/a --tls-key=/no/b | --tls-cert: /no/a: no such file",
                "--trusted-proxy=proxy.example.org   | '--trusted-proxy' (CIDR): 'proxy.example.org' is no address block",
                "--trusted-proxy=10.0.0.1/8          | '10.0.0.1/8' has bits set behind its prefix; write the proxy's",
                "--trusted-proxy=::/0                | '::/0' is every address: each client could choose its own",
                "--trusted-proxy=::1 --no-http       | --trusted-proxy is for HTTP, which is not served",
                "--proxy-protocol                    | --proxy-protocol needs --trusted-proxy: only a proxy that you",
                "--proxy-protocol=haproxy --trusted-proxy=::1 | 'haproxy' is no listener such as [::1]:6969",
                "--proxy-protocol=[::1]:6969 --trusted-proxy=::1 | [::1]:6969: HTTP is not served there; write the"
                        + " listener as --http or --https has it",
                "--proxy-protocol --no-http          | --proxy-protocol is for HTTP, which is not served",
                "--store=disk                        | '--store': neither memory nor a Redis: the store's URI",
                "--store=                            | '--store': neither memory nor a Redis: the store's URI",
                "--store=redis://[::1]:0             | '--store': neither memory nor a Redis: the store's URI",
                "--store=redis-sentinel://[::1]      | '--store': neither memory nor a Redis: the name of the",
                "--redis-prefix=x:                   | --redis-prefix needs a Redis in --store",
                "--store=redis://[::1] --redis-prefix={x} | --redis-prefix: keyPrefix needs 1 to 64 characters",
                "--interval=30                       | '--interval': '30' is no duration such as 90s, 30m or 1h",
                "--interval=-1m                      | '-1m' is no duration",
                "--interval=0s                       | --interval is outside 1s to 24h",
                "--interval=25h                      | --interval is outside 1s to 24h",
                "--state-interval=0s                 | --state-interval is outside 1s to 1h",
                "--state-interval=61m                | --state-interval is outside 1s to 1h",
                "--numwant=many                      | '--numwant': 'many' is not an int",
                "--numwant=-1                        | --numwant -1 is outside 0 to 2000",
                "--numwant=201                       | --numwant 201 is above --numwant-max 200",
                "--numwant-max=0                     | --numwant-max 0 is outside 1 to 2000",
                "--numwant-max=2001                  | --numwant-max 2001 is outside 1 to 2000",
                "--max-swarms=0                      | --max-swarms 0 is outside 1",
                "--max-peers=0                       | --max-peers 0 is outside 1",
                "--max-peers-per-swarm=16000001      | --max-peers-per-swarm 16000001 is outside 1 to 16000000",
                "--workers=0                         | --workers 0 is outside 1 to 256",
                "--workers=257                       | --workers 257 is outside 1 to 256",
                "--workers                           | Missing required parameter for option '--workers'",
                "--full-scrape=on                    | '--full-scrape': 'on' is neither off nor admin nor all",
                "--full-scrape=admin                 | --full-scrape admin needs --admin, the address to answer it on",
                "--full-scrape=all --no-http         | --full-scrape all is for HTTP, which is not served",
                "--admin=[::1]:6969                  | --http, --https and --admin: [::]:6969 and [::1]:6969 overlap",
                "--admin=example.org:80              | 'example.org:80' is no address and port such as",
                "--network-prefix=24                 | '24' is no pair of prefix lengths, IPv4 and IPv6, such as 24,48",
                "--network-prefix=7,48               | '--network-prefix': the IPv4 prefix length 7 is outside 8 to 32",
                "--network-prefix=33,48              | the IPv4 prefix length 33 is outside 8 to 32",
                "--network-prefix=24,15              | the IPv6 prefix length 15 is outside 16 to 64",
                "--network-prefix=24,65              | the IPv6 prefix length 65 is outside 16 to 64",
                "--network-prefix=24,48 --no-fair-shares | --network-prefix is for fair shares, which --no-fair-shares turns off",
                "--allow=/no/such/list               | --allow: /no/such/list: no such file",
                "--allow=/                           | --allow: / is a directory; a list is a text file with one info hash per line; to serve the torrent files in a folder, use --torrents",
                "--deny=/                            | --deny: / is a directory; a list is a text file with one info hash per line",
                "--torrents=/no/such/folder          | --torrents: /no/such/folder: no such folder",
                "--torrents=/dev/null                | --torrents: /dev/null is a file; name the folder that holds torrent files. A list of info hashes goes to --allow",
                "--state=                            | '--state': the path is empty",
                "--torrents=                         | '--torrents' (DIR): the path is empty",
                "--config=                           | '--config': the path is empty",
                "--deny=/no/such/list                | --deny: /no/such/list: no such file",
                "--family-policy=ipv4 | '--family-policy': 'ipv4' is neither ipv6-first nor",
                "--family-policy=IPV6_FIRST | 'IPV6_FIRST' is neither",
                "--claims=all | '--claims': 'all' is none of ignore, pair, verify, and trust:",
                "--claims=trust | 'trust' is none of",
                "--claims=trust: | '' is no address block",
                "--claims=trust:192.0.2.1/24 | '192.0.2.1/24' has bits set behind its prefix",
                "--claims=trust:2001:db8::/32,example.org | 'example.org' is no address block",
                "--claims=verify | --claims verify needs --torrents or --allow: without",
                "--claims=verify --deny=/dev/null | --claims verify needs --torrents or --allow",
                "--reachability=on | '--reachability': 'on' is neither off nor dual nor all",
                "--probe-from=192.0.2.1 | '--probe-from': '192.0.2.1' is no IPv6 address such as 2001:db8::7",
                "--probe-from=[::] | '[::]' is no IPv6 address",
                "--probe-from=example.org | 'example.org' is no IPv6 address",
                "--probe-from=2001:db8::7 --udp=[2001:db8::7]:6969 | --probe-from is the address of the listener [2001:db8::7]:6969",
                "--probe-from=2001:db8::7 | --probe-from 2001:db8:0:0:0:0:0:7: this machine has no such address",
                "--pin=192.0.2.1:6881 | '192.0.2.1:6881' is no HASH=ENDPOINT[,ENDPOINT]: '=' is missing",
                "--pin=abc=192.0.2.1:6881 | info hash has 3 characters, not 40",
                "--pin=0123456789abcdef0123456789abcdef01234567= | is no HASH=ENDPOINT[,ENDPOINT]: port is missing",
                "--pin=0123456789abcdef0123456789abcdef01234567=192.0.2.1 | port is missing",
                "--pin=0123456789abcdef0123456789abcdef01234567=192.0.2.1:0 | 192.0.2.1:0 is not an endpoint of IPV4 with a port",
                "--pin=0123456789abcdef0123456789abcdef01234567=example.org:6881 | 'example.org' is not an IP string literal",
                "--pin=0123456789abcdef0123456789abcdef01234567=192.0.2.1:1,192.0.2.2:1 | 192.0.2.2:1 is not an endpoint of IPV6",
                "--pin=0123456789abcdef0123456789abcdef01234567=[::1]:1,192.0.2.1:1,[::2]:1 | more than two endpoints",
                "--pin-all=seed.example.org:6881 | --pin-all needs --torrents or --allow: it is for a seed that has all torrents",
                "--pin-all=seed.example.org | '--pin-all' (HOST:PORT): 'seed.example.org' is no HOST:PORT: the port is missing",
                "--pin-all=seed.example.org:0 | 'seed.example.org:0' is no HOST:PORT: the port is not 1 to 65535",
                "--pin-all=192.0.2.300:6881 | '192.0.2.300:6881' is no HOST:PORT: '192.0.2.300' is not an IP string literal",
                "--pin-all=2001:db8::7 | '2001:db8::7' is no HOST:PORT",
                "--pins=/no/such/pins | --pins: /no/such/pins: no such file",
                "--pins=/ | --pins: / is a directory; pins are a text file with lines such as",
                "--pins= | '--pins': the path is empty",
                "--config=/no/such/config            | /no/such/config: no such file",
            })
    void wrongArgumentIsOneLineThatNamesItAndStatus2(String arguments, String line) {
        try (Run run = Run.of(arguments.split(" +"))) {
            assertThat(run.err()).startsWith("tracker6: ").contains(line).hasLineCount(1);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.tracker()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense: 1              | unknown key 'nonsense'",
                "config: x                | unknown key 'config'",
                "help: true               | unknown key 'help'",
                "interval: 30             | '30' is no duration",
                "interval: [30m, 1h]      | 'interval' takes one value, no list",
                "interval:                | 'interval' has no plain value",
                "http: [[a]]              | 'http' has no plain value",
                "http: [::]:6969          | is no YAML",
                "trusted-proxy: [::1, ::1] | is no YAML",
                "trusted-proxy: proxy      | 'proxy' is no address block",
                "proxy-protocol: maybe     | 'maybe' is no listener such as [::1]:6969",
                "lan: maybe               | 'lan' is neither true nor false",
                "no-http: 1               | 'no-http' is neither true nor false",
                "numwant: 1\\nnumwant: 2  | is no YAML: Duplicate field 'numwant'",
                "- numwant                | is no list of",
                "state: ''                | 'state': the path is empty",
                "torrents: [images, '']   | 'torrents': the path is empty",
                "numwant: {a: 1}          | 'numwant' has no plain value",
                "claims: trust:::/129     | '::/129' has a prefix length outside 0 to 128",
                "pin: [a=b, c]            | 'a=b' is no HASH=ENDPOINT[,ENDPOINT]",
                "reachability: maybe      | 'maybe' is neither off nor dual nor all",
                "family-policy: [a, b]    | 'family-policy' takes one value, no list",
                "max-peers: 99999999999   | '--max-peers': '99999999999' is not an int",
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
                            + ": line 3 does not begin with an info hash of 40 or 64 hex digits"
                            + System.lineSeparator());
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    void torrentFileInPlaceOfAListOrAFolderIsToldWhatToUse() throws IOException {
        String file = write("a.torrent", "d4:infod4:name1:aee").toString();

        try (Run allow = Run.of("--allow", file);
                Run torrents = Run.of("--torrents", file)) {
            assertThat(allow.err())
                    .startsWith("tracker6: --allow: " + file + " is a torrent file; ")
                    .contains("; to serve torrent files, name their folder with --torrents")
                    .hasLineCount(1);
            assertThat(allow.status()).isEqualTo(2);
            assertThat(torrents.err())
                    .isEqualTo("tracker6: --torrents: " + file + " is a file; name the folder that holds torrent files"
                            + System.lineSeparator());
            assertThat(torrents.status()).isEqualTo(2);
        }
    }

    @Test
    void folderThatMayNotBeReadIsToldSo() {
        assertThat(ServedTorrents.reason(new AccessDeniedException("/srv")))
                .isEqualTo("/srv: the tracker may not read it");
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
                .isEqualTo("tracker6: Unmatched argument at index 0: 'stray'" + System.lineSeparator());
        assertThat(Run.of("serve", "serve").err()).startsWith("tracker6: Unmatched argument at index 0: 'serve'");
        assertThat(Run.of("--no-http", "serve").err()).startsWith("tracker6: Unmatched argument at index 1: 'serve'");
    }

    @Test
    void versionIsOneLine() {
        try (Run run = Run.of("--version")) {
            assertThat(run.status()).isZero();
            assertThat(run.out()).startsWith("tracker6 ").hasLineCount(1);
        }
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
