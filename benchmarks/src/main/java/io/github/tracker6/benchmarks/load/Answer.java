package io.github.tracker6.benchmarks.load;

/** A decoded answer to an announce. The peers stay in {@link #bytes}. Reused; not thread-safe. */
final class Answer {
    byte[] bytes = new byte[0];
    int intervalSeconds;
    int seeders;
    int leechers;
    int peers4Offset;
    int peers4Bytes;
    int peers6Offset;
    int peers6Bytes;

    /** Sets the bytes and clears all other fields. */
    void reset(byte[] content) {
        bytes = content;
        intervalSeconds = 0;
        seeders = 0;
        leechers = 0;
        peers4Bytes = 0;
        peers6Bytes = 0;
    }

    int peers() {
        return peers4Bytes / 6 + peers6Bytes / 18;
    }
}
