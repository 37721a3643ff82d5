/** Measures with JMH what an announce costs, layer by layer. */
@NullMarked
package io.github.tracker6.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
