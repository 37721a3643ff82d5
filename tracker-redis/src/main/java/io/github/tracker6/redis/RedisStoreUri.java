package io.github.tracker6.redis;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, as one text. {@code rediss} is {@code redis} over TLS, in each of these; user and password are
 * optional and percent-encoded, IPv6 addresses are in brackets, and a missing port is 6379, of a sentinel 26379:
 *
 * <pre>
 * redis://user:password@host:port/database
 * redis-sentinel://user:password@host:port,host:port/database#master
 * redis-cluster://user:password@host:port,host:port
 * </pre>
 *
 * <p>Options may stand behind a question mark, before the name of the master, joined by {@code &} and percent-encoded:
 * {@code password-file}, {@code password-env} and {@code ca-file}.
 *
 * <p>Immutable. Neither its text nor a failure to parse one shows what was given: it may hold a password.
 */
final class RedisStoreUri {
    private static final Set<String> SINGLE = Set.of("redis", "rediss");
    private static final Set<String> SENTINEL = Set.of("redis-sentinel", "rediss-sentinel");
    private static final Set<String> CLUSTER = Set.of("redis-cluster", "rediss-cluster");
    private static final Pattern PARTS =
            Pattern.compile("(?<scheme>[a-z-]+)://(?:(?<login>.*)@)?(?<hosts>[^/?#@]+)(?:/(?<database>[0-9]*))?"
                    + "(?:\\?(?<options>[^#]*))?(?:#(?<master>[^#]+))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%a-z]+)]|([^:\\[\\]\\s]+))(?::([0-9]{1,5}))?");
    private static final int MAX_DATABASE_DIGITS = 6;
    private static final String PASSWORD_FILE = "password-file";
    private static final String PASSWORD_ENV = "password-env";
    private static final String CA_FILE = "ca-file";
    private static final Set<String> OPTIONS = Set.of(PASSWORD_FILE, PASSWORD_ENV, CA_FILE);

    private final List<RedisURI> uris;
    private final boolean cluster;
    private final @Nullable Path caFile;

    private RedisStoreUri(List<RedisURI> uris, boolean cluster, @Nullable String caFile) {
        this.uris = List.copyOf(uris);
        this.cluster = cluster;
        this.caFile = caFile == null ? null : Path.of(caFile);
    }

    /**
     * Parses one.
     *
     * @throws IllegalArgumentException if it is none of the forms above; the message does not repeat the text
     */
    static RedisStoreUri parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the store's URI is none of redis://host:port/database,"
                    + " redis-sentinel://host:port,host:port/database#master, redis-cluster://host:port,host:port;"
                    + " user:password@ may stand before the host, percent-encoded, and rediss is redis over TLS");
        }
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        String master = parts.group("master");
        int database = database(parts.group("database"));
        List<HostAndPort> hosts = hosts(parts.group("hosts"), SENTINEL.contains(scheme) ? 26_379 : 6_379);
        Map<String, String> options = options(parts.group("options"));
        RedisLogin login = login(parts.group("login"), options);
        if (SENTINEL.contains(scheme) != (master != null)) {
            throw new IllegalArgumentException(
                    "the name of the master (#master) belongs to redis-sentinel, and only there");
        }
        boolean tls = scheme.startsWith("rediss");
        String caFile = options.get(CA_FILE);
        if (caFile != null && !tls) {
            throw new IllegalArgumentException("the store's URI has ca-file, which needs TLS (rediss)");
        }
        if (CLUSTER.contains(scheme)) {
            if (database != 0) {
                throw new IllegalArgumentException("a Redis Cluster has database 0 only");
            }
            List<RedisURI> nodes = new ArrayList<>();
            for (HostAndPort host : hosts) {
                nodes.add(build(RedisURI.builder().withHost(host.host).withPort(host.port), tls, login, 0));
            }
            return new RedisStoreUri(nodes, true, caFile);
        }
        RedisURI.Builder builder = RedisURI.builder();
        if (SENTINEL.contains(scheme) && master != null) {
            builder.withSentinelMasterId(decode(master));
            for (HostAndPort host : hosts) {
                RedisURI sentinel = RedisURI.create(host.host, host.port);
                sentinel.setSsl(tls);
                builder.withSentinel(sentinel);
            }
        } else if (SINGLE.contains(scheme) && hosts.size() == 1) {
            builder.withHost(hosts.get(0).host).withPort(hosts.get(0).port);
        } else {
            throw new IllegalArgumentException(
                    SINGLE.contains(scheme)
                            ? "redis:// names one host; several are redis-sentinel:// or redis-cluster://"
                            : "the store's scheme " + scheme + " is none of redis, rediss, redis-sentinel,"
                                    + " rediss-sentinel, redis-cluster, rediss-cluster");
        }
        return new RedisStoreUri(List.of(build(builder, tls, login, database)), false, caFile);
    }

    /** Returns whether the URIs are nodes of a Cluster. */
    boolean isCluster() {
        return cluster;
    }

    /** Returns the file with the certificates that TLS trusts; null for those of the JDK. */
    @Nullable
    Path caFile() {
        return caFile;
    }

    /** Returns the URIs: one, or those of the nodes of a Cluster. */
    List<RedisURI> uris() {
        return uris;
    }

    @Override
    public String toString() {
        return cluster ? "a Redis Cluster" : "Redis";
    }

    private static RedisURI build(RedisURI.Builder builder, boolean tls, @Nullable RedisLogin login, int database) {
        builder.withSsl(tls).withDatabase(database);
        if (login != null) {
            builder.withAuthentication(RedisCredentialsProvider.from(login));
        }
        return builder.build();
    }

    private static @Nullable RedisLogin login(@Nullable String text, Map<String, String> options) {
        String file = options.get(PASSWORD_FILE);
        String variable = options.get(PASSWORD_ENV);
        int colon = text == null ? -1 : text.indexOf(':');
        boolean hasPassword = colon >= 0 || (text != null && !text.isEmpty() && file == null && variable == null);
        if ((file == null ? 0 : 1) + (variable == null ? 0 : 1) + (hasPassword ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "the store's URI has more than one of password, password-file and password-env");
        }
        if (file != null) {
            return RedisLogin.ofFile(text == null ? "" : decode(text), Path.of(file));
        }
        if (variable != null) {
            return RedisLogin.ofVariable(text == null ? "" : decode(text), variable);
        }
        if (text == null || text.isEmpty()) {
            return null;
        }
        return colon < 0
                ? RedisLogin.of("", decode(text))
                : RedisLogin.of(decode(text.substring(0, colon)), decode(text.substring(colon + 1)));
    }

    private static Map<String, String> options(@Nullable String text) {
        Map<String, String> options = new HashMap<>();
        for (String option : text == null ? new String[0] : text.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (equals < 0 || equals == option.length() - 1 || !OPTIONS.contains(name)) {
                throw new IllegalArgumentException(
                        "the store's URI has an option that is none of password-file=PATH, password-env=NAME, ca-file=PATH");
            }
            options.put(name, decode(option.substring(equals + 1)));
        }
        return options;
    }

    private static int database(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 0;
        }
        if (digits.length() > MAX_DATABASE_DIGITS) {
            throw new IllegalArgumentException("the store's database number is too large");
        }
        return Integer.parseInt(digits);
    }

    private static List<HostAndPort> hosts(String list, int defaultPort) {
        List<HostAndPort> hosts = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            Matcher host = HOST.matcher(item);
            int port = host.matches() && host.group(3) != null ? Integer.parseInt(host.group(3)) : defaultPort;
            if (!host.matches() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("the store's URI has a host that is not host, host:port,"
                        + " [IPv6 address] or [IPv6 address]:port, with a port of 1 to 65,535");
            }
            hosts.add(new HostAndPort(host.group(1) == null ? host.group(2) : host.group(1), port));
        }
        return hosts;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message repeats the text.
            throw new IllegalArgumentException("the store's URI is wrongly percent-encoded");
        }
    }

    private record HostAndPort(String host, int port) {}
}
