/**
 * A deterministic simulation of several nodes on one change log, with faults: time, threads and the network are events in one
 * queue, drawn from a seed. A history that fails is shortened.
 */
@org.jspecify.annotations.NullMarked
package io.github.tracker6.testkit.replication;
