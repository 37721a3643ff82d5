package io.github.tracker6.benchmarks.load;

/** The fault of a test tracker, in every fifth answer. */
enum Flaw {
    NONE,
    HANDS_OUT_REQUESTER,
    HANDS_OUT_STRANGER,
    HANDS_OUT_STOPPED,
    HANDS_OUT_TWICE,
    HANDS_OUT_TOO_MANY,
    HANDS_OUT_TOO_FEW,
    OTHER_STRIDE,
    BROKEN_STRIDE,
    NEGATIVE_COUNT,
    HUGE_COUNT,
    ZERO_INTERVAL,
    REFUSES,
    IS_SILENT,
    FORGETS_PEERS_IN_SCRAPE,
    // UDP only
    OTHER_TRANSACTION,
    OTHER_ACTION,
    CUT_OFF,
    ANSWERS_TWICE,
    // HTTP only
    STATUS_500,
    NO_BENCODE
}
