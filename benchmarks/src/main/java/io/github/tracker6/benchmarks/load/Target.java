package io.github.tracker6.benchmarks.load;

import io.github.tracker6.Endpoint;
import java.net.InetSocketAddress;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A tracker at one address, over one protocol. Immutable.
 *
 * @param udp true for UDP, false for HTTP
 * @param address address and port
 * @param path the path of an announce over HTTP
 */
public record Target(boolean udp, InetSocketAddress address, String path) {
    private static final String ANNOUNCE = "/announce";

    /** Returns the path of a scrape: that of an announce with {@code scrape} instead of {@code announce} (BEP 48). */
    public String scrapePath() {
        return path.substring(0, path.length() - ANNOUNCE.length()) + "/scrape";
    }

    /** Returns {@code [2001:db8::1]:6969} or {@code 192.0.2.1:6969}. */
    public String authority() {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    @Override
    public String toString() {
        return (udp ? "udp://" : "http://") + authority() + path;
    }

    public static Target parse(String text) {
        URI uri = URI.create(text);
        String scheme = String.valueOf(uri.getScheme());
        String host = uri.getHost();
        boolean udp = scheme.equals("udp");
        if (!(udp || scheme.equals("http")) || host == null || uri.getPort() < 1 || uri.getPort() > 0xffff) {
            throw new IllegalArgumentException("scheme, host or port");
        }
        Endpoint endpoint = Endpoint.parse((host.equals("localhost") ? "127.0.0.1" : host) + ":" + uri.getPort());
        String path = uri.getRawPath();
        if (udp || path.isEmpty()) {
            path = ANNOUNCE;
        }
        if (!path.endsWith(ANNOUNCE)) {
            throw new IllegalArgumentException("path");
        }
        return new Target(udp, endpoint.socketAddress(), path);
    }

    /** Reads a target from the command line. */
    public static final class Converter implements ITypeConverter<Target> {
        @Override
        public Target convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no target such as udp://[::1]:6969 or"
                        + " http://127.0.0.1:6969/announce, with a literal address or localhost");
            }
        }
    }
}
