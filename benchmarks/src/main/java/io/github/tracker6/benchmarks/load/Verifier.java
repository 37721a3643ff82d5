package io.github.tracker6.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers by what the generator itself announced. Only what is provable counts: an answer may or may not reflect
 * what was in flight together with it. It takes for granted that nobody else announces these info hashes, which are
 * random, and that no peer expires during the run.
 */
final class Verifier {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    /** Trackers cap numwant at no less; over UDP a packet of 1,232 bytes holds no more over IPv6. */
    private static final int LEAST_CAP = 200;

    private static final int LEAST_CAP_UDP_IPV6 = 67;

    private final LoadPlan plan;
    private final Population population;
    private final PeerStates states;
    private final InFlight inFlight;
    private final int cap;
    private final long[] seen;

    Verifier(LoadPlan plan, Population population, PeerStates states, InFlight inFlight, boolean ipv4) {
        this.plan = plan;
        this.population = population;
        this.states = states;
        this.inFlight = inFlight;
        this.cap = Math.min(plan.numWant(), plan.target().udp() && !ipv4 ? LEAST_CAP_UDP_IPV6 : LEAST_CAP);
        this.seen = new long[population.peers()];
    }

    /** Returns what is wrong with the answer to an announce, or null. Call it before the peer's state changes. */
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
        int sureOthers = inFlight.sureOthers(sequence) - leftMeanwhile;
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
            int found = population.peerAt(swarm, (int) INT.get(bytes, at), portAt(bytes, at + 4));
            Fault fault = faultOfPeer(sequence, requester, found);
            if (fault != null) {
                return fault;
            }
        }
        for (int at = answer.peers6Offset; at < answer.peers6Offset + answer.peers6Bytes; at += 18) {
            int found = population.peerAt(
                    swarm, (long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8), portAt(bytes, at + 16));
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
        // A requester that stops, or starts, is where its own announce has put it.
        return found != requester && states.absentSince(found, sequence) ? Fault.GONE : null;
    }

    private static int portAt(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) SHORT.get(bytes, at));
    }
}
