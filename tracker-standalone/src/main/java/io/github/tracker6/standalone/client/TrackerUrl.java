package io.github.tracker6.standalone.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a tracker is asked.
 *
 * @param text as it was given
 * @param host a DNS name, or a literal address, IPv6 without brackets
 * @param port 1 to 65535
 * @param path as it stands in a request; empty for UDP without one
 * @param query without the question mark, or null
 */
public record TrackerUrl(
        String text,
        Protocol protocol,
        String host,
        int port,
        String path,
        @Nullable String query) {
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.%\\w]+]|[^\\[\\]:@]+)(?::([0-9]{1,5}))?");
    private static final int MAX_LENGTH = 2_048;
    private static final int USUAL_PORT = 6_969;
    private static final String ANNOUNCE = "announce";
    private static final String SCRAPE = "scrape";

    /** How a tracker is asked. */
    public enum Protocol {
        /** Plain HTTP. */
        HTTP(80),
        /** HTTP over TLS. */
        HTTPS(443),
        /** BEP 15. */
        UDP(0);

        private final int defaultPort;

        Protocol(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        /** Returns the port where a URL names none; 0 if it must. */
        int defaultPort() {
            return defaultPort;
        }
    }

    /**
     * Reads a URL of HTTP, HTTPS or UDP. Without a path, that of HTTP is {@code /announce}.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    public static TrackerUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no URL: " + e.getReason(), e);
        }
        boolean isAscii = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isAscii || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it is no URL of up to " + MAX_LENGTH + " ASCII characters");
        }
        Protocol protocol = protocol(String.valueOf(uri.getScheme()));
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (uri.getRawAuthority() == null || !authority.matches()) {
            throw new IllegalArgumentException("it has no host, or a password; write http://HOST:PORT/announce");
        }
        String host = authority.group(1).replaceAll("[\\[\\]]", "");
        int port = authority.group(2) == null ? protocol.defaultPort() : Integer.parseInt(authority.group(2));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("it has no port from 1 to 65535");
        }
        String path = String.valueOf(uri.getRawPath());
        boolean isBare = path.isEmpty() || path.equals("/");
        return new TrackerUrl(
                text,
                protocol,
                host,
                port,
                isBare ? (protocol == Protocol.UDP ? "" : "/" + ANNOUNCE) : path,
                uri.getRawQuery());
    }

    /**
     * Reads a URL, or the name of a tracker, with a port or not: it is then asked by HTTP at {@code /announce}, at port 6969 if
     * none is named.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static TrackerUrl parseNameOrUrl(String text) {
        if (text.contains("://")) {
            return parse(text);
        }
        boolean isBareIpv6 = text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
        if (isBareIpv6) {
            throw new IllegalArgumentException("it is an IPv6 address without brackets; write [2001:db8::1]:6969");
        }
        boolean hasPort = text.matches(".*:[0-9]+");
        return parse("http://" + text + (hasPort ? "" : ":" + USUAL_PORT) + "/" + ANNOUNCE);
    }

    private static Protocol protocol(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> Protocol.HTTP;
            case "https" -> Protocol.HTTPS;
            case "udp" -> Protocol.UDP;
            default -> throw new IllegalArgumentException("it does not begin with http://, https:// or udp://");
        };
    }

    /** Returns the host and port as in a URL. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Returns where HTTP is asked for a scrape: the last part of the path begins with {@code scrape} in the place of {@code
     * announce} (BEP 48). Empty if it begins with neither: then the tracker has no scrape.
     */
    Optional<String> scrapePath() {
        int last = path.lastIndexOf('/') + 1;
        String name = path.substring(last);
        if (name.startsWith(SCRAPE)) {
            return Optional.of(path);
        }
        return name.startsWith(ANNOUNCE)
                ? Optional.of(path.substring(0, last) + SCRAPE + name.substring(ANNOUNCE.length()))
                : Optional.empty();
    }

    /** Returns path and query with more parameters. */
    String target(String ofPath, String parameters) {
        return ofPath + "?" + (query == null || query.isEmpty() ? "" : query + "&") + parameters;
    }

    /** A URL, for the command line. */
    static final class Converter implements ITypeConverter<TrackerUrl> {
        @Override
        public TrackerUrl convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' can't be asked: " + e.getMessage());
            }
        }
    }

    /** A URL or a name, for the command line. */
    public static final class NameConverter implements ITypeConverter<TrackerUrl> {
        @Override
        public TrackerUrl convert(String text) {
            try {
                return parseNameOrUrl(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' can't be asked: " + e.getMessage());
            }
        }
    }
}
