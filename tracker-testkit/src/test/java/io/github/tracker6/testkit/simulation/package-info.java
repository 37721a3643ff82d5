/**
 * A swarm of simulated hosts announces to a real tracker with a real store. The result is over which address family the
 * hosts can connect. All random numbers have fixed seeds, so two runs have the same figures.
 */
@NullMarked
package io.github.tracker6.testkit.simulation;

import org.jspecify.annotations.NullMarked;
