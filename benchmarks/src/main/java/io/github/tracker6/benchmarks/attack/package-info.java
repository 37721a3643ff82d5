/**
 * False swarms and peers from a few networks, beside honest clients: whether the tracker stays fair. It
 * knows the tracker by its addresses alone.
 */
@NullMarked
package io.github.tracker6.benchmarks.attack;

import org.jspecify.annotations.NullMarked;
