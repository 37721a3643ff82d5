package io.github.tracker6.testkit.simulation;

/** What the tracker could know when it sent an answer. */
enum AnswerKind {
    /** It knew fewer peers with IPv4 only than the requester wanted: there were too few peers. */
    SCARCE,
    /** The requester announces over both families, and has announced over one so far. */
    FIRST_OF_TWO,
    /** The tracker knew everything that it will ever know of the requester. */
    SETTLED
}
