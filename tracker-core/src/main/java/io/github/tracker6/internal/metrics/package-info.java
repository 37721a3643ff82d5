/**
 * Registers meters with Micrometer, for the packages of our modules that offer meters. No API, may change in any release. The
 * other internal package does without Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.internal.metrics;

import org.jspecify.annotations.NullMarked;
