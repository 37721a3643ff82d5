package io.github.tracker6.status;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which torrents a reader of the page asks for. Immutable.
 *
 * @param search words that the name or an info hash holds, all of them; "" for all torrents
 * @param sort the column
 * @param isDescending whether the largest come first
 * @param isSeedless whether torrents with a seed are left out
 * @param page from 1
 */
record PageQuery(String search, Sort sort, boolean isDescending, boolean isSeedless, int page) {
    /** Torrents on one page. */
    static final int PAGE_SIZE = 100;

    static final PageQuery ALL = new PageQuery("", Sort.NAME, false, false, 1);

    private static final int MAX_SEARCH = 200;

    /** A column that the torrents can be sorted by. */
    enum Sort {
        NAME,
        IPV6,
        SEEDS,
        LEECHERS,
        COMPLETED;

        /** Returns its word in the query. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads a query; what it does not know or cannot read is as if it were not there.
     *
     * @param query as it came, without decoding
     */
    static PageQuery parse(String query) {
        PageQuery result = ALL;
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                result = result.with(pair.substring(0, equals), decode(pair.substring(equals + 1)));
            }
        }
        return result;
    }

    private PageQuery with(String name, String value) {
        return switch (name) {
            case "q" -> new PageQuery(search(value), sort, isDescending, isSeedless, page);
            case "sort" -> sortedBy(value);
            case "seedless" -> new PageQuery(search, sort, isDescending, value.equals("1"), page);
            case "page" -> new PageQuery(search, sort, isDescending, isSeedless, number(value));
            default -> this;
        };
    }

    private static String search(String value) {
        String text = value.strip();
        if (text.length() <= MAX_SEARCH) {
            return text;
        }
        // No half of a character, and no space that another look would strip.
        int end = Character.isHighSurrogate(text.charAt(MAX_SEARCH - 1)) ? MAX_SEARCH - 1 : MAX_SEARCH;
        return text.substring(0, end).strip();
    }

    private PageQuery sortedBy(String value) {
        boolean descending = value.startsWith("-");
        String word = descending ? value.substring(1) : value;
        for (Sort each : Sort.values()) {
            if (each.word().equals(word)) {
                return new PageQuery(search, each, descending, isSeedless, page);
            }
        }
        return this;
    }

    private static int number(String value) {
        return value.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(value) : 1;
    }

    /** Returns the first page, sorted by a column: the other way round if it is sorted by it, else with the largest number first. */
    PageQuery toggled(Sort column) {
        return new PageQuery(search, column, column == sort ? !isDescending : column != Sort.NAME, isSeedless, 1);
    }

    /** Returns the first page with or without torrents that have a seed. */
    PageQuery seedless(boolean seedless) {
        return new PageQuery(search, sort, isDescending, seedless, 1);
    }

    /** Returns another page of the same. */
    PageQuery page(int number) {
        return new PageQuery(search, sort, isDescending, isSeedless, number);
    }

    /** Returns the value of {@code sort}. */
    String order() {
        return (isDescending ? "-" : "") + sort.word();
    }

    /** Returns the relative address of what this asks for: a query, and the torrents as fragment. */
    String href() {
        StringBuilder text = new StringBuilder();
        if (!search.isEmpty()) {
            text.append("&q=").append(URLEncoder.encode(search, StandardCharsets.UTF_8));
        }
        if (!order().equals(ALL.order())) {
            text.append("&sort=").append(order());
        }
        if (isSeedless) {
            text.append("&seedless=1");
        }
        if (page > 1) {
            text.append("&page=").append(page);
        }
        return "?" + (text.isEmpty() ? "" : text.substring(1)) + "#torrents";
    }

    /** Decodes a value (HTML, "application/x-www-form-urlencoded"); each character of it is one byte. */
    private static String decode(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
