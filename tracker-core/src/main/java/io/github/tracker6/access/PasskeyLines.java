package io.github.tracker6.access;

import io.github.tracker6.InfoHash;
import io.github.tracker6.internal.InfoHashDigits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the lines of a list of passkeys, in the form of {@link PasskeySet#parse}. Stateless. */
final class PasskeyLines {
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final char COMMENT = '#';
    private static final String SEPARATORS = "[ \t\r,]+";

    private PasskeyLines() {}

    static Map<PasskeyHash, Optional<InfoHashSet>> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        Map<PasskeyHash, Optional<InfoHashSet>> passkeys = new HashMap<>();
        for (int line = 1; start < text.length(); line++) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            parseLine(text.substring(start, end), line, passkeys);
            start = end + 1;
        }
        return Map.copyOf(passkeys);
    }

    private static void parseLine(String text, int line, Map<PasskeyHash, Optional<InfoHashSet>> passkeys) {
        int comment = text.indexOf(COMMENT);
        String entry = (comment < 0 ? text : text.substring(0, comment)).strip();
        if (entry.isEmpty()) {
            return;
        }
        String[] words = entry.split(SEPARATORS, -1);
        if (!PasskeyHash.isHash(words[0])) {
            throw new IllegalArgumentException(
                    "line " + line + " does not begin with the SHA-256 of a passkey, 64 hex digits");
        }
        Optional<InfoHashSet> torrents = words.length == 1 ? Optional.empty() : Optional.of(torrents(words, line));
        if (passkeys.put(PasskeyHash.fromHex(words[0]), torrents) != null) {
            throw new IllegalArgumentException("line " + line + " repeats the passkey of a line above");
        }
    }

    private static InfoHashSet torrents(String[] words, int line) {
        List<InfoHash> torrents = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            if (!InfoHashDigits.areWhole(words[i])) {
                throw new IllegalArgumentException(
                        "line " + line + " holds a torrent that is no info hash of 40 or 64 hex digits");
            }
            torrents.add(InfoHash.fromHex(InfoHashDigits.announced(words[i])));
        }
        return InfoHashSet.of(torrents);
    }
}
