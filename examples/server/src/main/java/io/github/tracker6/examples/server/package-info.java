/** The smallest program that embeds a tracker, for tests and first steps; uses {@code tracker-server}. */
@NullMarked
package io.github.tracker6.examples.server;

import org.jspecify.annotations.NullMarked;
