package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.claims.ClaimPolicy;
import io.github.tracker6.claims.ProbeScope;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServeSettingsTest {
    private static final String[] COMMAND_LINE = {
        "--http=[2001:db8::1]:80",
        "--http=192.0.2.1:81",
        "--udp=[::]:6970",
        "--https=[2001:db8::1]:443",
        "--tls-cert=chain.pem",
        "--tls-key=key.pem",
        "--trusted-proxy=192.0.2.7",
        "--trusted-proxy=2001:db8:1::/48",
        "--proxy-protocol=192.0.2.1:81",
        "--admin=[::1]:7070",
        "--full-scrape=admin",
        "--public-page",
        "--announce-host=tracker.example.org",
        "--store=redis-sentinel://user:hush@[2001:db8::7],192.0.2.7:7/0#main",
        "--redis-prefix=x:",
        "--interval=90s",
        "--numwant=7",
        "--numwant-max=70",
        "--max-swarms=11",
        "--max-peers=22",
        "--max-peers-per-swarm=33",
        "--workers=3",
        "--lan",
        "--no-rate-limit",
        "--network-prefix=20,56",
        "--allow=allow.txt",
        "--deny=deny.txt",
        "--torrents=images",
        "--torrents=/srv/more",
        "--state=state",
        "--state-interval=5s",
        "--family-policy=same-family",
        "--claims=trust:192.0.2.0/24,2001:db8::/32",
        "--reachability=all",
        "--probe-from=2001:db8::9",
        "--pin=0123456789abcdef0123456789abcdef01234567=[2001:db8::7]:7,192.0.2.7:7",
        "--pin=ffffffffffffffffffffffffffffffffffffffff=192.0.2.8:8",
        "--pin-all=seed.example.org:6881",
        "--pin-all=[2001:db8::9]:9",
        "--pins=pins.txt",
    };
    private static final String YAML = """
            http: ["[2001:db8::1]:80", 192.0.2.1:81]
            udp: "[::]:6970"
            https: "[2001:db8::1]:443"
            tls-cert: chain.pem
            tls-key: key.pem
            trusted-proxy: [192.0.2.7, "2001:db8:1::/48"]
            proxy-protocol: 192.0.2.1:81
            admin: "[::1]:7070"
            full-scrape: admin
            public-page: true
            announce-host: tracker.example.org
            store: redis-sentinel://user:hush@[2001:db8::7],192.0.2.7:7/0#main
            redis-prefix: "x:"
            interval: 90s
            numwant: 7
            numwant-max: 70
            max-swarms: 11
            max-peers: 22
            max-peers-per-swarm: 33
            workers: 3
            lan: true
            no-rate-limit: true
            network-prefix: 20,56
            allow: allow.txt
            deny: deny.txt
            torrents: [images, /srv/more]
            state: state
            state-interval: 5s
            family-policy: same-family
            claims: trust:192.0.2.0/24,2001:db8::/32
            reachability: all
            probe-from: "2001:db8::9"
            pin:
              - 0123456789abcdef0123456789abcdef01234567=[2001:db8::7]:7,192.0.2.7:7
              - ffffffffffffffffffffffffffffffffffffffff=192.0.2.8:8
            pin-all: [seed.example.org:6881, "[2001:db8::9]:9"]
            pins: pins.txt
            """;

    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final InfoHash OTHER = InfoHash.fromHex("ffffffffffffffffffffffffffffffffffffffff");

    @TempDir
    Path folder;

    @Test
    void everyOptionArrives() {
        assertThat(settings(COMMAND_LINE))
                .isEqualTo(new ServeSettings(
                        List.of(address("[2001:db8::1]:80"), address("192.0.2.1:81")),
                        List.of(address("[::]:6970")),
                        new HttpEdge(
                                List.of(address("[2001:db8::1]:443")),
                                Path.of("chain.pem"),
                                Path.of("key.pem"),
                                List.of(Cidr.parse("192.0.2.7"), Cidr.parse("2001:db8:1::/48")),
                                List.of(address("192.0.2.1:81"))),
                        new AdminSettings(List.of(address("[::1]:7070")), FullScrape.ADMIN, true),
                        "tracker.example.org",
                        new StoreLocation("redis-sentinel://user:hush@[2001:db8::7],192.0.2.7:7/0#main"),
                        "x:",
                        Duration.ofSeconds(90),
                        7,
                        70,
                        11,
                        22,
                        33,
                        3,
                        true,
                        false,
                        true,
                        new NetworkPrefix(20, 56),
                        Path.of("allow.txt"),
                        Path.of("deny.txt"),
                        List.of(Path.of("images"), Path.of("/srv/more")),
                        Path.of("state"),
                        Duration.ofSeconds(5),
                        FamilyPolicy.SAME_FAMILY,
                        new ClaimRule(
                                ClaimPolicy.TRUST, List.of(Cidr.parse("192.0.2.0/24"), Cidr.parse("2001:db8::/32"))),
                        ProbeScope.ALL,
                        address("[2001:db8::9]:0").getAddress(),
                        new PinSettings(
                                List.of(
                                        new Pin(TORRENT, List.of(endpoint("192.0.2.7:7"), endpoint("[2001:db8::7]:7"))),
                                        new Pin(OTHER, List.of(endpoint("192.0.2.8:8")))),
                                List.of(
                                        new SeedHost("seed.example.org", 6881, List.of()),
                                        new SeedHost("", 0, List.of(endpoint("[2001:db8::9]:9")))),
                                Path.of("pins.txt"),
                                true,
                                true)));
    }

    @Test
    void fileSaysTheSameAsTheCommandLineAndItsRelativePathsGoByItsFolder() throws Exception {
        String[] fromHere = Stream.of(COMMAND_LINE)
                .map(each -> each.replaceFirst(
                        "^(--(tls-cert|tls-key|allow|deny|torrents|state|pins)=)([^/])", "$1" + folder + "/$3"))
                .toArray(String[]::new);

        assertThat(settings("--config", write(YAML))).isEqualTo(settings(fromHere));
    }

    @Test
    void commandLineWinsAndReplacesLists() throws Exception {
        ServeSettings settings = settings(
                "--config", write(YAML), "--http=[::1]:0", "--proxy-protocol=[::1]:0", "--interval", "1h", "--lan");

        assertThat(settings.http()).containsExactly(address("[::1]:0"));
        assertThat(settings.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.lan()).isTrue();
        assertThat(settings.numWant()).isEqualTo(7);
    }

    @Test
    void commandLineMayTurnOnWhatTheFileTurnsOffAndViceVersa() throws Exception {
        String file = write("no-http: true\nudp: 192.0.2.1:1\nlan: false\n");

        ServeSettings settings = settings("--config", file, "--http", "192.0.2.1:2", "--no-udp");

        assertThat(settings.http()).containsExactly(address("192.0.2.1:2"));
        assertThat(settings.udp()).isEmpty();
        assertThat(settings.lan()).isFalse();
    }

    @Test
    void emptyFileAndNoArgumentsMeanTheDefaults() throws Exception {
        ServeSettings settings = settings("--config", write("# nothing yet\n"));

        assertThat(settings).isEqualTo(settings());
        assertThat(settings.http()).containsExactly(address("[::]:6969"));
        assertThat(settings.udp()).containsExactly(address("[::]:6969"));
        assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.rateLimit()).isTrue();
        assertThat(settings.torrents()).isEmpty();
        assertThat(settings.state()).isNull();
        assertThat(settings.stateInterval()).isEqualTo(Duration.ofSeconds(45));
        assertThat(settings.store()).isEqualTo(StoreLocation.MEMORY);
        assertThat(settings.redisPrefix()).isEqualTo("t6:");
        assertThat(settings.familyPolicy()).isEqualTo(FamilyPolicy.IPV6_FIRST);
        assertThat(settings.claims().policy()).isEqualTo(ClaimPolicy.PAIR);
        assertThat(settings.reachability()).isEqualTo(ProbeScope.OFF);
        assertThat(settings.probeFrom()).isNull();
        assertThat(settings.pins().isEmpty()).isTrue();
    }

    @Test
    void fullScrapesAreOffUnlessTheyAreTurnedOn() throws Exception {
        assertThat(settings().admin()).isEqualTo(new AdminSettings(List.of(), FullScrape.OFF, false));
        assertThat(settings("--full-scrape", "all").admin().fullScrape()).isEqualTo(FullScrape.ALL);
        assertThat(settings("--config", write("full-scrape: off\n")).admin().fullScrape())
                .isEqualTo(FullScrape.OFF);
        assertThat(settings("--no-http", "--full-scrape", "all", "--admin", "[::1]:7070")
                        .admin()
                        .addresses())
                .containsExactly(address("[::1]:7070"));
    }

    @Test
    void addressesForTheOperatorThatTheInternetMayReachAreKnown() {
        assertThat(settings("--admin=[::1]:1").admin().warnings()).isEmpty();
        assertThat(settings("--admin=10.0.0.1:1").admin().warnings()).isEmpty();
        assertThat(settings("--admin=[fd00::1]:1").admin().warnings()).isEmpty();
        assertThat(settings("--admin=[::]:1").admin().warnings()).hasSize(1);
        assertThat(settings("--admin=0.0.0.0:1").admin().warnings()).hasSize(1);
        assertThat(settings("--admin=[2620:fe::9]:1").admin().warnings()).hasSize(1);
    }

    @Test
    void fairSharesCanBeTurnedOff() throws Exception {
        assertThat(settings().fairShares()).isTrue();
        assertThat(settings().networkPrefix()).isEqualTo(new NetworkPrefix(24, 48));
        assertThat(settings("--network-prefix=/8,/16").networkPrefix()).isEqualTo(new NetworkPrefix(8, 16));
        assertThat(settings("--network-prefix=32,64").networkPrefix()).isEqualTo(new NetworkPrefix(32, 64));
        assertThat(settings("--no-fair-shares").fairShares()).isFalse();
        assertThat(settings("--config", write("no-fair-shares: true\n")).fairShares())
                .isFalse();
    }

    @Test
    void everyFamilyPolicyHasItsWord() {
        assertThat(settings("--family-policy", "ipv6-first").familyPolicy()).isEqualTo(FamilyPolicy.IPV6_FIRST);
        assertThat(settings("--family-policy", "balanced").familyPolicy()).isEqualTo(FamilyPolicy.BALANCED);
        assertThat(settings("--family-policy", "same-family").familyPolicy()).isEqualTo(FamilyPolicy.SAME_FAMILY);
    }

    @Test
    void everyRuleForClaimsHasItsWord() {
        assertThat(settings("--claims", "ignore").claims().policy()).isEqualTo(ClaimPolicy.IGNORE);
        assertThat(settings("--claims", "pair").claims().policy()).isEqualTo(ClaimPolicy.PAIR);
        assertThat(settings("--claims", "verify", "--allow", "a").claims().policy())
                .isEqualTo(ClaimPolicy.VERIFY);
        assertThat(settings("--claims", "verify", "--torrents", "a").claims().policy())
                .isEqualTo(ClaimPolicy.VERIFY);
        assertThat(settings("--claims", "trust:::1").claims())
                .isEqualTo(new ClaimRule(ClaimPolicy.TRUST, List.of(Cidr.parse("::1"))));
    }

    @Test
    void everyScopeOfProbesHasItsWord() throws Exception {
        assertThat(settings("--reachability", "off", "--allow", "a").reachability())
                .isEqualTo(ProbeScope.OFF);
        assertThat(settings("--reachability", "dual").reachability()).isEqualTo(ProbeScope.DUAL_STACK);
        assertThat(settings("--reachability", "all").reachability()).isEqualTo(ProbeScope.ALL);
        assertThat(settings("--config", write("allow: a\nreachability: off\n")).reachability())
                .isEqualTo(ProbeScope.OFF);
    }

    @Test
    void pinsAreDialledUnlessProbesAreTurnedOff() throws Exception {
        String pin = OTHER + "=[2001:db8::9]:9";
        assertThat(settings("--pin", pin).pins().dials()).isTrue();
        assertThat(settings("--pin", pin, "--reachability", "all").pins().dials())
                .isTrue();
        assertThat(settings("--pin", pin, "--reachability", "off").pins().dials())
                .isFalse();
        assertThat(settings("--pin", pin, "--config", write("reachability: off\n"))
                        .pins()
                        .dials())
                .isFalse();
    }

    @Test
    void aListOfTorrentsTurnsProbesOn() {
        assertThat(settings("--allow", "a").reachability()).isEqualTo(ProbeScope.DUAL_STACK);
        assertThat(settings("--torrents", "a").reachability()).isEqualTo(ProbeScope.DUAL_STACK);
        assertThat(settings("--deny", "a").reachability()).isEqualTo(ProbeScope.OFF);
    }

    @Test
    void aSeedOfAllTorrentsNeedsAList() {
        assertThat(settings("--pin-all", "a:1", "--allow", "a").pins().isListed())
                .isTrue();
        assertThat(settings("--pin-all", "a:1", "--torrents", "a").pins().isListed())
                .isTrue();
        assertThat(settings("--pins", "pins.txt").pins().isListed()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("--pin-all", "a:1", "--deny", "a"))
                .withMessageStartingWith("--pin-all needs --torrents or --allow");
    }

    @Test
    void commandLineReplacesThePinsOfTheFile() throws Exception {
        ServeSettings settings = settings("--config", write(YAML), "--pin", OTHER + "=[2001:db8::9]:9");

        assertThat(settings.pins().pins()).containsExactly(new Pin(OTHER, List.of(endpoint("[2001:db8::9]:9"))));
    }

    @Test
    void commandLineReplacesTheStoreOfTheFile() throws Exception {
        String file = write("store: redis://192.0.2.7\n");

        assertThat(settings("--config", file).store().redisUri()).isEqualTo("redis://192.0.2.7");
        assertThat(settings("--config", file, "--store", "memory").store()).isEqualTo(StoreLocation.MEMORY);
    }

    @Test
    void environmentNamesAStoreToo() {
        Map<String, String> environment = Map.of(StoreLocation.VARIABLE, "redis-cluster://[2001:db8::7]");

        assertThat(StoreLocation.of(environment).redisUri()).isEqualTo("redis-cluster://[2001:db8::7]");
        assertThat(StoreLocation.of(Map.of())).isEqualTo(StoreLocation.MEMORY);
        assertThat(StoreLocation.of(Map.of(StoreLocation.VARIABLE, ""))).isEqualTo(StoreLocation.MEMORY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.of(Map.of(StoreLocation.VARIABLE, "redis://:hush@")))
                .withMessageStartingWith("TRACKER6_STORE: neither memory nor a Redis: ")
                .withMessageNotContaining("hush");
    }

    @Test
    void settingsShowNoPassword() {
        assertThat(settings(COMMAND_LINE).toString()).contains("store=Redis").doesNotContain("hush");
    }

    @Test
    void localhostIsTheLoopbackAddressOfEachFamily() {
        assertThat(settings("--udp", "localhost:7").udp())
                .contains(address("127.0.0.1:7"))
                .allMatch(each -> each.getPort() == 7 && each.getAddress().isLoopbackAddress());
    }

    @ParameterizedTest
    @CsvSource({"1s, 31s", "10s, 40s", "60s, 90s", "2m, 3m", "30m, 45m", "24h, 36h"})
    void peerOutlivesItsIntervalByHalfAndAtLeast30Seconds(String interval, String ttl) {
        assertThat(settings("--interval", interval).peerTtl()).isEqualTo(new DurationConverter().convert(ttl));
    }

    @Test
    void lanIsAdmittedWhereOnlyLoopbackCanReach() {
        ServeSettings settings =
                settings("--http", "[::1]:0", "--http", "127.0.0.2:0", "--udp", "[::1]:0", "--udp", "192.0.2.1:0");

        assertThat(settings.admitsLanOverHttp()).isTrue();
        assertThat(settings.admitsLanOverUdp()).isFalse();
        assertThat(settings().admitsLanOverHttp()).isFalse();
        assertThat(settings("--lan").admitsLanOverHttp()).isTrue();
        assertThat(settings("--no-udp").isOfLan()).isFalse();
        assertThat(settings("--http=[::1]:7070").isOfLan()).isFalse();
        assertThat(settings("--http=[::1]:7070", "--no-udp").isOfLan()).isTrue();
        assertThat(settings("--http=[::1]:7070", "--no-udp", "--trusted-proxy=::1")
                        .isOfLan())
                .isFalse();
        assertThat(settings("--lan").isOfLan()).isTrue();
    }

    @Test
    void behindAProxyLanIsAdmittedOnRequestAlone() {
        String[] proxied = {"--http", "[::1]:0", "--udp", "[::1]:0", "--trusted-proxy", "::1"};
        assertThat(settings(proxied).admitsLanOverHttp()).isFalse();
        assertThat(settings(proxied).admitsLanOverUdp()).isTrue();
        assertThat(settings("--lan", "--http", "[::1]:0", "--trusted-proxy", "::1")
                        .admitsLanOverHttp())
                .isTrue();
    }

    @Test
    void proxyProtocolWithoutAValueIsForEveryListener() throws Exception {
        String[] listeners = {"--http=[::1]:1", "--http=127.0.0.1:2", "--trusted-proxy=::1"};
        List<InetSocketAddress> both = List.of(address("[::1]:1"), address("127.0.0.1:2"));
        assertThat(settings(Stream.concat(Stream.of(listeners), Stream.of("--proxy-protocol"))
                                .toArray(String[]::new))
                        .edge()
                        .proxyProtocol())
                .isEqualTo(both);
        String file = "trusted-proxy: \"::1\"\nhttp: [\"[::1]:1\", \"127.0.0.1:2\"]\nproxy-protocol: ";
        assertThat(settings("--config", write(file + "true")).edge().proxyProtocol())
                .isEqualTo(both);
        assertThat(settings("--config", write(file + "false")).edge().proxyProtocol())
                .isEmpty();
        assertThat(settings("--config", write(file + "127.0.0.1:2")).edge().proxyProtocol())
                .containsExactly(address("127.0.0.1:2"));
    }

    private static ServeSettings settings(String... args) {
        ServeOptions options = new ServeOptions();
        return ServeCommand.settings(options, new CommandLine(options).parseArgs(args));
    }

    private static Endpoint endpoint(String text) {
        return Endpoint.parse(text);
    }

    private static InetSocketAddress address(String text) {
        return Endpoint.parse(text).socketAddress();
    }

    private String write(String yaml) throws Exception {
        return Files.writeString(folder.resolve("server.yaml"), yaml).toString();
    }
}
