package io.github.tracker6.benchmarks.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bencoded answer to an announce (BEP 3, 7, 23). Strict: bytes after the dictionary are a fault. Reused; not
 * thread-safe.
 */
final class BencodedAnswer {
    private static final byte[] COMPLETE = key("complete");
    private static final byte[] FAILURE = key("failure reason");
    private static final byte[] INCOMPLETE = key("incomplete");
    private static final byte[] INTERVAL = key("interval");
    private static final byte[] PEERS = key("peers");
    private static final byte[] PEERS6 = key("peers6");

    private final BencodeCursor cursor = new BencodeCursor();

    /**
     * Reads an answer.
     *
     * @return null if the answer is well-formed
     */
    @Nullable
    Fault read(byte[] content, int offset, int length, Answer answer) {
        cursor.start(content, offset, length);
        answer.reset(content);
        try {
            return dictionary(answer);
        } catch (BencodeCursor.Malformed e) {
            return Fault.SYNTAX;
        }
    }

    /** Returns the last string that was read, for example a failure reason. */
    String lastString() {
        return cursor.text();
    }

    private @Nullable Fault dictionary(Answer answer) {
        cursor.expect('d');
        boolean peers = false;
        while (cursor.peek() != 'e') {
            cursor.string();
            if (cursor.isString(FAILURE)) {
                cursor.string();
                return Fault.REFUSED;
            } else if (cursor.isString(INTERVAL)) {
                answer.intervalSeconds = cursor.number();
            } else if (cursor.isString(COMPLETE)) {
                answer.seeders = cursor.number();
            } else if (cursor.isString(INCOMPLETE)) {
                answer.leechers = cursor.number();
            } else if (cursor.isString(PEERS)) {
                cursor.string();
                peers = true;
                answer.peers4Offset = cursor.stringStart();
                answer.peers4Bytes = cursor.stringBytes();
            } else if (cursor.isString(PEERS6)) {
                cursor.string();
                answer.peers6Offset = cursor.stringStart();
                answer.peers6Bytes = cursor.stringBytes();
            } else {
                cursor.skip();
            }
        }
        cursor.expect('e');
        return peers && cursor.isAtEnd() ? null : Fault.SYNTAX;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
