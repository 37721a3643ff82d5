package io.github.tracker6.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A strict decoder of bencode (BEP 3), for tests. A number becomes a {@link Long}, a string a {@code byte[]}, a list a
 * {@link List}, and a dictionary a {@link SortedMap}. The keys of the map are text with one character per byte (ISO
 * 8859-1). Stateless.
 *
 * <p>It refuses everything that an encoder must not write:
 *
 * <ul>
 *   <li>numbers and lengths with leading zeros, {@code -0}, and numbers of more than 64 bits;
 *   <li>dictionary keys that repeat, or are not in the order of their raw bytes;
 *   <li>bytes after the end of the value;
 *   <li>more than 32 levels.
 * </ul>
 *
 * @since 0.1.0
 */
public final class Bencode {
    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int position;

    private Bencode(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Decodes one value. The bytes must contain nothing else.
     *
     * @throws IllegalArgumentException if they do; the message names the offset
     */
    public static Object decode(byte[] bytes) {
        Bencode decoder = new Bencode(bytes);
        Object value = decoder.value(0);
        if (decoder.position != bytes.length) {
            throw decoder.malformed("bytes after the end");
        }
        return value;
    }

    /**
     * Decodes one dictionary. The bytes must contain nothing else.
     *
     * @throws IllegalArgumentException if they do; the message names the offset, or contains the bytes
     */
    public static SortedMap<String, Object> decodeDictionary(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != 'd') {
            throw new IllegalArgumentException("no dictionary: " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        Bencode decoder = new Bencode(bytes);
        SortedMap<String, Object> dictionary = decoder.dictionary(0);
        if (decoder.position != bytes.length) {
            throw decoder.malformed("bytes after the end");
        }
        return dictionary;
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " levels");
        }
        return switch (peek()) {
            case 'i' -> number();
            case 'l' -> list(depth);
            case 'd' -> dictionary(depth);
            default -> string();
        };
    }

    private Long number() {
        position++;
        String digits = until('e');
        if (!digits.matches("0|-?[1-9][0-9]*")) {
            throw malformed("no canonical number");
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("number beyond 64 bits at byte " + position, e);
        }
    }

    private byte[] string() {
        String digits = until(':');
        if (!digits.matches("0|[1-9][0-9]{0,8}")) {
            throw malformed("no canonical string length");
        }
        int length = Integer.parseInt(digits);
        if (length > bytes.length - position) {
            throw malformed("string of " + length + " bytes goes beyond the end");
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        position++;
        while (peek() != 'e') {
            list.add(value(depth + 1));
        }
        position++;
        return list;
    }

    private SortedMap<String, Object> dictionary(int depth) {
        SortedMap<String, Object> dictionary = new TreeMap<>();
        position++;
        while (peek() != 'e') {
            String key = new String(string(), StandardCharsets.ISO_8859_1);
            if (!dictionary.isEmpty() && dictionary.lastKey().compareTo(key) >= 0) {
                throw malformed("key " + key + " out of order");
            }
            dictionary.put(key, value(depth + 1));
        }
        position++;
        return dictionary;
    }

    private String until(char end) {
        int start = position;
        while (peek() != end) {
            position++;
        }
        position++;
        return new String(bytes, start, position - 1 - start, StandardCharsets.ISO_8859_1);
    }

    private byte peek() {
        if (position >= bytes.length) {
            throw malformed("cut off");
        }
        return bytes[position];
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException(what + " at byte " + position);
    }
}
