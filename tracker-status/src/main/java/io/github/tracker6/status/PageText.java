package io.github.tracker6.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, times and names as the page writes them. */
final class PageText {
    /** More characters than a name that a person reads to its end. */
    private static final int MAX_NAME = 200;

    private static final DateTimeFormatter MINUTE = format("d MMM yyyy HH:mm 'UTC'");
    private static final DateTimeFormatter SECOND = format("HH:mm:ss 'UTC'");
    private static final DateTimeFormatter DAY = format("d MMM");
    private static final DateTimeFormatter HOUR = format("HH:mm");

    private PageText() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Returns a count with a comma between thousands. */
    static String count(long count) {
        String digits = Long.toString(count);
        StringBuilder text = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > (count < 0 ? 1 : 0); at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    /** Returns a count with its noun. */
    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /** Returns a share in percent without decimals, "0%" and "100%" only if they are exact; "–" of nothing. */
    static String percent(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        long rounded = Math.round(100.0 * part / whole);
        if (rounded == 0 && part > 0) {
            return "<1%";
        }
        return (rounded == 100 && part < whole ? ">99" : rounded) + "%";
    }

    /** Returns a rate per second: two digits that say something for small ones. */
    static String rate(double perSecond) {
        if (perSecond >= 10 || perSecond == 0) {
            return count(Math.round(perSecond));
        }
        return perSecond < 0.005 ? "<0.01" : String.format(Locale.ROOT, perSecond < 1 ? "%.2f" : "%.1f", perSecond);
    }

    /** Returns a length of time in its largest unit, such as "3 days". */
    static String length(Duration length) {
        if (length.toDays() > 1) {
            return count(length.toDays()) + " days";
        }
        if (length.toHours() > 1) {
            return length.toHours() + " hours";
        }
        return count(Math.max(0, length.toMinutes()), "minute", "minutes");
    }

    /** Writes a time, to the minute. */
    static void time(HtmlWriter html, Instant time) {
        time(html, time, MINUTE);
    }

    /** Writes the time of day, to the second. */
    static void timeOfDay(HtmlWriter html, Instant time) {
        time(html, time, SECOND);
    }

    /** Returns the time of day, to the minute, without the zone. */
    static String hour(Instant time) {
        return HOUR.format(time);
    }

    /** Returns the day and the month. */
    static String day(Instant time) {
        return DAY.format(time);
    }

    private static void time(HtmlWriter html, Instant time, DateTimeFormatter format) {
        html.open("time")
                .attribute("datetime", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .text(format.format(time))
                .close();
    }

    /**
     * Writes the name of a torrent, or its info hash if it has none. The name is isolated from what is around it, whatever its
     * direction, and what could change the order of its characters becomes U+FFFD.
     */
    static void name(HtmlWriter html, String name, String infoHash) {
        if (name.isBlank()) {
            html.element("code", infoHash);
            return;
        }
        html.open("bdi");
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            html.attribute("title", shown(name))
                    .text(shown(name.substring(0, name.offsetByCodePoints(0, MAX_NAME))) + "…");
        } else {
            html.text(shown(name));
        }
        html.close();
    }

    /** Returns a name without the characters that change the order of others (Unicode, UAX 9) or break lines. */
    static String shown(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(changesOrder(c) || c == '\n' || c == '\u2028' || c == '\u2029' ? '\uFFFD' : c);
        }
        return text.toString();
    }

    private static boolean changesOrder(char c) {
        return (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200E'
                || c == '\u200F'
                || c == '\u061C';
    }
}
