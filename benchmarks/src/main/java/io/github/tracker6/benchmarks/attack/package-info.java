/**
 * False swarms and peers from a few networks, beside honest clients: whether the tracker stays fair. Uses sockets alone, and
 * nothing of the tracker.
 */
@NullMarked
package io.github.tracker6.benchmarks.attack;

import org.jspecify.annotations.NullMarked;
