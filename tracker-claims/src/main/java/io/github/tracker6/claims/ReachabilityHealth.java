package io.github.tracker6.claims;

import io.github.tracker6.Reachability;
import java.util.List;

/**
 * How a {@link ReachabilityProber} does at one moment. Immutable.
 *
 * @param active whether its thread runs: false before {@link ReachabilityProber#start()}, after {@link
 *     ReachabilityProber#close()}, and where there is nothing to probe
 * @param believed whether an endpoint that is not reached counts as such. If false after many probes, the tracker's own IPv6
 *     may not work
 * @param running how many probes of announced endpoints are running, 0 to {@link ReachabilityProberBuilder#maxProbesAtOnce}
 * @param waiting how many announces wait for the thread, 0 to 4,096. More are left out, and counted as {@link
 *     ProbeRefusal#QUEUE_FULL}
 * @param seeds which pinned seeds answer, one entry for each endpoint
 */
public record ReachabilityHealth(boolean active, boolean believed, int running, int waiting, List<SeedHealth> seeds) {
    /** Copies the list. */
    public ReachabilityHealth {
        seeds = List.copyOf(seeds);
    }

    /** Returns how many endpoints of pinned seeds are in a state. */
    public long seeds(Reachability state) {
        return seeds.stream().filter(seed -> seed.state() == state).count();
    }
}
