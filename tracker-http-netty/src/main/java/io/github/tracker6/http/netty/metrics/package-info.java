/**
 * The counters of an HTTP server as Micrometer meters. Only packages of this name need Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.http.netty.metrics;

import org.jspecify.annotations.NullMarked;
