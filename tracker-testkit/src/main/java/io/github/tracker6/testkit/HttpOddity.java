package io.github.tracker6.testkit;

/**
 * A request target that is unusual, and that the tracker reads all the same. A container may refuse it with status 400 before
 * the tracker sees it.
 *
 * @since 0.1.0
 */
public enum HttpOddity {
    /** The info hash holds bytes above 127 that are not percent-encoded, and are no UTF-8. */
    RAW_BYTES("/announce?info_hash=\u00f1\u00f2\u00f3\u00f4%01234567890123456&"),

    /** The info hash holds bytes that are not percent-encoded, and are UTF-8 by chance. */
    RAW_UTF8("/announce?info_hash=\u00c3\u00a9\u00c3\u00a9%01234567890123456&"),

    /** The info hash holds bytes from 128 to 160 that are not percent-encoded. */
    RAW_CONTROL_BYTES("/announce?info_hash=\u0080\u0085\u009f\u00a0%01234567890123456&"),

    /** Double quote, angle brackets, caret, backslash, backtick, bar and braces are not percent-encoded (RFC 3986, section 2). */
    UNWISE_CHARACTERS("/announce?x=\"<>^\\`|{}&info_hash=" + Hash.ENCODED + "&"),

    /** Square brackets in the query are not percent-encoded. */
    SQUARE_BRACKETS("/announce?x[]=1&info_hash=" + Hash.ENCODED + "&"),

    /** A percent sign in the query begins no escape. */
    PERCENT_IN_QUERY("/announce?x=%zz%4&info_hash=" + Hash.ENCODED + "&"),

    /** A percent sign in the path begins no escape. */
    PERCENT_IN_PATH("/%zz/announce?info_hash=" + Hash.ENCODED + "&"),

    /** A slash in the path is percent-encoded. */
    ENCODED_SLASH("/a%2fb/announce?info_hash=" + Hash.ENCODED + "&"),

    /** The path has two slashes one after the other. */
    DOUBLE_SLASH("//a//announce?info_hash=" + Hash.ENCODED + "&"),

    /** The path goes up. */
    DOT_SEGMENTS("/a/../announce?info_hash=" + Hash.ENCODED + "&"),

    /** The target is a whole URL (RFC 9112, section 3.2.2). */
    ABSOLUTE_FORM("http://tracker.example.org/announce?info_hash=" + Hash.ENCODED + "&");

    private final String beginning;

    HttpOddity(String beginning) {
        this.beginning = beginning;
    }

    /** An info hash that is nowhere else in these tests. */
    private static final class Hash {
        private static final String ENCODED = "%f1%f2%f3%f4%01234567890123456";
    }

    /** Returns the target, each character one byte. */
    String target() {
        return beginning + "peer_id=-LT2080-abcdefghijkl&port=6881&left=1";
    }

    /** Returns the info hash that it means, as hexadecimal digits. */
    String infoHash() {
        String start = switch (this) {
            case RAW_UTF8 -> "c3a9c3a9";
            case RAW_CONTROL_BYTES -> "80859fa0";
            default -> "f1f2f3f4";
        };
        return start + "01323334353637383930313233343536";
    }
}
