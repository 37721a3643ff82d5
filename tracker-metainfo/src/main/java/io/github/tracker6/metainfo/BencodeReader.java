package io.github.tracker6.metainfo;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads bencode (BEP 3, "bencoding") strictly: the only forms that it takes are those that an encoder writes. It does not
 * recurse, so no input overflows the stack.
 *
 * <p>It refuses leading zeros, {@code -0}, integers beyond 64 bits, keys that are no strings, and bytes behind the value other
 * than white space. It notes keys out of order and keys that a dictionary has twice: {@link BencodeTape#misplacedKey},
 * {@link BencodeTape#repeatedKey}. The caller decides where they matter.
 */
final class BencodeReader {
    /** How deep lists and dictionaries may lie in each other. */
    static final int MAX_DEPTH = 100;

    /** How many values there may be, keys included. */
    static final int MAX_ELEMENTS = 3_000_000;

    /** A length with more digits does not fit into a file that is read. */
    private static final int MAX_LENGTH_DIGITS = 9;

    private final byte[] bytes;
    private final BencodeTape tape;
    private final int[] open = new int[MAX_DEPTH];
    private final int[] lastKeys = new int[MAX_DEPTH];
    private final boolean[] expectsKey = new boolean[MAX_DEPTH];
    private final boolean[] unsorted = new boolean[MAX_DEPTH];
    private int depth;
    private int at;

    private BencodeReader(byte[] bytes) {
        this.bytes = bytes;
        this.tape = new BencodeTape(bytes);
    }

    /**
     * Reads a text that is one value.
     *
     * @param bytes kept, not copied
     */
    static BencodeValue read(byte[] bytes) throws InvalidTorrentException {
        return new BencodeReader(bytes).read();
    }

    private BencodeValue read() throws InvalidTorrentException {
        do {
            if (depth > 0 && at < bytes.length && bytes[at] == 'e') {
                leave();
            } else {
                readNext();
            }
        } while (depth > 0);
        if (!isWhiteSpaceFrom(at)) {
            throw fault(at, "the value ends here, and " + (bytes.length - at) + " bytes follow");
        }
        return new BencodeValue(tape, 0);
    }

    /** Editors and uploads through forms append line ends. */
    private boolean isWhiteSpaceFrom(int start) {
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void readNext() throws InvalidTorrentException {
        if (at >= bytes.length) {
            throw fault(at, bytes.length == 0 ? "the file is empty" : "the file ends within a value; it is cut off");
        }
        if (tape.size() == MAX_ELEMENTS) {
            throw fault(at, "there are more than " + MAX_ELEMENTS + " values");
        }
        int kind = bytes[at];
        boolean isString = kind >= '0' && kind <= '9';
        boolean isKey = depth > 0 && expectsKey[depth - 1];
        if (isKey && !isString) {
            throw fault(at, "the key of a dictionary is no string");
        }
        int value = tape.add(at);
        if (isString) {
            readString();
        } else if (kind == 'i') {
            readInteger();
        } else if (kind == 'l' || kind == 'd') {
            enter(value, kind == 'd');
            return;
        } else {
            throw fault(at, "no value begins with byte 0x" + Integer.toHexString(kind & 0xff));
        }
        tape.close(value, at);
        if (isKey) {
            takeKey(value);
        } else {
            afterValue();
        }
    }

    private void enter(int value, boolean isDictionary) throws InvalidTorrentException {
        if (depth == MAX_DEPTH) {
            throw fault(at, "lists and dictionaries lie more than " + MAX_DEPTH + " deep in each other");
        }
        at++;
        open[depth] = value;
        lastKeys[depth] = -1;
        expectsKey[depth] = isDictionary;
        unsorted[depth] = false;
        depth++;
    }

    private void leave() throws InvalidTorrentException {
        int value = open[depth - 1];
        boolean isDictionary = bytes[tape.start(value)] == 'd';
        if (isDictionary && !expectsKey[depth - 1]) {
            throw fault(at, "the dictionary ends behind a key without its value");
        }
        at++;
        tape.close(value, at);
        if (unsorted[depth - 1]) {
            noteRepeatedKeys(value);
        }
        depth--;
        afterValue();
    }

    /** A dictionary expects a key behind a value. */
    private void afterValue() {
        if (depth > 0) {
            expectsKey[depth - 1] = bytes[tape.start(open[depth - 1])] == 'd';
        }
    }

    private void takeKey(int key) {
        int last = lastKeys[depth - 1];
        if (last >= 0) {
            int order = tape.compareStrings(last, key);
            if (order == 0 && !unsorted[depth - 1]) {
                tape.addRepeatedKey(tape.start(key)); // in an unsorted dictionary, at its end
            } else if (order > 0) {
                unsorted[depth - 1] = true;
                tape.addMisplacedKey(tape.start(key));
            }
        }
        lastKeys[depth - 1] = key;
        expectsKey[depth - 1] = false;
    }

    private void noteRepeatedKeys(int dictionary) {
        Set<ByteBuffer> keys = new HashSet<>();
        int end = tape.next(dictionary);
        for (int key = dictionary + 1; key < end; key = tape.next(key + 1)) {
            int start = tape.contentStart(key);
            if (!keys.add(ByteBuffer.wrap(bytes, start, tape.end(key) - start))) {
                tape.addRepeatedKey(tape.start(key));
            }
        }
    }

    private void readString() throws InvalidTorrentException {
        int start = at;
        long length = 0;
        while (at < bytes.length && isDigit(bytes[at])) {
            length = 10 * length + (bytes[at] - '0');
            at++;
            if (at - start > MAX_LENGTH_DIGITS) {
                throw fault(start, "a string is longer than the rest of the file");
            }
        }
        if (bytes[start] == '0' && at - start > 1) {
            throw fault(start, "the length of a string begins with 0");
        }
        if (at == bytes.length) {
            throw fault(at, "the file ends within the length of a string; it is cut off");
        }
        if (bytes[at] != ':') {
            throw fault(at, "no colon follows the length of a string");
        }
        at++;
        if (length > bytes.length - at) {
            throw fault(
                    start,
                    "a string has " + length + " bytes, and the file ends after " + (bytes.length - at)
                            + "; it is cut off");
        }
        at += (int) length;
    }

    private void readInteger() throws InvalidTorrentException {
        int start = at;
        at++;
        boolean negative = at < bytes.length && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int digits = at;
        long value = 0; // negative, as that range is larger
        while (at < bytes.length && isDigit(bytes[at])) {
            int digit = bytes[at] - '0';
            if (value < (Long.MIN_VALUE + digit) / 10 || (!negative && 10 * value - digit == Long.MIN_VALUE)) {
                throw fault(start, "an integer has more than 64 bits");
            }
            value = 10 * value - digit;
            at++;
        }
        if (at == bytes.length) {
            throw fault(at, "the file ends within an integer; it is cut off");
        }
        if (at == digits) {
            throw fault(at, "an integer has no digit here");
        }
        if (bytes[digits] == '0' && (negative || at - digits > 1)) {
            throw fault(start, negative ? "an integer is -0, or begins with -0" : "an integer begins with 0");
        }
        if (bytes[at] != 'e') {
            throw fault(at, "an integer does not end with e");
        }
        at++;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static InvalidTorrentException fault(int position, String reason) {
        return new InvalidTorrentException(position, reason);
    }
}
