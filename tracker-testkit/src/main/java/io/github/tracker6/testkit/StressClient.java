package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * One of several clients that announce at once. Each owns its endpoints: no other client announces those. Two clients share
 * each host, one over IPv4 and one over IPv6; the host's role follows from its number, since they do not talk.
 */
final class StressClient implements Callable<Integer> {
    private static final List<FamilyPolicy> POLICIES = List.of(FamilyPolicy.values());
    private static final int OPERATIONS = 4_000;
    private static final int HOSTS = 60;
    private static final long MAX_NANOS = 2_000_000_000L;

    private final SwarmStore store;
    private final int number;
    private final AddressFamily family;
    private final int swarms;
    private final long nowMillis;
    private final Random random;
    private final Map<Integer, Set<Endpoint>> alive = new HashMap<>();
    private final Map<Integer, Integer> completed = new HashMap<>();
    private final Map<Integer, Integer> downloaded = new HashMap<>();
    private final AnnounceResponse response = new AnnounceResponse();

    /** What the clients left in one swarm. */
    record Remains(Set<Endpoint> all, int completed) {
        Collection<Endpoint> endpoints(AddressFamily family) {
            return all.stream().filter(endpoint -> endpoint.family() == family).toList();
        }

        int hosts() {
            return hosts(all).size();
        }

        int seeders() {
            return (int) hosts(all).stream()
                    .filter(host -> role(host) == PeerRole.SEEDER)
                    .count();
        }

        private static Set<Integer> hosts(Set<Endpoint> endpoints) {
            Set<Integer> hosts = new HashSet<>();
            endpoints.forEach(endpoint -> hosts.add(host(endpoint)));
            return hosts;
        }
    }

    /** Makes a client; those with the numbers 2n and 2n + 1 share their hosts. */
    StressClient(SwarmStore store, int number, int swarms, long nowMillis) {
        this.store = store;
        this.number = number;
        this.family = number % 2 == 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        this.swarms = swarms;
        this.nowMillis = nowMillis;
        this.random = new Random(number);
        for (int swarm = 0; swarm < swarms; swarm++) {
            alive.put(swarm, new HashSet<>());
            completed.put(swarm, 0);
            downloaded.put(swarm, 0);
        }
    }

    static InfoHash swarm(int swarm) {
        return InfoHash.of(~0L - swarm, swarm, swarm);
    }

    static Remains remains(List<StressClient> clients, int swarm) {
        Set<Endpoint> all = new HashSet<>();
        int completed = 0;
        for (StressClient client : clients) {
            all.addAll(client.alive.getOrDefault(swarm, Set.of()));
            completed += client.completed.getOrDefault(swarm, 0);
        }
        return new Remains(all, completed);
    }

    /** Announces until it has done enough; returns how often. */
    @Override
    public Integer call() {
        long start = System.nanoTime();
        int done = 0;
        for (; done < OPERATIONS && System.nanoTime() - start < MAX_NANOS; done++) {
            int swarm = random.nextInt(swarms);
            int host = HOSTS * (number / 2) + random.nextInt(HOSTS);
            announce(swarm, host, random.nextInt(4) == 0);
        }
        for (int swarm = 0; swarm < swarms; swarm++) {
            announce(swarm, HOSTS * (number / 2), false);
        }
        return done;
    }

    /** Stops every endpoint. */
    void leave() {
        for (int swarm = 0; swarm < swarms; swarm++) {
            for (Endpoint endpoint : Set.copyOf(own(swarm))) {
                announce(swarm, host(endpoint), true);
            }
            completed.merge(swarm, 0, Integer::sum);
        }
    }

    private void announce(int swarm, int host, boolean stopped) {
        Endpoint endpoint = StoreTests.endpoint(family, host);
        boolean completes = !stopped && role(host) == PeerRole.SEEDER;
        int numWant = random.nextInt(100);
        PeerUpdate update = new PeerUpdate()
                .infoHash(swarm(swarm))
                .endpoint(endpoint)
                .hostTag(StoreTests.tag(host + 1))
                .role(role(host))
                .stopped(stopped)
                .completed(completes)
                .numWant(numWant)
                .policy(POLICIES.get(random.nextInt(POLICIES.size())))
                .bothFamilies(random.nextBoolean())
                .claimsOtherFamily(random.nextBoolean())
                .nowMillis(nowMillis);
        if (completes) {
            completed.merge(swarm, 1, Integer::sum);
        }
        if (stopped) {
            own(swarm).remove(endpoint);
        } else {
            own(swarm).add(endpoint);
        }
        StoreTests.join(store.announce(update, response.reset()));
        check(swarm, host, update);
    }

    private void check(int swarm, int requester, PeerUpdate update) {
        assertThat(response.rejection()).isNull();
        assertThat(response.complete()).isNotNegative();
        assertThat(response.incomplete()).isNotNegative();
        assertThat(response.complete() + response.incomplete())
                .isGreaterThanOrEqualTo(own(swarm).size());
        assertThat(response.downloaded()).isGreaterThanOrEqualTo(downloaded.getOrDefault(swarm, 0));
        downloaded.put(swarm, response.downloaded());
        Set<Integer> hosts = new HashSet<>();
        hosts.add(requester);
        for (AddressFamily told : AddressFamily.values()) {
            EndpointList list = response.peers(told);
            assertThat(list.size()).isLessThanOrEqualTo(update.stopped() ? 0 : update.numWant());
            for (int i = 0; i < list.size(); i++) {
                Endpoint peer = list.get(i);
                assertThat(peer.family()).isEqualTo(told);
                assertThat(hosts.add(host(peer)))
                        .as("host told twice, or to itself")
                        .isTrue();
                assertThat(isMine(peer) && !own(swarm).contains(peer))
                        .as("stopped and told")
                        .isFalse();
                assertThat(update.role() == PeerRole.DOWNLOADER || role(host(peer)) == PeerRole.DOWNLOADER)
                        .as("role told")
                        .isTrue();
            }
        }
    }

    private Set<Endpoint> own(int swarm) {
        return alive.computeIfAbsent(swarm, unused -> new HashSet<>());
    }

    private boolean isMine(Endpoint endpoint) {
        return endpoint.family() == family && host(endpoint) / HOSTS == number / 2;
    }

    private static int host(Endpoint endpoint) {
        return (int) endpoint.addressLow()
                - (int) StoreTests.endpoint(endpoint.family(), 0).addressLow();
    }

    private static PeerRole role(int host) {
        return host % 3 == 0 ? PeerRole.SEEDER : host % 3 == 1 ? PeerRole.DOWNLOADER : PeerRole.PARTIAL_SEED;
    }
}
