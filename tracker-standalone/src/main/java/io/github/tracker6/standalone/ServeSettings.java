package io.github.tracker6.standalone;

import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.claims.ProbeScope;
import io.github.tracker6.server.TrackerServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} shall serve, checked and complete: options and configuration file are one here.
 *
 * @param http where plain HTTP is served; empty where it is not
 * @param udp where UDP is served; empty where it is not
 * @param edge what stands between HTTP and its clients
 * @param admin what is for the operator alone
 * @param announceHost what the announce URLs name, or null for the machine's addresses
 * @param store where swarms are kept
 * @param redisPrefix what all keys in Redis begin with
 * @param interval how often clients shall announce
 * @param numWant peers for a client that names no number
 * @param numWantMax peers that a client gets at most
 * @param maxSwarms swarms in the store
 * @param maxPeers peers in the store, over all swarms
 * @param maxPeersPerSwarm peers in one swarm
 * @param workers threads of each protocol
 * @param lan whether peers with addresses of a LAN are admitted
 * @param rateLimit whether clients are held to a rate, over HTTP and UDP
 * @param fairShares whether networks keep to fair shares of the store
 * @param networkPrefix what a network is there
 * @param allow a list of the only torrents that are served, or null
 * @param deny a list of torrents that are not served, or null
 * @param torrents the folders with the torrent files of torrents that are served; empty for none
 * @param state the directory for what is kept over a restart, or null
 * @param stateInterval how often it is saved
 * @param familyPolicy which of a host's endpoints the answers prefer
 * @param claims what addresses that clients claim are worth
 * @param reachability whose IPv6 endpoints are probed
 * @param probeFrom the IPv6 address to probe from, or null
 * @param pins the operator's own seeds
 */
record ServeSettings(
        List<InetSocketAddress> http,
        List<InetSocketAddress> udp,
        HttpEdge edge,
        AdminSettings admin,
        @Nullable String announceHost,
        StoreLocation store,
        String redisPrefix,
        Duration interval,
        int numWant,
        int numWantMax,
        int maxSwarms,
        int maxPeers,
        int maxPeersPerSwarm,
        int workers,
        boolean lan,
        boolean rateLimit,
        boolean fairShares,
        NetworkPrefix networkPrefix,
        @Nullable Path allow,
        @Nullable Path deny,
        List<Path> torrents,
        @Nullable Path state,
        Duration stateInterval,
        FamilyPolicy familyPolicy,
        ClaimRule claims,
        ProbeScope reachability,
        @Nullable InetAddress probeFrom,
        PinSettings pins) {
    ServeSettings {
        http = List.copyOf(http);
        udp = List.copyOf(udp);
        torrents = List.copyOf(torrents);
    }

    /** Returns how long a peer is kept after its last announce. */
    Duration peerTtl() {
        return TrackerServerBuilder.peerTtl(interval);
    }

    /** Returns whether HTTP admits peers of a LAN. Behind a proxy every peer can reach it. */
    boolean admitsLanOverHttp() {
        return edge.trustedProxies().isEmpty() ? admitsLan(http) && admitsLan(edge.https()) : lan;
    }

    /** Returns whether UDP admits peers of a LAN. */
    boolean admitsLanOverUdp() {
        return admitsLan(udp);
    }

    /** Returns whether no client outside of a LAN is served: on request, or because none can reach a listener. */
    boolean isOfLan() {
        boolean isLoopback = Stream.of(http, edge.https(), udp)
                .flatMap(List::stream)
                .allMatch(address -> address.getAddress().isLoopbackAddress());
        return lan || (isLoopback && edge.trustedProxies().isEmpty());
    }

    /** On request, or because no other peer can reach the listener. */
    private boolean admitsLan(List<InetSocketAddress> listener) {
        return lan || listener.stream().allMatch(address -> address.getAddress().isLoopbackAddress());
    }
}
