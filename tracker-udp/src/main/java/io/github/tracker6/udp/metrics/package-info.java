/**
 * The counters of a UDP server as Micrometer meters. Only packages of this name need Micrometer, which is an optional dependency.
 */
@NullMarked
package io.github.tracker6.udp.metrics;

import org.jspecify.annotations.NullMarked;
