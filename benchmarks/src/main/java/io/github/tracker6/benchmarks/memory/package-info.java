/** What the memory store costs: bytes per peer, each load in a process of its own, and the loads that timings share. */
@NullMarked
package io.github.tracker6.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
