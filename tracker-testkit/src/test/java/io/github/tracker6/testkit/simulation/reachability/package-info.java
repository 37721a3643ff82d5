/**
 * A swarm in which many hosts let nothing in over IPv6 or over IPv4. Its hosts announce to a real tracker, connect to each
 * other, and are probed. The result is how many connections they get, and over which family. All random numbers have fixed
 * seeds, so two runs have the same figures.
 */
@NullMarked
package io.github.tracker6.testkit.simulation.reachability;

import org.jspecify.annotations.NullMarked;
