package io.github.tracker6.benchmarks.load;

/** An answer to an announce, taken apart. The peers stay in {@link #bytes}. Reused. */
final class Answer {
    byte[] bytes = new byte[0];
    int intervalSeconds;
    int seeders;
    int leechers;
    int peers4Offset;
    int peers4Bytes;
    int peers6Offset;
    int peers6Bytes;

    /** Forgets all but the bytes. */
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
