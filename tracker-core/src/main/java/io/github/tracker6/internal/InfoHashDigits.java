package io.github.tracker6.internal;

import java.util.HexFormat;

/** Info hashes as people write them: whole, so those of BitTorrent v2 are longer than what clients announce. Stateless. */
public final class InfoHashDigits {
    /** The digits of an info hash of BitTorrent v1 (BEP 3), and of what clients announce. */
    public static final int V1 = 40;

    /** The digits of an info hash of BitTorrent v2 (BEP 52). */
    public static final int V2 = 64;

    private InfoHashDigits() {}

    /** Tells whether a text has as many hex digits as one of the two, and nothing else. */
    public static boolean areWhole(String text) {
        return (text.length() == V1 || text.length() == V2) && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /**
     * Returns the digits that clients announce: of a longer info hash the first 40 (BEP 52).
     *
     * @throws IllegalArgumentException if the text is not 40 or 64 hex digits of either case
     */
    public static String announced(String text) {
        if (!areWhole(text)) {
            throw new IllegalArgumentException("an info hash has 40 or 64 hex digits");
        }
        return text.substring(0, V1);
    }
}
