package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import java.nio.ByteBuffer;

/**
 * Puts an endpoint that {@link SwarmCursor#locate} has looked for into the open swarm, in two steps: {@link #begin} makes
 * place and tells what is known of the host, {@link #end} writes the record and links it to the other family's. Between them
 * the caller decides whether the host is finished. Reusable. Not thread-safe: used under its shard's lock.
 */
final class Placement {
    private final SwarmCursor open;
    private AddressFamily family = AddressFamily.IPV4;
    private long high;
    private long low;
    private int port;
    private long tag;
    private int match;
    private int partner;
    private boolean finished;
    private boolean returned;
    private int reach;

    Placement(SwarmCursor open) {
        this.open = open;
    }

    /**
     * Makes place: an endpoint that had another tag leaves its host, and the endpoint of the host that it replaces is removed.
     *
     * @param seen when it announced, in ticks
     */
    void begin(AddressFamily newFamily, long newHigh, long newLow, int newPort, long newTag, int seen) {
        family = newFamily;
        high = newHigh;
        low = newLow;
        port = newPort;
        tag = newTag;
        PeerTable own = open.peers(family);
        match = own.match;
        finished = false;
        returned = false;
        reach = PeerState.UNKNOWN;
        if (match != PeerTable.NONE) {
            long old = own.state(match);
            finished = PeerState.finished(old);
            returned = Ticks.returns(old, seen);
            reach = PeerState.reach(old);
            if (PeerState.tag(old) != tag) {
                open.unlinkPartner(family, old);
            }
        }
        if (own.tagMatch != PeerTable.NONE && own.tagMatch != match) {
            replace(own, own.tagMatch, seen);
        }
        PeerTable others = open.peers(family.other());
        partner = others.findTag(tag);
        finished |= partner != PeerTable.NONE && PeerState.finished(others.state(partner));
    }

    /** Removes the endpoint of the host that the new one replaces. */
    private void replace(PeerTable own, int replaced, int seen) {
        long old = own.state(replaced);
        finished |= PeerState.finished(old);
        returned |= Ticks.returns(old, seen);
        if (reach == PeerState.UNKNOWN && isAlike(own, replaced)) {
            reach = PeerState.reach(old);
        }
        own.remove(replaced);
        match = match == PeerTable.NONE ? PeerTable.NONE : own.find(high, low, port);
    }

    /** Returns whether an endpoint that is replaced has the /64 and the port of the one that replaces it. */
    private boolean isAlike(PeerTable own, int replaced) {
        ByteBuffer buffer = own.buffer(replaced);
        int at = own.at(replaced);
        return own.records.high(buffer, at) == high && own.records.port(buffer, at) == port;
    }

    /** Returns whether an endpoint of the host says that it finished. */
    boolean isFinished() {
        return finished;
    }

    /** Returns whether the endpoint was not there before. */
    boolean isNew() {
        return match == PeerTable.NONE;
    }

    /**
     * Returns what is known of whether the host's IPv6 endpoint can be reached, see {@link PeerState#reach}. Before {@link
     * #end}, what the endpoint that is put in, if it is of IPv6, has from the one that it was or replaces.
     */
    int reach() {
        return reach;
    }

    /**
     * Writes the record.
     *
     * @param isFinished whether the host is finished
     * @param hasReturned whether the endpoint counts as one that has returned, whatever the records say
     * @param newReach the reachability of an IPv6 endpoint; no matter for IPv4
     * @return its handle
     */
    int end(PeerRole role, boolean isFinished, boolean hasReturned, int newReach, int seen) {
        PeerTable own = open.peers(family);
        PeerTable others = open.peers(family.other());
        boolean linked = partner != PeerTable.NONE;
        boolean ipv6 = family == AddressFamily.IPV6;
        reach = ipv6 ? newReach : PeerState.UNKNOWN;
        if (linked) {
            long old = others.state(partner);
            reach = ipv6 ? newReach : PeerState.reach(old);
            int traits = PeerState.traitsOf(role, true, ipv6 ? PeerState.reachOverIpv4(reach) : reach);
            long agreed = PeerState.withReturned(
                    PeerState.of(PeerState.seen(old), tag, isFinished, traits), PeerState.returned(old));
            if (agreed != old) {
                others.update(partner, agreed);
            }
        }
        int traits = PeerState.traitsOf(role, linked, ipv6 ? reach : PeerState.reachOverIpv4(reach));
        long state = PeerState.withReturned(PeerState.of(seen, tag, isFinished, traits), returned || hasReturned);
        return match != PeerTable.NONE ? own.update(match, state) : open.insert(family, high, low, port, state);
    }
}
