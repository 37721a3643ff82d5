package io.github.tracker6.store.memory;

import io.github.tracker6.health.Health;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether there is room left: degraded once 95 % of the hosts, swarms with peers or bytes that may be are there, until there
 * are 90 % or less. So it does not change with each host that comes or goes. Thread-safe.
 */
final class CapacityHealth {
    private static final int HIGH_PERCENT = 95;
    private static final int LOW_PERCENT = 90;
    private static final int FULL_PERCENT = 100;

    private final StoreCapacity capacity;
    private final Level hosts = new Level();
    private final Level swarms = new Level();
    private final Level memory = new Level();

    /** One of the limits, and whether it was nearly reached. */
    private static final class Level {
        private boolean isHigh;

        boolean isHigh(long percent) {
            isHigh = percent >= HIGH_PERCENT || (isHigh && percent > LOW_PERCENT);
            return isHigh;
        }
    }

    CapacityHealth(StoreCapacity capacity) {
        this.capacity = capacity;
    }

    /** Returns what the capacity says now. */
    synchronized Health now() {
        List<String> reasons = new ArrayList<>();
        int peers = capacity.hosts();
        note(reasons, hosts, FULL_PERCENT * (long) peers / capacity.maxHosts(), "peers", peers, capacity.maxHosts());
        int withPeers = capacity.swarmsWithPeers();
        long percent = FULL_PERCENT * (long) withPeers / capacity.maxSwarms();
        note(reasons, swarms, percent, "swarms", withPeers, capacity.maxSwarms());
        long maxMebibytes = capacity.maxBytes() >> 20;
        long mebibytes = maxMebibytes * capacity.memoryPercent() / FULL_PERCENT;
        note(reasons, memory, capacity.memoryPercent(), "MiB of direct memory", mebibytes, maxMebibytes);
        return reasons.isEmpty() ? Health.UP : Health.degraded(String.join("; ", reasons));
    }

    private static void note(List<String> reasons, Level level, long percent, String what, long count, long max) {
        if (level.isHigh(percent)) {
            reasons.add(
                    percent >= FULL_PERCENT
                            ? "full, new peers are answered but not listed: " + count + " of " + max + " " + what
                            : "nearly full: " + count + " of " + max + " " + what);
        }
    }
}
