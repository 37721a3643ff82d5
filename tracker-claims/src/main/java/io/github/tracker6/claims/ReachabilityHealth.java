package io.github.tracker6.claims;

import io.github.tracker6.Reachability;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a {@link ReachabilityProber} does at one moment. Immutable. It is up or degraded: the tracker serves without it.
 *
 * @param active whether its thread runs: false before {@link ReachabilityProber#start()}, after {@link
 *     ReachabilityProber#close()}, and where there is nothing to probe
 * @param believed whether an endpoint that is not reached counts as such. If false after many probes, the tracker's own IPv6
 *     may not work
 * @param inDoubt whether so many probes failed in a row, and for so long, that the tracker's own IPv6 is in doubt
 * @param broken whether its thread has ended although nothing closed it
 * @param running how many probes of announced endpoints are running, 0 to {@link ReachabilityProberBuilder#maxProbesAtOnce}
 * @param waiting how many announces wait for the thread, 0 to 4,096. More are left out, and counted as {@link
 *     ProbeRefusal#QUEUE_FULL}
 * @param seeds which pinned seeds answer, one entry for each endpoint
 * @since 0.1.0
 */
public record ReachabilityHealth(
        boolean active,
        boolean believed,
        boolean inDoubt,
        boolean broken,
        int running,
        int waiting,
        List<SeedHealth> seeds)
        implements Health {
    private static final int NAMED_SEEDS = 3;

    /** Copies the list. */
    public ReachabilityHealth {
        seeds = List.copyOf(seeds);
    }

    @Override
    public HealthState state() {
        return reason().isEmpty() ? HealthState.UP : HealthState.DEGRADED;
    }

    @Override
    public String reason() {
        if (broken) {
            return "its thread has ended: no endpoint is probed";
        }
        List<String> reasons = new ArrayList<>();
        if (inDoubt && !believed) {
            reasons.add("no probe reaches a peer: the tracker's own IPv6 may not work");
        }
        long silent = seeds(Reachability.NOT_REACHED);
        if (silent > 0) {
            String named = seeds.stream()
                    .filter(seed -> seed.state() == Reachability.NOT_REACHED)
                    .limit(NAMED_SEEDS)
                    .map(seed -> seed.endpoint().toString())
                    .collect(Collectors.joining(", "));
            reasons.add(silent + " of " + seeds.size() + " pinned seeds do not answer: " + named
                    + (silent > NAMED_SEEDS ? ", ..." : ""));
        }
        return String.join("; ", reasons);
    }

    /** Returns how many endpoints of pinned seeds are in a state. */
    public long seeds(Reachability state) {
        return seeds.stream().filter(seed -> seed.state() == state).count();
    }
}
