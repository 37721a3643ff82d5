package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.SipHash;
import java.util.random.RandomGenerator;

/**
 * Makes 64-bit keys of hosts, endpoints and networks for the tables of this package. The keys are keyed hashes: a
 * client cannot predict them, so it cannot aim at a slot of a table. Immutable.
 */
final class TableKeys {
    private static final int IPV4_NETWORK_BITS = 24;
    private static final int IPV6_NETWORK_BITS = 48;

    /** Kinds of networks: a source and a target with the same address get different keys. */
    private static final long SOURCE = 1;

    private static final long TARGET = 2;
    private static final long NETWORK = 3;
    private static final long ENDPOINT = 4L << Integer.SIZE;
    private static final long ADDRESS = 5L << Integer.SIZE;

    private final SipHash hash;

    TableKeys(RandomGenerator random) {
        this.hash = new SipHash(random.nextLong(), random.nextLong());
    }

    /** Returns the key of a peer id in a swarm. */
    long peer(InfoHash infoHash, byte[] peerId) {
        return hash.hash(torrent(infoHash), hash.hash(peerId, 0, peerId.length), 0);
    }

    /** Returns the key of a host: a peer id with the client's key. */
    long host(long peer, long key) {
        return hash.hash(peer, key, 0);
    }

    /** Returns the key of one family of a host. */
    long familyOfHost(long host, AddressFamily family) {
        return hash.hash(host, family.addressBytes(), 0);
    }

    /** Returns the key of an endpoint in a swarm. */
    long endpoint(InfoHash infoHash, Endpoint endpoint) {
        long familyAndPort = ((long) endpoint.family().addressBytes() << Short.SIZE) | endpoint.port();
        return hash.hash(torrent(infoHash) ^ familyAndPort, endpoint.addressHigh(), endpoint.addressLow());
    }

    /** Returns the key of a peer at an endpoint. */
    long peerAt(long peer, long endpoint) {
        return hash.hash(peer, endpoint, 0);
    }

    /** Returns the key of the host that announces, by its info hash, peer id and key. Allocates nothing. */
    long host(AnnounceRequest request) {
        long torrent = hash.hash(request.hashHead(), request.hashMiddle(), request.hashTail());
        long peerId = hash.hash(request.peerIdHead(), request.peerIdMiddle(), request.peerIdTail());
        return hash.hash(torrent, peerId, request.key());
    }

    /** Returns the key of an IPv6 endpoint, whatever the swarm. */
    long endpoint(long addressHigh, long addressLow, int port) {
        return hash.hash(addressHigh, addressLow, ENDPOINT | port);
    }

    /** Returns the key of an IPv6 address. */
    long address(long addressHigh, long addressLow) {
        return hash.hash(addressHigh, addressLow, ADDRESS);
    }

    /** Returns the key of a source of claims: an IPv4 address or an IPv6 /64. */
    long source(Endpoint source) {
        return network(SOURCE, source.family(), smallNetwork(source));
    }

    /** Returns the key of a target of probes: an IPv4 address or an IPv6 /64. */
    long target(Endpoint target) {
        return network(TARGET, target.family(), smallNetwork(target));
    }

    /** Returns the key of the network around a target: an IPv4 /24 or an IPv6 /48. */
    long targetNetwork(Endpoint target) {
        long bits = target.family() == AddressFamily.IPV4
                ? target.addressLow() >>> (Integer.SIZE - IPV4_NETWORK_BITS)
                : target.addressHigh() >>> (Long.SIZE - IPV6_NETWORK_BITS);
        return network(NETWORK, target.family(), bits);
    }

    private static long smallNetwork(Endpoint endpoint) {
        return endpoint.family() == AddressFamily.IPV4 ? endpoint.addressLow() : endpoint.addressHigh();
    }

    private long network(long kind, AddressFamily family, long bits) {
        return hash.hash(kind, family.addressBytes(), bits);
    }

    private long torrent(InfoHash infoHash) {
        return hash.hash(infoHash.head(), infoHash.middle(), infoHash.tail());
    }
}
