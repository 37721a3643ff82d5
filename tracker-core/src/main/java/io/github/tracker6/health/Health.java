package io.github.tracker6.health;

/**
 * What a part says of itself at one moment. Immutable. A part that knows more has a type of its own that implements this
 * interface.
 *
 * @since 0.1.0
 */
public interface Health {
    /** The part works. */
    Health UP = new PlainHealth(HealthState.UP, "");

    /** Returns how the part does. */
    HealthState state();

    /** Returns why, in one line for the operator: no password, no address of a client; "" where the part is up. */
    String reason();

    /** Returns that a part works, but not as it should. */
    static Health degraded(String reason) {
        return new PlainHealth(HealthState.DEGRADED, reason);
    }

    /** Returns that a part does not work, or not yet. */
    static Health down(String reason) {
        return new PlainHealth(HealthState.DOWN, reason);
    }
}
