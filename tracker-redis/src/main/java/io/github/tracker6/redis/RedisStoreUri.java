package io.github.tracker6.redis;

import io.lettuce.core.RedisURI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * <p>Immutable. Neither its text nor a failure to parse one shows what was given: it may hold a password.
 */
final class RedisStoreUri {
    private static final Set<String> SINGLE = Set.of("redis", "rediss");
    private static final Set<String> SENTINEL = Set.of("redis-sentinel", "rediss-sentinel");
    private static final Set<String> CLUSTER = Set.of("redis-cluster", "rediss-cluster");
    private static final Pattern PARTS = Pattern.compile(
            "(?<scheme>[a-z-]+)://(?:(?<login>.*)@)?(?<hosts>[^/?#@]+)(?:/(?<database>[0-9]*))?(?:#(?<master>[^#]+))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%a-z]+)]|([^:\\[\\]\\s]+))(?::([0-9]{1,5}))?");
    private static final int MAX_DATABASE_DIGITS = 6;

    private final List<RedisURI> uris;
    private final boolean cluster;

    private RedisStoreUri(List<RedisURI> uris, boolean cluster) {
        this.uris = List.copyOf(uris);
        this.cluster = cluster;
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
        String login = parts.group("login");
        if (SENTINEL.contains(scheme) != (master != null)) {
            throw new IllegalArgumentException(
                    "the name of the master (#master) belongs to redis-sentinel, and only there");
        }
        boolean tls = scheme.startsWith("rediss");
        if (CLUSTER.contains(scheme)) {
            if (database != 0) {
                throw new IllegalArgumentException("a Redis Cluster has database 0 only");
            }
            List<RedisURI> nodes = new ArrayList<>();
            for (HostAndPort host : hosts) {
                nodes.add(build(RedisURI.builder().withHost(host.host).withPort(host.port), tls, login, 0));
            }
            return new RedisStoreUri(nodes, true);
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
        return new RedisStoreUri(List.of(build(builder, tls, login, database)), false);
    }

    /** Returns whether the URIs are nodes of a Cluster. */
    boolean isCluster() {
        return cluster;
    }

    /** Returns the URIs: one, or those of the nodes of a Cluster. */
    List<RedisURI> uris() {
        return uris;
    }

    @Override
    public String toString() {
        return cluster ? "a Redis Cluster" : "Redis";
    }

    private static RedisURI build(RedisURI.Builder builder, boolean tls, @Nullable String login, int database) {
        builder.withSsl(tls).withDatabase(database);
        if (login != null && !login.isEmpty()) {
            int colon = login.indexOf(':');
            String user = colon < 0 ? "" : decode(login.substring(0, colon));
            char[] password =
                    decode(colon < 0 ? login : login.substring(colon + 1)).toCharArray();
            if (user.isEmpty()) {
                builder.withPassword(password);
            } else {
                builder.withAuthentication(user, password);
            }
        }
        return builder.build();
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
