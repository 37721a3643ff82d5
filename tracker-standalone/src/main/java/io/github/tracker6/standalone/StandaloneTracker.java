package io.github.tracker6.standalone;

import io.github.tracker6.access.InfoHashFile;
import io.github.tracker6.access.TorrentAccess;
import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.AddressClaimsBuilder;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTrackerServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tracker put together: a store, the engine over it, and the adapters in front. Read it as the model of how to embed:
 * {@link #of} builds, {@link #start} serves, {@link #close} takes down in the opposite order.
 */
final class TrackerServer implements AutoCloseable {
    private final ServerSettings settings;
    private final SwarmStore store;
    private final Tracker tracker;
    private final AddressClaims claims;
    private final @Nullable HttpTrackerServer http;
    private final @Nullable UdpTrackerServer udp;
    private final ListRefresh refresh;
    private final CountDownLatch closed = new CountDownLatch(1);

    private TrackerServer(
            ServerSettings settings,
            SwarmStore store,
            Tracker tracker,
            AddressClaims claims,
            List<InfoHashFile> lists) {
        this.settings = settings;
        this.store = store;
        this.tracker = tracker;
        this.claims = claims;
        this.http = settings.http().isEmpty() ? null : httpServer(settings, tracker);
        this.udp = settings.udp().isEmpty() ? null : udpServer(settings, tracker);
        this.refresh = new ListRefresh(lists);
    }

    /**
     * Puts the parts together, and connects to Redis if that keeps the swarms; serves nothing yet.
     *
     * @throws IOException if a list of torrents can't be read; the message names the file
     * @throws StoreException if the trackers on this Redis are set in another way; one that is down is no failure
     */
    static TrackerServer of(ServerSettings settings) throws IOException {
        List<InfoHashFile> lists = new ArrayList<>();
        TrackerBuilder builder = Tracker.builder();
        AddressClaimsBuilder claimsBuilder = AddressClaims.builder();
        if (settings.allow() != null) {
            InfoHashFile list = readList("--allow", settings.allow());
            lists.add(list);
            builder.interceptor(TorrentAccess.allow(list));
            claimsBuilder.torrents(infoHash -> list.get().contains(infoHash));
        }
        if (settings.deny() != null) {
            InfoHashFile list = readList("--deny", settings.deny());
            lists.add(list);
            builder.interceptor(TorrentAccess.deny(list));
        }
        AddressClaims claims = claimsBuilder
                .policy(settings.claims().policy())
                .trusted(settings.claims().trusted())
                .peerTtl(settings.peerTtl())
                .build();
        PinnedSeeds.Builder seeds = PinnedSeeds.builder();
        settings.pins().forEach(pin -> pin.addTo(seeds));
        SwarmStore store = store(settings);
        Tracker tracker = builder.interceptor(claims)
                .store(store)
                .interval(settings.interval())
                .numWantLimit(settings.numWantMax())
                .numWantDefault(settings.numWant())
                .familyPolicy(settings.familyPolicy())
                .pinnedSeeds(seeds.build())
                .build();
        return new TrackerServer(settings, store, tracker, claims, lists);
    }

    private static SwarmStore store(ServerSettings settings) {
        String redisUri = settings.store().redisUri();
        if (redisUri == null) {
            return MemorySwarmStore.builder()
                    .peerTtl(settings.peerTtl())
                    .maxSwarms(settings.maxSwarms())
                    .maxPeers(settings.maxPeers())
                    .maxPeersPerSwarm(settings.maxPeersPerSwarm())
                    .build();
        }
        try {
            return RedisSwarmStore.builder()
                    .uri(redisUri)
                    .keyPrefix(settings.redisPrefix())
                    .peerTtl(settings.peerTtl())
                    .maxSwarms(settings.maxSwarms())
                    .maxPeers(settings.maxPeers())
                    .maxPeersPerSwarm(settings.maxPeersPerSwarm())
                    .build();
        } catch (IllegalStateException e) {
            throw new StoreException("--store: " + e.getMessage() + " (--interval, --redis-prefix)", e);
        }
    }

    private static HttpTrackerServer httpServer(ServerSettings settings, Tracker tracker) {
        var builder =
                HttpTrackerServer.builder(tracker).workers(settings.workers()).lan(settings.admitsLan(settings.http()));
        settings.http().forEach(builder::bind);
        return builder.build();
    }

    private static UdpTrackerServer udpServer(ServerSettings settings, Tracker tracker) {
        var builder = UdpTrackerServer.builder(tracker)
                .workers(settings.workers())
                .lan(settings.admitsLan(settings.udp()))
                .rateLimit(settings.rateLimit());
        settings.udp().forEach(builder::bind);
        return builder.build();
    }

    private static InfoHashFile readList(String option, Path path) throws IOException {
        try {
            return InfoHashFile.read(path);
        } catch (NoSuchFileException e) {
            throw new IOException(option + ": " + path + ": no such file", e);
        } catch (FileSystemException e) {
            throw new IOException(option + ": " + path + ": can't be read", e);
        } catch (IOException e) {
            throw new IOException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * Serves.
     *
     * @throws IOException if an address can't be bound; the message names it, and {@link #close()} is still to be called
     */
    void start() throws IOException {
        tracker.start();
        startClaims();
        if (http != null) {
            try {
                http.start();
            } catch (IOException e) {
                throw cantServe("HTTP", settings.http(), e);
            }
        }
        if (udp != null) {
            try {
                udp.start();
            } catch (IOException e) {
                throw cantServe("UDP", settings.udp(), e);
            }
        }
        refresh.start();
    }

    private void startClaims() throws IOException {
        try {
            claims.start();
        } catch (UncheckedIOException e) {
            throw new IOException("can't look at claims: " + e.getMessage(), e);
        }
    }

    private static IOException cantServe(String protocol, List<InetSocketAddress> addresses, IOException e) {
        String where = addresses.stream().map(AnnounceUrls::authority).collect(Collectors.joining(", "));
        return new IOException("can't serve " + protocol + " on " + where + ": " + e.getMessage(), e);
    }

    /** Returns where HTTP is served, with the ports in use; empty where it is not. */
    List<InetSocketAddress> httpAddresses() {
        return http == null ? List.of() : http.addresses();
    }

    /** Returns where UDP is served, with the ports in use; empty where it is not. */
    List<InetSocketAddress> udpAddresses() {
        return udp == null ? List.of() : udp.addresses();
    }

    /** Returns what clients announce to: HTTP first. */
    List<String> announceUrls() {
        return Stream.concat(
                        AnnounceUrls.of("http", shortest(settings.http(), httpAddresses())),
                        AnnounceUrls.of("udp", shortest(settings.udp(), udpAddresses())))
                .toList();
    }

    /** A wildcard may be served as one socket per address; it is one line per family all the same. */
    private static List<InetSocketAddress> shortest(List<InetSocketAddress> asked, List<InetSocketAddress> bound) {
        boolean known = asked.stream().allMatch(address -> address.getPort() != 0);
        return known ? asked : bound;
    }

    /** Waits until the server is closed. */
    void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
        if (udp != null) {
            udp.close();
        }
        refresh.close();
        claims.close();
        tracker.close();
        store.close();
        closed.countDown();
    }
}
