package io.github.tracker6.testkit.simulation;

/** What the tracker could know when it gave an answer. */
enum AnswerKind {
    /** Fewer peers with IPv4 alone were known than the requester wanted: peers were not plenty. */
    SCARCE,
    /** The requester announces over both families and was heard over one so far. */
    FIRST_OF_TWO,
    /** All that the tracker will ever know of the requester was known. */
    SETTLED
}
