package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** One run of one check over one way. Closing it stops all peers that it started. Not thread-safe. */
final class Session implements AutoCloseable {
    private static final int FIRST_PORT = 10_000;
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(5);

    private final Setup setup;
    private final int block;
    private final Map<Place, Wire> wires = new HashMap<>();
    private final List<UdpWire> opened = new ArrayList<>();
    private final Map<Object, Peer> running = new LinkedHashMap<>();
    private int nextPort = FIRST_PORT;

    private record Place(Way way, InetAddress source) {}

    Session(Setup setup) {
        this.setup = setup;
        this.block = setup.sources().block();
    }

    /** Returns how many peers an answer of the tracker has at most. */
    int numWantLimit() {
        return setup.numWantLimit();
    }

    boolean offers(Way way) {
        return setup.targets().containsKey(way);
    }

    /** Returns the address of the tracker. */
    InetSocketAddress tracker(Way way) {
        return setup.target(way).address();
    }

    /** Returns an info hash that no other check has. */
    InfoHash infoHash() {
        return setup.infoHashes().next();
    }

    InetAddress source(Way way, int index) throws IOException {
        return setup.sources().address(tracker(way), index, block);
    }

    boolean hasSource(Way way, int index) throws IOException {
        return setup.sources().has(tracker(way), index);
    }

    /** Returns a new client without a key, in a swarm, at the first source address. */
    Peer peer(Way way, InfoHash infoHash) throws IOException {
        return peer(way, infoHash, 0);
    }

    Peer peer(Way way, InfoHash infoHash, int sourceIndex) throws IOException {
        return new Peer(this, way, infoHash, source(way, sourceIndex), nextPort++, peerId(), 0);
    }

    /** Returns a new client with a key. */
    Peer keyedPeer(Way way, InfoHash infoHash) throws IOException {
        // The first bit is set: the key has 8 digits in any notation.
        return peer(way, infoHash)
                .withIdentity(peerId(), ThreadLocalRandom.current().nextInt() | 0x8000_0000);
    }

    static byte[] peerId() {
        long number = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
        return "-BX0001-%012d".formatted(number).getBytes(StandardCharsets.US_ASCII);
    }

    HttpWire http(Way way, int sourceIndex) throws IOException {
        return (HttpWire) wire(way, source(way, sourceIndex));
    }

    HttpWire http(Way way) throws IOException {
        return http(way, 0);
    }

    UdpWire udp(Way way, int sourceIndex) throws IOException {
        return (UdpWire) wire(way, source(way, sourceIndex));
    }

    UdpWire udp(Way way) throws IOException {
        return udp(way, 0);
    }

    /** Returns another socket at the same address. */
    UdpWire otherUdp(Way way, int sourceIndex) throws IOException {
        UdpWire wire = (UdpWire) newWire(way, source(way, sourceIndex), setup.patience());
        opened.add(wire);
        return wire;
    }

    /** Announces, and remembers to stop the peer. */
    Reply send(Announce announce) throws IOException, InterruptedException {
        remember(announce.event, announce.peer);
        return wire(announce.peer.way, announce.peer.source).announce(announce);
    }

    /**
     * Announces from a thread and a socket of its own. The request is not repeated while the tracker holds the answer. The
     * future fails if the announce does.
     */
    CompletableFuture<Reply> sendMeanwhile(Announce announce) throws IOException, InterruptedException {
        remember(announce.event, announce.peer);
        Wire wire = newWire(announce.peer.way, announce.peer.source, LONG_PATIENCE);
        if (wire instanceof UdpWire udp) {
            opened.add(udp);
            udp.connectionId(); // so that the announce is the only packet that is to come
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        reply.complete(wire.announce(announce));
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        reply.completeExceptionally(e);
                    }
                },
                "conformance-meanwhile");
        thread.setDaemon(true);
        thread.start();
        return reply;
    }

    private void remember(AnnounceEvent event, Peer peer) {
        Object key = List.of(peer.way.family(), peer.infoHash, peer.endpoint());
        if (event == AnnounceEvent.STOPPED) {
            running.remove(key);
        } else {
            running.put(key, peer);
        }
    }

    Counts scrape(Way way, InfoHash infoHash) throws IOException, InterruptedException {
        return wire(way, source(way, 0)).scrape(infoHash);
    }

    private Wire wire(Way way, InetAddress source) throws IOException {
        Place place = new Place(way, source);
        Wire wire = wires.get(place);
        if (wire == null) {
            wire = newWire(way, source, setup.patience());
            wires.put(place, wire);
            if (wire instanceof UdpWire udp) {
                opened.add(udp);
            }
        }
        return wire;
    }

    private Wire newWire(Way way, InetAddress source, Duration patience) throws IOException {
        return way.isUdp()
                ? new UdpWire(tracker(way), way.family(), source, setup.pacer(), patience)
                : new HttpWire(setup.target(way), way.family(), source, setup.pacer());
    }

    /** Stops what runs. A tracker that does not answer to that will forget the peers in time. */
    @Override
    public void close() throws IOException {
        try {
            for (Peer peer : new ArrayList<>(running.values())) {
                peer.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            opened.forEach(UdpWire::close);
        }
    }
}
