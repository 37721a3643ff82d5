/** A command line program that measures what the tracker and its stores cost. It may use every module. */
@NullMarked
package io.github.tracker6.benchmarks;

import org.jspecify.annotations.NullMarked;
