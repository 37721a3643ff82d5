package io.github.tracker6.metainfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bencoded text that is no torrent file, such as the answer of a tracker (BEP 3). Immutable.
 *
 * <p>It is read as strictly as a torrent file: no leading zeros, no {@code -0}, no integer beyond 64 bits, and nothing but white
 * space behind the end. Keys out of order are taken; of a key that is there twice, the first counts.
 *
 * @since 0.1.0
 */
public final class Bencode {
    private final BencodeValue value;

    private Bencode(BencodeValue value) {
        this.value = value;
    }

    /**
     * Reads a text that is one value.
     *
     * @param bytes copied
     * @throws InvalidTorrentException if it is no bencode; it says at which byte
     */
    public static Bencode parse(byte[] bytes) throws InvalidTorrentException {
        return new Bencode(BencodeReader.read(bytes.clone()));
    }

    /** Returns whether this is a dictionary. */
    public boolean isDictionary() {
        return value.isDictionary();
    }

    /** Returns the value of a key; empty if there is none, and in what is no dictionary. */
    public Optional<Bencode> get(String key) {
        return Optional.ofNullable(value.get(key)).map(Bencode::new);
    }

    /** Returns the keys of a dictionary, each with its value; none in what is no dictionary. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (BencodeValue key : value.keys()) {
            entries.add(new Entry(new Bencode(key), new Bencode(key.ofKey())));
        }
        return List.copyOf(entries);
    }

    /** Returns the values of a list; none in what is no list. */
    public List<Bencode> items() {
        List<Bencode> items = new ArrayList<>();
        value.items().forEach(item -> items.add(new Bencode(item)));
        return List.copyOf(items);
    }

    /** Returns the integer; empty in what is none. */
    public Optional<Long> integer() {
        return value.isInteger() ? Optional.of(value.integer()) : Optional.empty();
    }

    /** Returns a copy of the bytes of a string; empty in what is no string. */
    public Optional<byte[]> bytes() {
        return value.isString() ? Optional.of(value.content()) : Optional.empty();
    }

    /** Returns a string as UTF-8, where malformed bytes are U+FFFD; empty in what is no string. */
    public Optional<String> text() {
        return value.isString() ? Optional.of(value.text()) : Optional.empty();
    }

    /**
     * A key of a dictionary with its value.
     *
     * @param key a string
     * @param value any value
     * @since 0.1.0
     */
    public record Entry(Bencode key, Bencode value) {}
}
