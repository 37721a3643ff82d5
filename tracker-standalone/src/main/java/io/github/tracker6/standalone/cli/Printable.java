package io.github.tracker6.standalone.cli;

import java.util.List;

/**
 * Texts that others wrote, such as a torrent's name, for a terminal: no such text may move the cursor, change colours, turn the
 * direction of writing, or look like another line. Stateless.
 */
public final class Printable {
    private static final int REPLACEMENT = '?';

    private Printable() {}

    /** Returns the text in one line, with a question mark in the place of each character that steers. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> steers(c) ? REPLACEMENT : c).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Returns the lines of a text, each as {@link #of} makes it. */
    public static List<String> lines(String text) {
        return text.lines().map(Printable::of).toList();
    }

    private static boolean steers(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
