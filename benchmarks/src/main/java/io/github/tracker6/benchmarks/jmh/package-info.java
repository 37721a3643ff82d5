/** What an announce costs, layer by layer, measured with JMH. */
@NullMarked
package io.github.tracker6.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
