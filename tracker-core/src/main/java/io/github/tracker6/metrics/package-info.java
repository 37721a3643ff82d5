/** A tracker's figures as Micrometer meters. The one room that needs Micrometer, which is an optional dependency. */
@NullMarked
package io.github.tracker6.metrics;

import org.jspecify.annotations.NullMarked;
