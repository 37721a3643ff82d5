package io.github.tracker6.store.memory;

/**
 * What changes that were made between two cuts share.
 *
 * @param number grows from epoch to epoch
 * @param seen the order of the last log entry that the node had read when the first of them was made
 * @param baseMillis from when their times count
 */
record PendingEpoch(long number, long seen, long baseMillis) {}
