package io.github.tracker6.health;

import java.time.Instant;

/**
 * How one part does, and since when. Immutable.
 *
 * @param part its name, for people, such as {@code HTTP} or {@code Store}
 * @param state how it does
 * @param reason why, in one line; "" where it is up
 * @param since when the state was first seen
 * @since 0.1.0
 */
public record PartHealth(String part, HealthState state, String reason, Instant since) {}
