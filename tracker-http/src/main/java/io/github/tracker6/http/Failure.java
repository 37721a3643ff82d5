package io.github.tracker6.http;

import io.github.tracker6.Rejection;
import java.nio.charset.StandardCharsets;

/** Encodes a refusal (BEP 3, "failure reason"; BEP 31, "retry in"). Stateless. */
final class Failure {
    private static final byte[] FAILURE_REASON = ascii("failure reason");
    private static final byte[] INTERVAL = ascii("interval");
    private static final byte[] RETRY_IN = ascii("retry in");
    private static final int MIN_RETRY_SECONDS = 60;
    private static final int SECONDS_PER_MINUTE = 60;

    private Failure() {}

    /**
     * Writes the dictionary of a refusal. Most clients ignore {@code retry in} and some obey the interval, so both hold the
     * same time.
     */
    static void encode(BencodeWriter out, Rejection rejection, int intervalSeconds) {
        int retrySeconds = rejection.retryAfterSeconds();
        out.beginDictionary();
        out.key(FAILURE_REASON);
        out.string(rejection.text());
        out.key(INTERVAL);
        out.integer(retrySeconds > 0 ? Math.max(retrySeconds, MIN_RETRY_SECONDS) : intervalSeconds);
        if (retrySeconds > 0) {
            out.key(RETRY_IN);
            out.integer((retrySeconds - 1) / SECONDS_PER_MINUTE + 1);
        }
        out.endDictionary();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
