package io.github.tracker6.standalone;

import static io.github.tracker6.engine.TrackerBuilder.DEFAULT_NUM_WANT;
import static io.github.tracker6.engine.TrackerBuilder.DEFAULT_NUM_WANT_LIMIT;
import static io.github.tracker6.engine.TrackerBuilder.MAX_NUM_WANT_LIMIT;
import static io.github.tracker6.redis.RedisSwarmStoreBuilder.DEFAULT_KEY_PREFIX;
import static io.github.tracker6.store.StoreOptions.DEFAULT_MAX_PEERS;
import static io.github.tracker6.store.StoreOptions.DEFAULT_MAX_PEERS_PER_SWARM;
import static io.github.tracker6.store.StoreOptions.DEFAULT_MAX_SWARMS;
import static io.github.tracker6.store.StoreOptions.MAX_PEERS_PER_SWARM;

import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.claims.ClaimPolicy;
import io.github.tracker6.internal.Require;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.server.TrackerServerBuilder;
import io.github.tracker6.standalone.cli.PathConverter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of {@code serve}. Each but {@code --config} and {@code --check} is also a key of the configuration file. */
final class ServeOptions {
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    private static final Duration MAX_STATE_INTERVAL = Duration.ofHours(1);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "A YAML file with any of the options below.")
    @Nullable
    Path config;

    @Option(
            names = "--check",
            description =
                    "Read all that a start reads, print what the tracker would do, and end: with status 0 if it can be"
                            + " started, 1 or 2 if not.")
    boolean check;

    /** What stands on the command line and in the configuration file; null before that is read. */
    @Nullable
    ParseResult parsed;

    /** What the file of {@code --config} says; null where there is none, or it was not read yet. */
    @Nullable
    ConfigFile configFile;

    /** The options of the file whose values are from the command line. */
    Set<String> overridden = Set.of();

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description = "Serve HTTP here; can be repeated. Default: [::]:6969, both families.")
    @Nullable
    List<ListenAddress> http;

    @Option(
            names = "--udp",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            description = "Serve UDP here; can be repeated. Default: [::]:6969, both families.")
    @Nullable
    List<ListenAddress> udp;

    @Option(names = "--no-http", description = "Serve no plain HTTP.")
    boolean noHttp;

    @Option(names = "--no-udp", description = "Serve no UDP.")
    boolean noUdp;

    @Mixin
    final HttpEdgeOptions edge = new HttpEdgeOptions();

    @Mixin
    final AdminOptions admin = new AdminOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Option(
            names = "--store",
            paramLabel = "WHERE",
            converter = StoreLocation.Converter.class,
            description = {
                "Where swarms are kept. Default: memory. A Redis can be shared by any number of trackers;"
                        + " rediss is TLS.",
                "redis://[USER:PASSWORD@]HOST[:PORT][/DB]",
                "redis-sentinel://HOST,HOST#MASTER",
                "redis-cluster://HOST,HOST"
            })
    @Nullable
    StoreLocation store;

    @Option(
            names = "--redis-prefix",
            paramLabel = "P",
            description = "What all keys in Redis begin with. Default: " + DEFAULT_KEY_PREFIX)
    @Nullable
    String redisPrefix;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "30m",
            converter = DurationConverter.class,
            description = "How often clients shall announce, such as 90s, 30m, 1h. Default: 30m.")
    Duration interval = Duration.ZERO;

    @Option(
            names = "--numwant",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_NUM_WANT,
            description = "Peers for a client that names no number. Default: ${DEFAULT-VALUE}.")
    int numWant;

    @Option(
            names = "--numwant-max",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_NUM_WANT_LIMIT,
            description = "Peers that a client gets at most. Default: ${DEFAULT-VALUE}.")
    int numWantMax;

    @Option(
            names = "--max-swarms",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_MAX_SWARMS,
            description = "Swarms; past it new ones are answered, but not listed. Default: ${DEFAULT-VALUE}.")
    int maxSwarms;

    @Option(
            names = "--max-peers",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_MAX_PEERS,
            description = "Peers over all swarms. Default: ${DEFAULT-VALUE}.")
    int maxPeers;

    @Option(
            names = "--max-peers-per-swarm",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_MAX_PEERS_PER_SWARM,
            description = "Peers in one swarm. Default: ${DEFAULT-VALUE}.")
    int maxPeersPerSwarm;

    @Option(names = "--workers", paramLabel = "N", description = "Threads of each protocol. Default: one per core.")
    @Nullable
    Integer workers;

    @Option(names = "--lan", description = "Admit peers with private, link-local and loopback addresses.")
    boolean lan;

    @Option(
            names = "--no-fair-shares",
            description = "List what one network offers up to the limits above, even where it leaves others no room.")
    boolean noFairShares;

    @Option(
            names = "--network-prefix",
            paramLabel = "IPV4,IPV6",
            converter = NetworkPrefix.Converter.class,
            description = "What a network is for fair shares: the lengths of its prefixes, 8 to 32 and 16 to 64."
                    + " Default: 24,48.")
    @Nullable
    NetworkPrefix networkPrefix;

    @Option(
            names = "--no-rate-limit",
            description = "Answer clients at any rate, over HTTP and UDP: for load tests, or behind carrier NAT.")
    boolean noRateLimit;

    @Option(
            names = "--allow",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "Serve only the torrents on this list: one info hash per line, then any"
                    + " text. Read again when it changes, and at SIGHUP.")
    @Nullable
    Path allow;

    @Option(
            names = "--deny",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "Do not serve the torrents on this list; as --allow.")
    @Nullable
    Path deny;

    @Option(
            names = "--torrents",
            paramLabel = "DIR",
            converter = PathConverter.class,
            description = "Serve only the torrents of the torrent files in this folder and below, and those of --allow;"
                    + " can be repeated. Changes are served within seconds; a torrent whose file is removed, for another"
                    + " hour.")
    @Nullable
    List<Path> torrents;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            converter = PathConverter.class,
            description = "Keep swarms, counts of downloads and keys here over a restart. Made if it is missing."
                    + " One tracker has it at a time.")
    @Nullable
    Path state;

    @Option(
            names = "--state-interval",
            paramLabel = "TIME",
            defaultValue = "45s",
            converter = DurationConverter.class,
            description = "How often the state is saved; it is saved at the end, too. Default: 45s.")
    Duration stateInterval = Duration.ZERO;

    @Option(
            names = "--family-policy",
            paramLabel = "POLICY",
            defaultValue = "ipv6-first",
            converter = FamilyPolicyConverter.class,
            description =
                    "How answers choose between families: ipv6-first, balanced, same-family. Default: ipv6-first.")
    FamilyPolicy familyPolicy = FamilyPolicy.IPV6_FIRST;

    @Option(
            names = "--claims",
            paramLabel = "RULE",
            defaultValue = "pair",
            converter = ClaimRule.Converter.class,
            description = {
                "What a claimed address is worth. Default: pair.",
                "ignore: nothing",
                "pair: peers of its family for the claimer",
                "verify: handed out after a handshake; needs --torrents or --allow",
                "trust:CIDR[,CIDR...]: handed out for these networks"
            })
    ClaimRule claims = new ClaimRule(ClaimPolicy.PAIR, List.of());

    @Option(
            names = "--reachability",
            paramLabel = "off|dual|all",
            converter = ReachabilityScope.Converter.class,
            description = {
                "Whose IPv6 endpoints are probed from outside. Default: dual with --torrents or --allow,"
                        + " else off.",
                "off: no host's; if given, no --pin is dialled either",
                "dual: of hosts with both families",
                "all: of all hosts with IPv6"
            })
    @Nullable
    ReachabilityScope reachability;

    @Option(
            names = "--probe-from",
            paramLabel = "IPV6-ADDRESS",
            converter = ProbeAddress.Converter.class,
            description = "Probe from this IPv6 address of the machine. Keep it out of DNS, so that no client announces"
                    + " to it. Then uTP is tried with clients of UDP trackers, too.")
    @Nullable
    ProbeAddress probeFrom;

    @Mixin
    final PinOptions pins = new PinOptions();

    /**
     * Checks what no single value shows.
     *
     * @throws IllegalArgumentException naming the option
     */
    ServeSettings settings() {
        DurationConverter.requireRange("--interval", interval, MAX_INTERVAL);
        Require.range("--numwant-max", numWantMax, 1, MAX_NUM_WANT_LIMIT);
        Require.range("--numwant", numWant, 0, MAX_NUM_WANT_LIMIT);
        if (numWant > numWantMax) {
            throw new IllegalArgumentException("--numwant " + numWant + " is above --numwant-max " + numWantMax
                    + "; lower it, or raise the other");
        }
        Require.range("--max-swarms", maxSwarms, 1, Integer.MAX_VALUE);
        Require.range("--max-peers", maxPeers, 1, Integer.MAX_VALUE);
        StoreLocation location = store == null ? StoreLocation.of(System.getenv()) : store;
        Require.range("--max-peers-per-swarm", maxPeersPerSwarm, 1, MAX_PEERS_PER_SWARM);
        int threads = workers == null
                ? Math.min(
                        TrackerServerBuilder.MAX_WORKERS, Runtime.getRuntime().availableProcessors())
                : workers;
        Require.range("--workers", threads, 1, TrackerServerBuilder.MAX_WORKERS);
        DurationConverter.requireRange("--state-interval", stateInterval, MAX_STATE_INTERVAL);
        if (noHttp && noUdp && edge.https == null) {
            throw new IllegalArgumentException(
                    "--no-http and --no-udp leave nothing to serve; remove one, or add --https");
        }
        if (claims.policy() == ClaimPolicy.VERIFY && allow == null && torrents == null) {
            throw new IllegalArgumentException(
                    "--claims verify needs --torrents or --allow: without a list of torrents, a client could make the"
                            + " tracker probe any address");
        }
        if (networkPrefix != null && noFairShares) {
            throw new IllegalArgumentException(
                    "--network-prefix is for fair shares, which --no-fair-shares turns off; leave one of them out");
        }
        List<InetSocketAddress> httpListeners = listener("http", http, noHttp);
        List<InetSocketAddress> udpListeners = listener("udp", udp, noUdp);
        output.requireOneLevelEach();
        HttpEdge httpEdge = edge.edge(httpListeners);
        if (probeFrom != null) {
            probeFrom.requireNoListener(httpListeners);
            probeFrom.requireNoListener(httpEdge.https());
            probeFrom.requireNoListener(udpListeners);
        }
        return new ServeSettings(
                httpListeners,
                udpListeners,
                httpEdge,
                admin.settings(Stream.concat(httpListeners.stream(), httpEdge.https().stream())
                        .toList()),
                output.announceHost,
                location,
                keyPrefix(location),
                interval,
                numWant,
                numWantMax,
                maxSwarms,
                maxPeers,
                maxPeersPerSwarm,
                threads,
                lan,
                !noRateLimit,
                !noFairShares,
                networkPrefix == null ? NetworkPrefix.DEFAULT : networkPrefix,
                allow,
                deny,
                torrents == null ? List.of() : torrents,
                state,
                stateInterval,
                familyPolicy,
                claims,
                ReachabilityScope.orDefault(reachability, allow != null || torrents != null),
                probeFrom == null ? null : probeFrom.address(),
                pins.settings(allow != null || torrents != null, reachability));
    }

    /** Returns the options that are given, in the order of {@code --help}. */
    List<OptionSpec> given() {
        return parsed == null
                ? List.of()
                : parsed.commandSpec().options().stream()
                        .filter(parsed::hasMatchedOption)
                        .toList();
    }

    /** Returns a message about these options, with the place in the configuration file that it is about. */
    String located(String message) {
        return configFile == null ? message : configFile.located(message, overridden);
    }

    private String keyPrefix(StoreLocation location) {
        if (redisPrefix == null) {
            return DEFAULT_KEY_PREFIX;
        }
        if (!location.isRedis()) {
            throw new IllegalArgumentException(
                    "--redis-prefix needs a Redis in --store, such as redis://[2001:db8::7]");
        }
        try {
            RedisSwarmStore.builder().keyPrefix(redisPrefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--redis-prefix " + String.valueOf(e.getMessage()).replaceFirst("^keyPrefix ", ""), e);
        }
        return redisPrefix;
    }

    private static List<InetSocketAddress> listener(String name, @Nullable List<ListenAddress> given, boolean off) {
        if (off && given != null) {
            throw new IllegalArgumentException(
                    "--" + name + " and --no-" + name + " contradict each other; remove one");
        }
        if (off) {
            return List.of();
        }
        List<InetSocketAddress> addresses = given == null
                ? ListenAddress.parse("[::]:6969").addresses()
                : given.stream().flatMap(each -> each.addresses().stream()).toList();
        ListenAddress.requireDisjoint("--" + name, addresses);
        return addresses;
    }
}
