/**
 * How the parts of a tracker do: up, degraded or down, since when and why. Each part says how it does; {@link
 * io.github.tracker6.health.HealthMonitor} asks all of them. Uses the JDK alone.
 */
@NullMarked
package io.github.tracker6.health;

import org.jspecify.annotations.NullMarked;
