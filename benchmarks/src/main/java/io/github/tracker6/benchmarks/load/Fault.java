package io.github.tracker6.benchmarks.load;

/** A fault of an answer. */
enum Fault {
    TRANSACTION("an answer without a request, or a second answer", true),
    ACTION("another action than requested", true),
    LENGTH("too short or too long", true),
    STRIDE("peers whose length is no multiple of an entry's", true),
    STATUS("an HTTP status other than 200", true),
    SYNTAX("no HTTP or no bencode", true),
    CLOSED("the connection ended before the answer did", true),
    REFUSED("an error or a failure reason", true),
    INTERVAL("an interval that is not positive", false),
    COUNTS("impossible counts", false),
    SELF("the requester itself", false),
    FOREIGN("a peer that never announced", false),
    GONE("a peer that has stopped", false),
    REPEATED("the same peer twice", false),
    TOO_MANY("more peers than wanted", false),
    TOO_FEW("fewer peers than wanted and known", false),
    SCRAPE("a scrape that contradicts the announces", false);

    private final String text;
    private final boolean framing;

    Fault(String text, boolean framing) {
        this.text = text;
        this.framing = framing;
    }

    String text() {
        return text;
    }

    /** Returns whether this is a fault of the framing, which even fixed bytes of an echo may have. */
    boolean isFraming() {
        return framing;
    }
}
