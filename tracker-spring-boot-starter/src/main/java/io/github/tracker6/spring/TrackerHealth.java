package io.github.tracker6.spring;

import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How the tracker does, in the words of Spring Boot's health, whose classes stand elsewhere in each version. */
final class TrackerHealth {
    private final HealthMonitor monitor;
    private final BooleanSupplier running;

    TrackerHealth(HealthMonitor monitor, BooleanSupplier running) {
        this.monitor = monitor;
        this.running = running;
    }

    /**
     * How all parts do.
     *
     * @param status {@code UP} while the tracker serves, also where a part is degraded; {@code DOWN} if a part is down; {@code
     *     OUT_OF_SERVICE} before the start and from the stop on
     * @param details by part: its state, since when, and the reason where it is not up
     */
    record Report(String status, Map<String, Object> details) {}

    /** Asks every part. */
    Report report() {
        List<PartHealth> parts = monitor.parts();
        Map<String, Object> details = new LinkedHashMap<>();
        parts.forEach(part -> details.put(part.part(), details(part)));
        boolean isDown = parts.stream().anyMatch(part -> part.state() == HealthState.DOWN);
        if (!running.getAsBoolean()) {
            return new Report("OUT_OF_SERVICE", details);
        }
        return new Report(isDown ? "DOWN" : "UP", details);
    }

    private static Map<String, String> details(PartHealth part) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("state", part.state().name());
        details.put("since", part.since().toString());
        if (!part.reason().isEmpty()) {
            details.put("reason", part.reason());
        }
        return details;
    }
}
