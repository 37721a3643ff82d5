package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.SwarmStore;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hosts with a number, from which everything about them follows, and short words for what they do. */
final class Hosts {
    private static final int EVERYONE = 100_000;

    private static final int ASKER = 0x1ffff;

    private Hosts() {}

    /** Who is in a swarm, by enumeration. */
    record Found(Set<Integer> ipv4, Set<Integer> ipv6) {}

    /** Returns a swarm whose info hash is text, so that its keys can be named on a console. */
    static InfoHash swarm(int number) {
        return InfoHash.fromBytes("swarm-of-tests-%05d".formatted(number).getBytes(StandardCharsets.US_ASCII));
    }

    static Endpoint endpoint(AddressFamily family, int host) {
        return family == AddressFamily.IPV6
                ? Endpoint.ofIpv6(0x20010db800000000L + host, 1, 6881)
                : Endpoint.ofIpv4(0xc6120000 + host, 6881);
    }

    static int host(Endpoint endpoint) {
        return endpoint.family() == AddressFamily.IPV6
                ? (int) (endpoint.addressHigh() & 0xffffff)
                : (int) endpoint.addressLow() - 0xc6120000;
    }

    /** Every third host seeds. */
    static boolean seeds(int host) {
        return host % 3 == 0;
    }

    /** Returns the announce of a host that wants no peers. */
    static PeerUpdate announce(InfoHash swarm, AddressFamily family, int host, long nowMillis) {
        return new PeerUpdate()
                .infoHash(swarm)
                .endpoint(endpoint(family, host))
                .hostTag((host + 1) * 0x9e3779b97f4a7c15L)
                .role(seeds(host) ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .policy(FamilyPolicy.SAME_FAMILY)
                .nowMillis(nowMillis);
    }

    static AnnounceResponse send(SwarmStore store, PeerUpdate update) {
        AnnounceResponse response = get(store.announce(update, new AnnounceResponse()));
        assertThat(response.rejection()).isNull();
        return response;
    }

    /** Asks for everyone of a swarm, and leaves again. */
    static Found enumerate(SwarmStore store, InfoHash swarm, long nowMillis) {
        return new Found(
                enumerate(store, swarm, AddressFamily.IPV4, nowMillis),
                enumerate(store, swarm, AddressFamily.IPV6, nowMillis));
    }

    private static Set<Integer> enumerate(SwarmStore store, InfoHash swarm, AddressFamily family, long nowMillis) {
        PeerUpdate asker = announce(swarm, family, ASKER, nowMillis)
                .hostTag(0)
                .role(PeerRole.DOWNLOADER)
                .numWant(EVERYONE);
        List<Endpoint> peers = send(store, asker).peers(family).toList();
        send(store, asker.stopped(true));
        Set<Integer> hosts = new HashSet<>();
        peers.forEach(peer -> assertThat(hosts.add(host(peer)))
                .as("%s is handed out twice", peer)
                .isTrue());
        return hosts;
    }

    static ScrapeBatch scrape(SwarmStore store, InfoHash swarm, long nowMillis) {
        return get(store.scrape(new ScrapeBatch().add(swarm), nowMillis));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
