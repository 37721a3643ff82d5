package io.github.tracker6.benchmarks.load;

/** What can be wrong with an answer. */
enum Fault {
    TRANSACTION("an answer to nothing that was asked, or a second one", true),
    ACTION("another action than was asked for", true),
    LENGTH("too short or too long", true),
    STRIDE("peers of a broken length", true),
    STATUS("an HTTP status other than 200", true),
    SYNTAX("no HTTP or no bencode", true),
    CLOSED("the connection ended before the answer did", true),
    REFUSED("an error or a failure reason", true),
    INTERVAL("an interval that is not positive", false),
    COUNTS("counts that can't be", false),
    SELF("the requester itself", false),
    FOREIGN("a peer that never announced", false),
    GONE("a peer that had stopped", false),
    REPEATED("a peer twice", false),
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

    /** Returns whether fixed bytes, as an echo sends them, could have the fault. */
    boolean isFraming() {
        return framing;
    }
}
