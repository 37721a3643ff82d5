package io.github.tracker6.health;

/**
 * How a part does, from good to bad.
 *
 * @since 0.1.0
 */
public enum HealthState {
    /** It works. */
    UP,
    /** It works, but not as it should: something is missing, late or full. The tracker still serves. */
    DEGRADED,
    /** It does not work, or not yet. A tracker with such a part is not ready: requests should go to another one. */
    DOWN
}
