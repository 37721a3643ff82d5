/** Meters of the listed torrents, for those who watch the tracker with Micrometer. Uses {@code status} and the core's meters. */
@NullMarked
package io.github.tracker6.status.metrics;

import org.jspecify.annotations.NullMarked;
