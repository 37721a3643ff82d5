package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.InetAddress;

/** One endpoint of a client in one swarm. Not thread-safe. */
final class Peer {
    final Way way;
    final InfoHash infoHash;
    final InetAddress source;
    final int port;
    final byte[] peerId;
    /** 0 for none. */
    final int key;

    private final Session session;

    Peer(Session session, Way way, InfoHash infoHash, InetAddress source, int port, byte[] peerId, int key) {
        this.session = session;
        this.way = way;
        this.infoHash = infoHash;
        this.source = source;
        this.port = port;
        this.peerId = peerId;
        this.key = key;
    }

    /** Returns what other peers must get. */
    Endpoint endpoint() {
        return Endpoint.of(source, port);
    }

    /** Returns the same client at another address, maybe of the other family, with the same port, peer id and key. */
    Peer at(Way otherWay, int sourceIndex) throws IOException {
        return new Peer(session, otherWay, infoHash, session.source(otherWay, sourceIndex), port, peerId, key);
    }

    /** Returns the same endpoint with another peer id and key. */
    Peer withIdentity(byte[] otherPeerId, int otherKey) {
        return new Peer(session, way, infoHash, source, port, otherPeerId, otherKey);
    }

    Announce announce() {
        return new Announce(this);
    }

    /** Starts as a seeder that has moved data. The tracker must serve it. */
    Reply seed() throws IOException, InterruptedException {
        return announce()
                .event(AnnounceEvent.STARTED)
                .left(0)
                .downloaded(1)
                .send()
                .served();
    }

    /** Starts as a leecher. The tracker must serve it. */
    Reply leech() throws IOException, InterruptedException {
        return announce().event(AnnounceEvent.STARTED).send().served();
    }

    /** Announces again as a leecher. The tracker must serve it. */
    Reply look() throws IOException, InterruptedException {
        return announce().send().served();
    }

    Reply complete() throws IOException, InterruptedException {
        return announce()
                .event(AnnounceEvent.COMPLETED)
                .left(0)
                .downloaded(1)
                .send()
                .served();
    }

    Reply stop() throws IOException, InterruptedException {
        return announce().event(AnnounceEvent.STOPPED).numWant(0).send();
    }

    Reply send(Announce announce) throws IOException, InterruptedException {
        return session.send(announce);
    }
}
