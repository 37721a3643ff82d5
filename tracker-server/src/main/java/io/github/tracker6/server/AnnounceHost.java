package io.github.tracker6.server;

import io.github.tracker6.Endpoint;
import java.net.IDN;
import java.util.regex.Pattern;

/** The host that operators want in announce URLs: a DNS name, or a literal address. */
final class AnnounceHost {
    private static final int MAX_LENGTH = 253;
    private static final String SUCH_AS = ", such as tracker.example.org";

    /** A label of a DNS name (RFC 1123, section 2.1). */
    private static final String LABEL = "(?!-)[A-Za-z0-9-]{1,63}(?<!-)";

    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?");
    /** No DNS name ends in a label of digits: it would be taken for an address. */
    private static final Pattern IPV4 = Pattern.compile("(?:.*\\.)?[0-9]+");

    private AnnounceHost() {}

    /**
     * Returns the host as it stands in a URL, an IPv6 address in brackets. Never asks DNS.
     *
     * @throws IllegalArgumentException if it is neither a DNS name nor an address of a host; the message names it and says
     *     what to write
     */
    static String parse(String text) {
        String fault = fault(text);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' " + fault);
        }
        if (IPV6.matcher(text).matches()) {
            return "[" + literal(text).addressText() + "]";
        }
        return text;
    }

    private static String fault(String text) {
        if (text.contains("/")) {
            return "is a URL or a path; write the host alone" + SUCH_AS;
        }
        if (text.contains("*")) {
            return "has a wildcard; write one name" + SUCH_AS;
        }
        if (IPV6.matcher(text).matches() || IPV4.matcher(text).matches()) {
            return faultOfAddress(text);
        }
        if (text.matches(".*:[0-9]*")) {
            return "has a port; write the host alone, the ports are those of the listeners";
        }
        if (text.chars().anyMatch(character -> character > '~')) {
            return "has letters that are not ASCII; " + asciiForm(text);
        }
        boolean isName = text.length() <= MAX_LENGTH && NAME.matcher(text).matches();
        return isName ? "" : "is no DNS name or address; write one" + SUCH_AS + " or 2001:db8::7";
    }

    private static String faultOfAddress(String text) {
        try {
            return literal(text).address().isAnyLocalAddress()
                    ? "stands for every address; write the name or the address that clients use"
                    : "";
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "is no address of a host; write a name or an address" + SUCH_AS + " or 2001:db8::7";
        }
    }

    private static Endpoint literal(String text) {
        boolean isBare = text.contains(":") && !text.startsWith("[");
        return Endpoint.parse((isBare ? "[" + text + "]" : text) + ":0");
    }

    private static String asciiForm(String text) {
        try {
            return "write " + IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            return "write the name as DNS has it";
        }
    }
}
