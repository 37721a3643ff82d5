package io.github.tracker6.health;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the parts of a tracker how they do, and keeps since when. It has no thread: it sees a state when it is asked.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class HealthMonitor {
    private final Clock clock;
    private final Map<String, Supplier<? extends Health>> checks = new LinkedHashMap<>();
    private final Map<String, PartHealth> seen = new LinkedHashMap<>();

    /** Makes a monitor without parts. */
    public HealthMonitor() {
        this(Clock.systemUTC());
    }

    /** Makes a monitor without parts, with a clock of the caller's. */
    public HealthMonitor(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Adds a part.
     *
     * @param part its name, for people
     * @param check says how it does; quick, does not wait, and does not call this monitor. If it throws, the part is down
     * @return this
     * @throws IllegalArgumentException if the name is empty, or there is a part of that name
     */
    public synchronized HealthMonitor add(String part, Supplier<? extends Health> check) {
        Objects.requireNonNull(check, "check");
        if (part.isEmpty()) {
            throw new IllegalArgumentException("the name of a part is empty");
        }
        if (checks.putIfAbsent(part, check) != null) {
            throw new IllegalArgumentException("part " + part + " is there already");
        }
        return this;
    }

    /** Asks every part; in the order in which they were added. */
    public synchronized List<PartHealth> parts() {
        List<PartHealth> parts = new ArrayList<>(checks.size());
        checks.forEach((part, check) -> parts.add(look(part, check)));
        return List.copyOf(parts);
    }

    /**
     * Asks one part.
     *
     * @throws IllegalArgumentException if there is no part of that name
     */
    public synchronized PartHealth part(String part) {
        Supplier<? extends Health> check = checks.get(part);
        if (check == null) {
            throw new IllegalArgumentException("there is no part " + part);
        }
        return look(part, check);
    }

    /** Asks every part, and returns the worst state; up where there is no part. */
    public HealthState state() {
        return parts().stream()
                .map(PartHealth::state)
                .max(HealthState::compareTo)
                .orElse(HealthState.UP);
    }

    /** Asks every part, and returns those that are down. The tracker is ready if there are none: what {@code /readyz} asks. */
    public List<PartHealth> down() {
        return parts().stream().filter(part -> part.state() == HealthState.DOWN).toList();
    }

    private PartHealth look(String part, Supplier<? extends Health> check) {
        HealthState state;
        String reason;
        try {
            Health now = Objects.requireNonNull(check.get(), "health");
            state = Objects.requireNonNull(now.state(), "state");
            reason = Objects.requireNonNull(now.reason(), "reason");
        } catch (Throwable e) { // the other parts are asked all the same
            state = HealthState.DOWN;
            reason = "the check failed: " + e;
        }
        PartHealth after = new PartHealth(part, state, oneLine(reason), since(seen.get(part), state));
        seen.put(part, after);
        return after;
    }

    /** A reason may hold the message of any exception. */
    private static String oneLine(String reason) {
        return reason.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private Instant since(@Nullable PartHealth before, HealthState state) {
        return before != null && before.state() == state ? before.since() : clock.instant();
    }
}
