/**
 * A swarm of simulated hosts that announces to a real tracker with a real store, to see over which address family its
 * hosts can meet. Everything is seeded: two runs give the same figures.
 */
@NullMarked
package io.github.tracker6.testkit.simulation;

import org.jspecify.annotations.NullMarked;
