/**
 * The figures of address claims and of the reachability prober as Micrometer meters. Only this package of the module needs
 * Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.claims.metrics;

import org.jspecify.annotations.NullMarked;
