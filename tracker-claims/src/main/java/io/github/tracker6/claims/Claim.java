package io.github.tracker6.claims;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A copy of an announce with claims that the tracker has answered, or of the {@code stopped} of a host. Immutable. */
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
    private final @Nullable String passkey;
    private final @Nullable String token;
    private final long peer;
    private final long host;

    /**
     * Copies an announce.
     *
     * @param next gets the announces on the host's behalf
     */
    Claim(AnnounceRequest request, TrackerHandler next, TableKeys keys) {
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
        this.passkey = request.passkey();
        this.token = request.token();
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

    /** Returns the address from which the announce came, and the port that it named. */
    Endpoint source() {
        return source;
    }

    /** Returns the claimed addresses; port 0 means the announced port. */
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

    /** Returns the key of the peer id in its swarm, see {@link TableKeys}. */
    long peer() {
        return peer;
    }

    /** Returns the key of the host, see {@link TableKeys}. */
    long host() {
        return host;
    }

    /**
     * Returns an announce of another endpoint of the host that wants no peers. Its event is the same, but it never says that
     * the host joins: the host itself has said so, and a claim may be verified much later.
     */
    AnnounceRequest announceOf(Endpoint endpoint) {
        return new AnnounceRequest()
                .infoHash(infoHash)
                .peerId(peerId)
                .key(key)
                .source(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow())
                .port(endpoint.port())
                .event(event == AnnounceEvent.STARTED ? AnnounceEvent.NONE : event)
                .left(left)
                .numWant(0)
                .bothFamilies(false)
                .lan(lan)
                .path(path)
                .passkey(passkey)
                .token(token);
    }

    /** Returns the {@code stopped} of another endpoint of the host. */
    AnnounceRequest stopOf(Endpoint endpoint) {
        return announceOf(endpoint).event(AnnounceEvent.STOPPED);
    }
}
