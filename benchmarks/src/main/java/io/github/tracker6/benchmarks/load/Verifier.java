package io.github.tracker6.benchmarks.load;

import io.github.tracker6.internal.BigEndian;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies answers by what the generator itself has announced. It reports only what is certainly wrong: an answer may
 * or may not include announces that were in flight at the same time, or that another tracker has heard. It assumes that no other program announces these
 * info hashes, which are random, and that no peer expires during the run. Not thread-safe.
 */
final class Verifier {
    /** No tracker is known to cap numwant lower. Over UDP and IPv6, a packet of 1,232 bytes has room for 67 peers. */
    private static final int LEAST_CAP = 200;

    private static final int LEAST_CAP_UDP_IPV6 = 67;

    private final LoadPlan plan;
    private final Population population;
    private final PeerStates states;
    private final InFlight inFlight;
    private final int cap;
    private final long[] seen;

    /** By swarm, see {@link AlikeTags#most}. */
    private final int[] mayLack;

    Verifier(LoadPlan plan, Population population, PeerStates states, InFlight inFlight, boolean ipv4) {
        this.plan = plan;
        this.population = population;
        this.states = states;
        this.inFlight = inFlight;
        this.cap = Math.min(plan.numWant(), plan.target().udp() && !ipv4 ? LEAST_CAP_UDP_IPV6 : LEAST_CAP);
        this.seen = new long[population.peers()];
        this.mayLack = IntStream.range(0, population.swarms())
                .map(swarm -> AlikeTags.most(population.size(swarm)))
                .toArray();
    }

    /** Returns the fault of the answer to an announce, or null. Call it before the state of the peer changes. */
    @Nullable
    Fault faultOf(long sequence, Answer answer) {
        int peer = inFlight.peer(sequence);
        int swarm = population.swarmOf(peer);
        int peers = answer.peers();
        if (answer.peers4Bytes % 6 != 0 || answer.peers6Bytes % 18 != 0) {
            return Fault.STRIDE;
        }
        if (answer.intervalSeconds <= 0) {
            return Fault.INTERVAL;
        }
        if (peers > plan.numWant()) {
            return Fault.TOO_MANY;
        }
        long known = (long) answer.seeders + answer.leechers;
        if (answer.seeders < 0 || answer.leechers < 0 || known < peers || known > population.size(swarm)) {
            return Fault.COUNTS;
        }
        int leftMeanwhile = states.leaves(swarm) - inFlight.leaves(sequence);
        int sureOthers = inFlight.sureOthers(sequence) - leftMeanwhile - mayLack[swarm];
        if (known < sureOthers) {
            return Fault.COUNTS;
        }
        Fault fault = faultOfPeers(sequence, peer, swarm, answer);
        if (fault != null) {
            return fault;
        }
        return inFlight.event(sequence) != Event.STOPPED && peers < Math.min(cap, sureOthers) ? Fault.TOO_FEW : null;
    }

    private @Nullable Fault faultOfPeers(long sequence, int requester, int swarm, Answer answer) {
        byte[] bytes = answer.bytes;
        for (int at = answer.peers4Offset; at < answer.peers4Offset + answer.peers4Bytes; at += 6) {
            int found = population.peerAt(swarm, BigEndian.intAt(bytes, at), BigEndian.shortAt(bytes, at + 4));
            Fault fault = faultOfPeer(sequence, requester, found);
            if (fault != null) {
                return fault;
            }
        }
        for (int at = answer.peers6Offset; at < answer.peers6Offset + answer.peers6Bytes; at += 18) {
            int found = population.peerAt(
                    swarm,
                    BigEndian.longAt(bytes, at),
                    BigEndian.longAt(bytes, at + 8),
                    BigEndian.shortAt(bytes, at + 16));
            Fault fault = faultOfPeer(sequence, requester, found);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable Fault faultOfPeer(long sequence, int requester, int found) {
        if (found < 0) {
            return Fault.FOREIGN;
        }
        if (found == requester && !plan.tolerateSelf()) {
            return Fault.SELF;
        }
        if (seen[found] == sequence) {
            return Fault.REPEATED;
        }
        seen[found] = sequence;
        if (states.absentSince(found, 0)) {
            return Fault.FOREIGN;
        }
        // The state of the requester itself depends on this very announce.
        return found != requester && states.haveOneHome(found, requester) && states.absentSince(found, sequence)
                ? Fault.GONE
                : null;
    }
}
