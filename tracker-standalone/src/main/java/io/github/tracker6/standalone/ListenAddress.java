package io.github.tracker6.standalone;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code HOST:PORT} as an operator writes it. The host is a literal, or {@code localhost} for the loopback address of
 * each family that the machine has; other names are refused, so that a start never waits for DNS.
 *
 * @param addresses one, or two for {@code localhost}
 */
record ListenAddress(List<InetSocketAddress> addresses) {
    private static final String SUCH_AS = " such as [::]:6969, 192.0.2.1:6969 or localhost:6969";
    private static final Pattern LOCALHOST = Pattern.compile("localhost:([0-9]{1,5})");

    static ListenAddress parse(String text) {
        Matcher localhost = LOCALHOST.matcher(text);
        if (localhost.matches()) {
            int port = Integer.parseInt(localhost.group(1));
            List<InetSocketAddress> addresses = new ArrayList<>();
            if (hasIpv6Loopback()) {
                addresses.add(Endpoint.ofIpv6(0, 1, port).socketAddress());
            }
            addresses.add(Endpoint.ofIpv4(0x7f000001, port).socketAddress());
            return new ListenAddress(addresses);
        }
        return new ListenAddress(List.of(Endpoint.parse(text).socketAddress()));
    }

    /** Returns {@code [2001:db8::1]:6969} or {@code 192.0.2.1:6969}. */
    static String text(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
    }

    /**
     * Checks that each address can have a socket of its own. Java binds the wildcard for both families at once, so no other
     * address can have its port.
     *
     * @throws IllegalArgumentException that begins with the option
     */
    static void requireDisjoint(String option, List<InetSocketAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            for (int j = i + 1; j < addresses.size(); j++) {
                InetSocketAddress first = addresses.get(i);
                InetSocketAddress second = addresses.get(j);
                boolean overlap = first.equals(second)
                        || first.getAddress().isAnyLocalAddress()
                        || second.getAddress().isAnyLocalAddress();
                if (first.getPort() != 0 && first.getPort() == second.getPort() && overlap) {
                    throw new IllegalArgumentException(option + ": " + text(first) + " and " + text(second)
                            + " overlap; give each listener a port of its own");
                }
            }
        }
    }

    /** Returns what is wrong with a text that is no address and port, and what to write. */
    static String mistake(String text) {
        if (text.contains("://")) {
            return "is a URL; write its address and port alone, such as [::]:6969";
        }
        if (text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return "has an IPv6 address without brackets; write [2001:db8::1]:6969";
        }
        if (text.matches("\\[[0-9A-Fa-f:.]+]|[0-9.]+\\.[0-9]+|localhost")) {
            return "has no port; write " + text + ":6969";
        }
        if (text.matches("(?:\\*?:)?[0-9]+")) {
            return "has no address; write [::]:" + text.replaceFirst(".*:", "") + " for every address of both families";
        }
        Matcher port = Pattern.compile(".*:([0-9]+)").matcher(text);
        if (port.matches() && (port.group(1).length() > 5 || Integer.parseInt(port.group(1)) > 65_535)) {
            return "has a port outside 0 to 65535";
        }
        boolean isName = text.matches("[\\w-]*[A-Za-z][\\w.-]*:[0-9]+");
        return (isName
                        ? "has a name, which belongs to --announce-host; write an address of this machine"
                        : "is no address and port")
                + SUCH_AS;
    }

    /** Returns whether a socket can have an IPv6 address. It is tried, not guessed. */
    static boolean hasIpv6Loopback() {
        try (ServerSocket trial = new ServerSocket()) {
            trial.bind(Endpoint.ofIpv6(0, 1, 0).socketAddress());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new TypeConversionException("'" + text + "' " + mistake(text));
            }
        }
    }
}
