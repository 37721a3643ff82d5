/** Measures trackers that share swarms through a Redis, as processes of their own. */
@NullMarked
package io.github.tracker6.benchmarks.shared;

import org.jspecify.annotations.NullMarked;
