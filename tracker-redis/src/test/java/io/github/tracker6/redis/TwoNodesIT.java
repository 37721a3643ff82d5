package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.ModelSwarmStore;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes on one Redis are one tracker. */
@Timeout(120)
class TwoNodesIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash SWARM = Hosts.swarm(1);

    private final String prefix = Logs.freshPrefix();
    private final long now = System.currentTimeMillis();
    private List<RedisSwarmStore> nodes = List.of();

    @BeforeEach
    void open() {
        nodes = List.of(node(), node());
        assertThat(nodes.get(0).hostKey().key0())
                .isEqualTo(nodes.get(1).hostKey().key0());
    }

    @AfterEach
    void close() {
        nodes.forEach(RedisSwarmStore::close);
    }

    private RedisSwarmStore node() {
        return Nodes.ready(Nodes.builder(StoreOptions.defaults())
                .uri(SERVERS.server().uri())
                .keyPrefix(prefix));
    }

    @Test
    void aHostWithOneFamilyAtEachNodeCountsOnce() {
        Hosts.send(nodes.get(0), Hosts.announce(SWARM, IPV4, 1, now));
        Hosts.send(nodes.get(1), Hosts.announce(SWARM, IPV6, 1, now));
        Nodes.awaitEqual(nodes);
        for (RedisSwarmStore node : nodes) {
            assertThat(counts(node)).containsExactly(0, 1, 0, 1, 0, 0, 1);
        }
    }

    @Test
    void aCompletedThatBothNodesHearCountsOnce() {
        int hosts = 300;
        for (int host = 0; host < hosts; host++) {
            for (AddressFamily family : AddressFamily.values()) {
                PeerUpdate update = Hosts.announce(SWARM, family, host, now)
                        .role(PeerRole.SEEDER)
                        .completed(true);
                nodes.forEach(node -> Hosts.send(node, update));
            }
        }
        Nodes.awaitEqual(nodes);
        for (RedisSwarmStore node : nodes) {
            assertThat(Hosts.scrape(node, SWARM, now).downloaded(0)).isEqualTo(hosts);
            assertThat(Hosts.scrape(node, SWARM, now).complete(0)).isEqualTo(hosts);
        }
    }

    @Test
    void aNodeThatJoinsKnowsAllAndOneThatLeavesTakesNothingAlong() {
        for (int host = 0; host < 500; host++) {
            Hosts.send(nodes.get(host % 2), Hosts.announce(SWARM, IPV6, host, now));
        }
        RedisSwarmStore third = node();
        List<RedisSwarmStore> all = List.of(nodes.get(0), nodes.get(1), third);
        Nodes.awaitEqual(all);
        assertThat(Hosts.enumerate(third, SWARM, now).ipv6()).hasSize(500);
        Hosts.send(third, Hosts.announce(SWARM, IPV6, 500, now));
        third.close();
        Nodes.awaitEqual(nodes);
        assertThat(Hosts.enumerate(nodes.get(0), SWARM, now).ipv6()).hasSize(501);
    }

    /** A swarm comes and goes between a few and many hosts, while the nodes take turns at random. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoNodesDoAsTheModelDoes(int seed) {
        Random random = new Random(seed);
        try (ModelSwarmStore model = new ModelSwarmStore(StoreOptions.defaults(), new Random(seed))) {
            for (int turn = 0; turn < 60; turn++) {
                // One node in a turn, so that the order of announces is the same for all.
                RedisSwarmStore node = nodes.get(random.nextInt(2));
                boolean ebb = turn / 10 % 2 == 1;
                for (int i = 0; i < 80; i++) {
                    PeerUpdate update = randomUpdate(random, ebb);
                    AnnounceResponse got = Hosts.send(node, update);
                    AnnounceResponse wanted = Hosts.send(model, update);
                    String what = "seed " + seed + ", turn " + turn + ", announce " + i;
                    assertThat(got.downloaded()).as(what).isEqualTo(wanted.downloaded());
                    assertThat(got.dualStack()).as(what).isEqualTo(wanted.dualStack());
                    assertThat(got.complete()).as(what).isEqualTo(wanted.complete());
                    assertThat(got.incomplete()).as(what).isEqualTo(wanted.incomplete());
                }
                for (RedisSwarmStore each : nodes) {
                    String what = "seed " + seed + ", turn " + turn;
                    awaitAllRead(2 * turn + nodes.indexOf(each));
                    assertThat(counts(each)).as(what).isEqualTo(counts(model));
                    for (AddressFamily family : AddressFamily.values()) {
                        assertThat(everyone(each, family))
                                .as(what)
                                .containsExactlyInAnyOrderElementsOf(everyone(model, family));
                    }
                }
                awaitAllRead(1_000 + turn);
            }
        }
    }

    /** Waits until each node has read what the other one sent: a marker, and all that was before it. */
    private void awaitAllRead(int number) {
        InfoHash markers = Hosts.swarm(10_000 + number);
        for (int i = 0; i < nodes.size(); i++) {
            Hosts.send(nodes.get(i), Hosts.announce(markers, IPV6, i, now).role(PeerRole.DOWNLOADER));
        }
        for (RedisSwarmStore node : nodes) {
            Logs.await(
                    "the markers are read",
                    () -> Hosts.scrape(node, markers, now).incomplete(0) == nodes.size());
        }
        Nodes.awaitEqual(nodes);
    }

    private PeerUpdate randomUpdate(Random random, boolean ebb) {
        int host = random.nextInt(150);
        int dice = random.nextInt(100);
        PeerUpdate update = Hosts.announce(SWARM, random.nextBoolean() ? IPV6 : IPV4, host, now)
                .role(List.of(PeerRole.values()).get(random.nextInt(3)))
                .completed(random.nextInt(8) == 0)
                .stopped(random.nextInt(100) < (ebb ? 70 : 10));
        // Mostly a host's own tag; sometimes none, or another host's.
        return dice < 75 ? update : update.hostTag(dice < 85 ? 0 : (1 + random.nextInt(150)) * 0x9e3779b97f4a7c15L);
    }

    private List<Endpoint> everyone(SwarmStore store, AddressFamily family) {
        PeerUpdate asker = Hosts.announce(SWARM, family, 99_999, now)
                .hostTag(0)
                .role(PeerRole.DOWNLOADER)
                .numWant(5_000);
        List<Endpoint> peers = Hosts.send(store, asker).peers(family).toList();
        Hosts.send(store, asker.stopped(true));
        return peers;
    }

    private List<Integer> counts(SwarmStore store) {
        ScrapeBatch batch = Hosts.scrape(store, SWARM, now);
        return List.of(
                batch.complete(0),
                batch.incomplete(0),
                batch.downloaded(0),
                batch.downloaders(0),
                batch.ipv4Hosts(0),
                batch.ipv6Hosts(0),
                batch.dualStackHosts(0));
    }
}
