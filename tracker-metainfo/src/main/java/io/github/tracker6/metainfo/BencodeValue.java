package io.github.tracker6.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One value of a bencoded text, with its place.
 *
 * @param index the value's number on the tape
 */
record BencodeValue(BencodeTape tape, int index) {
    /** Where the value begins. */
    int start() {
        return tape.start(index);
    }

    /** Where the value ends: the first byte behind it. */
    int end() {
        return tape.end(index);
    }

    private byte kind() {
        return tape.bytes[start()];
    }

    boolean isDictionary() {
        return kind() == 'd';
    }

    boolean isList() {
        return kind() == 'l';
    }

    boolean isInteger() {
        return kind() == 'i';
    }

    boolean isString() {
        return kind() >= '0' && kind() <= '9';
    }

    /** Where the content of a string begins. */
    int contentStart() {
        return tape.contentStart(index);
    }

    /** How many bytes a string has. */
    int length() {
        return end() - contentStart();
    }

    /** The content of a string. */
    byte[] content() {
        return Arrays.copyOfRange(tape.bytes, contentStart(), end());
    }

    /** A string as UTF-8; what is malformed becomes U+FFFD. */
    String text() {
        return new String(tape.bytes, contentStart(), length(), StandardCharsets.UTF_8);
    }

    /** A string with one character per byte: strings are equal if and only if their bytes are. */
    String rawText() {
        return new String(tape.bytes, contentStart(), length(), StandardCharsets.ISO_8859_1);
    }

    long integer() {
        return Long.parseLong(new String(tape.bytes, start() + 1, end() - start() - 2, StandardCharsets.US_ASCII));
    }

    /** Returns what a dictionary has under a key, or null; null in what is no dictionary, too. */
    @Nullable
    BencodeValue get(String key) {
        if (!isDictionary()) {
            return null;
        }
        int end = tape.next(index);
        for (int each = index + 1; each < end; each = tape.next(each + 1)) {
            if (isKey(each, key)) {
                return new BencodeValue(tape, each + 1);
            }
        }
        return null;
    }

    private boolean isKey(int number, String key) {
        int start = tape.contentStart(number);
        if (tape.end(number) - start != key.length()) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (tape.bytes[start + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The keys of a dictionary, in the order of the text; none in what is no dictionary. */
    Iterable<BencodeValue> keys() {
        return isDictionary() ? () -> new Children(2) : List.of();
    }

    /** The values of a list; none in what is no list. */
    Iterable<BencodeValue> items() {
        return isList() ? () -> new Children(1) : List.of();
    }

    /** The value behind this key. */
    BencodeValue ofKey() {
        return new BencodeValue(tape, index + 1);
    }

    InvalidTorrentException fault(String reason) {
        return new InvalidTorrentException(start(), reason);
    }

    /** Goes over values: each, or each second one. */
    private final class Children implements Iterator<BencodeValue> {
        private final int step;
        private int number = index + 1;

        Children(int step) {
            this.step = step;
        }

        @Override
        public boolean hasNext() {
            return number < tape.next(index);
        }

        @Override
        public BencodeValue next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            BencodeValue value = new BencodeValue(tape, number);
            for (int i = 0; i < step; i++) {
                number = tape.next(number);
            }
            return value;
        }
    }
}
