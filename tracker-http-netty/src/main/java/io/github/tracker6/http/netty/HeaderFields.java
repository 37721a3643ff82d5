package io.github.tracker6.http.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The header fields of one request, kept for a route that may read them later. Immutable. */
final class HeaderFields implements Function<String, List<String>> {
    private final String[] lines;

    /** Keeps the field lines between two offsets, which a {@link RequestHead} has checked. */
    HeaderFields(byte[] bytes, int from, int to) {
        lines = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).split("\r\n");
    }

    /** Returns the values of a field by its name in any case. */
    @Override
    public List<String> apply(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }
}
