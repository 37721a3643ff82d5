/**
 * The command {@code conformance}: checks of what a tracker answers on the wire, for any tracker. It uses the test clients
 * of the testkit, and nothing of our own servers.
 */
@NullMarked
package io.github.tracker6.benchmarks.conformance;

import org.jspecify.annotations.NullMarked;
