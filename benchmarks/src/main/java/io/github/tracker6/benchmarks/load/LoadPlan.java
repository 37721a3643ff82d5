package io.github.tracker6.benchmarks.load;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What load to put on what.
 *
 * @param target the tracker
 * @param rate announces per second that are offered whatever the answers do (open loop); 0 for a closed loop
 * @param poisson whether an open loop draws its gaps at random, not evenly
 * @param inFlight announces in flight of a closed loop, and of the filling
 * @param warmup load before the measured time
 * @param duration the measured time
 * @param timeout after which an answer is lost
 * @param swarms number of swarms
 * @param peers number of peers over all swarms
 * @param zipf exponent of the sizes of swarms; 0 for all alike
 * @param seeders share of peers that are seeders, 0 to 1
 * @param churn share of announces that are a {@code stopped}, 0 to 1
 * @param numWant peers asked for
 * @param sources sockets or connections, over IPv4 loopback each with an address of its own
 * @param firstSource the first of as many consecutive addresses, or null where the machine's own are to be found
 * @param threads generators
 * @param connectionPerRequest whether HTTP connections serve one request each
 * @param echo whether the target answers with fixed bytes, so that framing alone can be judged
 * @param tolerateSelf whether an answer may tell the requester of itself
 * @param seed of everything random, and of the info hashes
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
        long seed) {

    boolean openLoop() {
        return rate > 0;
    }
}
