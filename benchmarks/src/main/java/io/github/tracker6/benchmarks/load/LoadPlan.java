package io.github.tracker6.benchmarks.load;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A load and its target. Immutable.
 *
 * @param target the tracker
 * @param rate announces per second, independent of the answers (open loop); 0 for a closed loop
 * @param poisson whether the gaps of an open loop are random (Poisson arrivals), not equal
 * @param inFlight announces in flight in a closed loop and while peers join
 * @param warmup the time of load before the measured time
 * @param duration the measured time
 * @param timeout after which an announce without an answer is lost
 * @param swarms the number of swarms
 * @param peers the number of peers over all swarms
 * @param zipf the exponent of the sizes of swarms; 0 makes all equal
 * @param seeders the share of seeders, 0 to 1
 * @param churn the share of announces with event {@code stopped}, 0 to 1
 * @param numWant the peers wanted per announce
 * @param sources the number of sockets or connections; over IPv4 loopback each has its own address
 * @param firstSource the first of as many consecutive addresses; null to use the address of the route to the target
 * @param threads the number of generators
 * @param connectionPerRequest whether each HTTP connection serves one request
 * @param echo whether the target answers with fixed bytes, so that only the framing can be verified
 * @param tolerateSelf whether an answer may contain the requester
 * @param seed the seed of everything random, info hashes included
 * @param others more trackers that share the swarms of the target, over the same protocol and family; UDP only
 * @param completions the share of a downloader's announces with event {@code completed}, 0 to 1; then it is a seeder, and
 *     as large a share of its announces has the event again
 */
record LoadPlan(
        Target target,
        double rate,
        boolean poisson,
        int inFlight,
        Duration warmup,
        Duration duration,
        Duration timeout,
        int swarms,
        int peers,
        double zipf,
        double seeders,
        double churn,
        int numWant,
        int sources,
        @Nullable InetAddress firstSource,
        int threads,
        boolean connectionPerRequest,
        boolean echo,
        boolean tolerateSelf,
        long seed,
        List<Target> others,
        double completions) {

    /** Returns all trackers: the target first. */
    List<Target> targets() {
        return Stream.concat(Stream.of(target), others.stream()).toList();
    }

    boolean openLoop() {
        return rate > 0;
    }
}
