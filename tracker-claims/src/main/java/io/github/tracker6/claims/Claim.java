package io.github.tracker6.claims;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An announce with claims that was answered, or the {@code stopped} of a host: what is left of it. Immutable. */
final class Claim {
    private final TrackerHandler next;
    private final InfoHash infoHash;
    private final byte[] peerId;
    private final long key;
    private final Endpoint source;
    private final List<Endpoint> addresses;
    private final AnnounceEvent event;
    private final long left;
    private final boolean lan;
    private final @Nullable String path;
    private final long peer;
    private final long host;

    /**
     * Copies what is needed of an announce.
     *
     * @param next where an announce on the host's behalf goes
     */
    Claim(AnnounceRequest request, TrackerHandler next, ClaimKeys keys) {
        this.next = next;
        this.infoHash = request.infoHash();
        this.peerId = request.peerId();
        this.key = request.key();
        this.source = request.source();
        this.addresses = request.claims();
        this.event = request.event();
        this.left = request.left();
        this.lan = request.lan();
        this.path = request.path();
        this.peer = keys.peer(infoHash, peerId);
        this.host = keys.host(peer, key);
    }

    TrackerHandler next() {
        return next;
    }

    InfoHash infoHash() {
        return infoHash;
    }

    byte[] peerId() {
        return peerId;
    }

    /** Returns where the announce came from, with the port that it named. */
    Endpoint source() {
        return source;
    }

    /** Returns the addresses as claimed. */
    List<Endpoint> addresses() {
        return addresses;
    }

    boolean isStopped() {
        return event == AnnounceEvent.STOPPED;
    }

    /** Returns whether the listener admits peers with addresses of a LAN scope. */
    boolean lan() {
        return lan;
    }

    /** Returns the name of the peer id in its swarm. */
    long peer() {
        return peer;
    }

    /** Returns the name of the host. */
    long host() {
        return host;
    }

    /** Returns an announce of another endpoint of the host, with the same event; it wants no peers. */
    AnnounceRequest announceOf(Endpoint endpoint) {
        return new AnnounceRequest()
                .infoHash(infoHash)
                .peerId(peerId)
                .key(key)
                .source(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow())
                .port(endpoint.port())
                .event(event)
                .left(left)
                .numWant(0)
                .lan(lan)
                .path(path);
    }

    /** Returns the announce that ends another endpoint of the host. */
    AnnounceRequest stopOf(Endpoint endpoint) {
        return announceOf(endpoint).event(AnnounceEvent.STOPPED);
    }
}
