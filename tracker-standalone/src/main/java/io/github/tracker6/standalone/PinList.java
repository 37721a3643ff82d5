package io.github.tracker6.standalone;

import io.github.tracker6.internal.ListFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a file of {@code --pins} holds. A line is {@code HASH ENDPOINT[,ENDPOINT]}, where the hash has 40 hex digits, or 64 of
 * which the first 40 count, or {@code * HOST:PORT} for all listed torrents. What follows a {@code #}, and empty lines, are
 * ignored. A byte order mark is, too, and lines may end with a carriage return.
 *
 * @param pins seeds of one torrent
 * @param toAll seeds of all listed torrents
 */
record PinList(List<Pin> pins, List<SeedHost> toAll) {
    private static final String ALL = "*";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    PinList {
        pins = List.copyOf(pins);
        toAll = List.copyOf(toAll);
    }

    /**
     * Returns what the file is.
     *
     * @param isListed whether the torrents that are served are listed: else no seed can have all of them
     */
    static WatchedList.Kind<PinList> kind(boolean isListed) {
        return new WatchedList.Kind<>(
                "The file of --pins",
                "pins",
                "",
                new ListFile.Form<>(
                        "pins are a text file with lines such as HASH 192.0.2.1:6881 or * seed.example.org:6881",
                        text -> parse(text, isListed),
                        PinList::size,
                        PinList::countIn));
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException if a line is wrong; the message has its number
     */
    static PinList parse(byte[] text, boolean isListed) {
        String decoded = new String(text, StandardCharsets.UTF_8);
        if (decoded.startsWith("\ufeff")) {
            decoded = decoded.substring(1);
        }
        List<Pin> pins = new ArrayList<>();
        List<SeedHost> toAll = new ArrayList<>();
        int number = 0;
        for (String line : decoded.split("\n", -1)) {
            number++;
            String entry = line.replaceFirst("#.*", "").strip();
            if (entry.isEmpty()) {
                continue;
            }
            try {
                List<String> words = SPACES.splitAsStream(entry).toList();
                if (words.size() != 2) {
                    throw new IllegalArgumentException(
                            "write HASH ENDPOINT[,ENDPOINT] or * HOST:PORT, with no space in the endpoints");
                }
                if (!words.get(0).equals(ALL)) {
                    pins.add(Pin.of(words.get(0), words.get(1)));
                } else if (isListed) {
                    toAll.add(SeedHost.parse(words.get(1)));
                } else {
                    throw new IllegalArgumentException(
                            "* is all listed torrents, so it needs --torrents or --allow; without them write one line"
                                    + " for each torrent");
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return new PinList(pins, toAll);
    }

    private int size() {
        return pins.size() + toAll.size();
    }

    /** By their number alone: a seed that moves is another pin, and no loss. */
    private int countIn(PinList other) {
        return Math.min(size(), other.size());
    }
}
