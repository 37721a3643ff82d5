package io.github.tracker6.health;

import java.util.Objects;

/** A state and its reason. */
record PlainHealth(HealthState state, String reason) implements Health {
    PlainHealth {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
    }
}
