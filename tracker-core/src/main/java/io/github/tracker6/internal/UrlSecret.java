package io.github.tracker6.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a client's URL carries to show who it is: a segment of the path or a parameter of the query, percent-decoded
 * (RFC 3986, section 2.1), each byte as one character. Stateless.
 */
public final class UrlSecret {
    private UrlSecret() {}

    /**
     * Returns the secret of a request.
     *
     * @param parameter the decoded parameter of the query; it counts before the path
     * @param path raw, such as {@code /KEY/announce}
     * @return 1 or more characters; null if there is none
     */
    public static @Nullable String of(@Nullable String parameter, @Nullable String path) {
        return parameter != null && !parameter.isEmpty() ? parameter : path == null ? null : inPath(path);
    }

    /** Returns the segment before the last one, if the last one is {@code announce} or {@code scrape}; else null. */
    private static @Nullable String inPath(String path) {
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        int last = path.lastIndexOf('/', end - 1);
        if (last < 0 || !isName(path, last + 1, end)) {
            return null;
        }
        int first = path.lastIndexOf('/', last - 1) + 1;
        return first >= last ? null : decode(path, first, last);
    }

    private static boolean isName(String path, int from, int to) {
        return isName("announce", path, from, to) || isName("scrape", path, from, to);
    }

    private static boolean isName(String name, String path, int from, int to) {
        return to - from == name.length() && path.startsWith(name, from);
    }

    /**
     * Returns the decoded value of the first parameter of a name.
     *
     * @param query raw, without the question mark
     * @param name as the client writes it, nothing percent-encoded
     * @return null if there is none, or it is empty
     */
    public static @Nullable String parameter(String query, String name) {
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            int value = at + name.length() + 1;
            if (value <= end && query.startsWith(name, at) && query.charAt(value - 1) == '=') {
                return value == end ? null : decode(query, value, end);
            }
            at = end + 1;
        }
        return null;
    }

    /** Decodes a part of a text with one character per byte. A {@code %} that begins no escape is kept. */
    private static String decode(String raw, int from, int to) {
        int escape = raw.indexOf('%', from);
        if (escape < 0 || escape >= to) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            int high = c == '%' && i + 2 < to ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            if (low < 0) {
                bytes[length++] = (byte) c;
            } else {
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
