package io.github.tracker6.access;

import io.github.tracker6.InfoHash;
import io.github.tracker6.internal.InfoHashDigits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines of a list of info hashes, in the form of {@link InfoHashSet#parse}. Stateless. */
final class InfoHashLines {
    private static final char COMMENT = '#';

    private InfoHashLines() {}

    static List<InfoHash> parse(byte[] text) {
        List<InfoHash> hashes = new ArrayList<>(text.length / (InfoHashDigits.V1 + 1));
        int start = hasByteOrderMark(text) ? 3 : 0;
        for (int line = 1; start < text.length; line++) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            int first = start;
            while (first < end && isWhiteSpace(text[first])) {
                first++;
            }
            if (first < end && text[first] != COMMENT) {
                hashes.add(parseLine(text, first, end, line));
            }
            start = end + 1;
        }
        return hashes;
    }

    private static InfoHash parseLine(byte[] text, int first, int end, int line) {
        int behind = first;
        while (behind < end && Character.digit(text[behind], 16) >= 0) {
            behind++;
        }
        int digits = behind - first;
        boolean isWord = behind < end && (Character.isLetterOrDigit(text[behind]) || text[behind] < 0);
        if ((digits != InfoHashDigits.V1 && digits != InfoHashDigits.V2) || isWord) {
            throw new IllegalArgumentException(
                    "line " + line + " does not begin with an info hash of 40 or 64 hex digits");
        }
        return InfoHash.fromHex(new String(text, first, InfoHashDigits.V1, StandardCharsets.US_ASCII));
    }

    private static boolean hasByteOrderMark(byte[] text) {
        return text.length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
