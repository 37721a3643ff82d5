package io.github.tracker6.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits forwarding headers into the nodes that a request passed, the client first. Stateless.
 *
 * <p>A client may write the left part of a header, and a proxy adds the right part. A quote that the client leaves open would
 * take the proxy's part into the client's. Such a value is one node, which is no address.
 */
final class ForwardedHeader {
    /** Stands for a hop that does not name its client. */
    private static final String UNKNOWN = "unknown";

    private ForwardedHeader() {}

    /** Returns the nodes of {@code X-Forwarded-For} values that were joined with commas. */
    static List<String> nodesOfForwardedFor(String value) {
        if (hasOpenQuote(value)) {
            return List.of(value);
        }
        List<String> nodes = new ArrayList<>();
        for (String node : split(value, ',')) {
            if (!node.isBlank()) {
                nodes.add(unquoted(node.strip()));
            }
        }
        return nodes;
    }

    /** Returns the {@code for} nodes of {@code Forwarded} values that were joined with commas (RFC 7239, section 4). */
    static List<String> nodesOfForwarded(String value) {
        if (hasOpenQuote(value)) {
            return List.of(value);
        }
        List<String> nodes = new ArrayList<>();
        for (String element : split(value, ',')) {
            if (!element.isBlank()) {
                nodes.add(forNode(element));
            }
        }
        return nodes;
    }

    private static String forNode(String element) {
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals("for")) {
                return unquoted(pair.substring(equals + 1).strip());
            }
        }
        return UNKNOWN;
    }

    private static boolean hasOpenQuote(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }

    /** Splits at a separator that stands outside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).replace("\\", "") : text;
    }
}
