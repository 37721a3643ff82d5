/**
 * The figures of a shared store as Micrometer meters. Only packages of this name need Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.store.shared.metrics;

import org.jspecify.annotations.NullMarked;
