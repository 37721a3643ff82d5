/** What the tracker and its stores cost, measured; a command line program that may use every module. */
@NullMarked
package io.github.tracker6.benchmarks;

import org.jspecify.annotations.NullMarked;
