/**
 * The counters and totals of a tracker as Micrometer meters. Only this package needs Micrometer, which is an optional
 * dependency.
 */
@NullMarked
package io.github.tracker6.metrics;

import org.jspecify.annotations.NullMarked;
