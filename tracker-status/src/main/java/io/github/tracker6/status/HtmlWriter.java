package io.github.tracker6.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML and inline SVG. All text and every attribute's value is escaped: there is no method that writes markup as it
 * is given. Not thread-safe.
 */
final class HtmlWriter {
    private static final char REPLACEMENT = '\uFFFD';

    /** Elements without content and without an end tag (HTML, "Void elements"). */
    private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "link", "meta", "wbr");

    /** Attributes that hold an address. */
    private static final Set<String> ADDRESSES = Set.of("action", "href", "src");

    private final StringBuilder out = new StringBuilder(64 * 1024);
    private final Deque<String> open = new ArrayDeque<>();
    private boolean isInTag;

    /** Makes a writer that has written the document type. */
    HtmlWriter() {
        out.append("<!DOCTYPE html>");
    }

    /**
     * Opens an element; attributes may follow.
     *
     * @throws IllegalArgumentException if the name holds a character other than a letter, digit or hyphen
     */
    HtmlWriter open(String element) {
        endTag();
        out.append('<').append(requireName(element));
        open.push(element);
        isInTag = true;
        return this;
    }

    /** Opens an element with a class; without one if it is "". */
    HtmlWriter open(String element, String cssClass) {
        return cssClass.isEmpty() ? open(element) : open(element).attribute("class", cssClass);
    }

    /**
     * Adds an attribute to the element that was opened last.
     *
     * @throws IllegalArgumentException if it is a style or a script, which the page's policy forbids, or if an address leads
     *     to another site
     * @throws IllegalStateException if the element has content already
     */
    HtmlWriter attribute(String name, String value) {
        if (!isInTag) {
            throw new IllegalStateException("attribute " + name + " comes after the content");
        }
        if (name.equals("style") || name.startsWith("on")) {
            throw new IllegalArgumentException("attribute " + name + " is style or script");
        }
        if (ADDRESSES.contains(name) && !isLocal(value)) {
            throw new IllegalArgumentException("attribute " + name + " leads to another site");
        }
        out.append(' ').append(requireName(name)).append("=\"");
        escape(value);
        out.append('"');
        return this;
    }

    /** Adds an attribute without a value, such as {@code hidden}. */
    HtmlWriter attribute(String name) {
        return attribute(name, "");
    }

    /** Adds text. Control characters and halves of surrogate pairs become U+FFFD. */
    HtmlWriter text(String text) {
        endTag();
        escape(text);
        return this;
    }

    /**
     * Closes the element that was opened last and is still open.
     *
     * @throws IllegalStateException if none is open
     */
    HtmlWriter close() {
        if (open.isEmpty()) {
            throw new IllegalStateException("no element is open");
        }
        String element = open.pop();
        endTag();
        if (!VOID.contains(element)) {
            out.append("</").append(element).append('>');
        }
        return this;
    }

    /** Adds an element that holds text alone. */
    HtmlWriter element(String element, String text) {
        return open(element).text(text).close();
    }

    /** Adds an element with a class that holds text alone. */
    HtmlWriter element(String element, String cssClass, String text) {
        return open(element, cssClass).text(text).close();
    }

    /**
     * Returns what was written.
     *
     * @throws IllegalStateException if an element is still open
     */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("open: " + open);
        }
        return out.toString();
    }

    private void endTag() {
        if (isInTag) {
            out.append('>');
            isInTag = false;
        }
    }

    /** A magnet link, or an address in this site: one without a scheme and a host. */
    private static boolean isLocal(String address) {
        if (address.startsWith("magnet:?")) {
            return true;
        }
        int end = address.indexOf('?');
        String path = end < 0 ? address : address.substring(0, end);
        return !path.startsWith("/") && path.indexOf(':') < 0 && path.indexOf('\\') < 0;
    }

    private static String requireName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
                throw new IllegalArgumentException("a name holds a character that is not allowed");
            }
        }
        return name;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(isAllowed(c) ? c : REPLACEMENT);
                    }
                }
            }
        }
    }

    private static boolean isAllowed(char c) {
        return !(Character.isISOControl(c) && c != '\n') && !Character.isSurrogate(c) && c < '\uFFFE';
    }
}
