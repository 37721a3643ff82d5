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
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.ModelSwarmStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes on one Redis are one tracker. */
@Timeout(60)
class TwoNodesIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash SWARM = Hosts.swarm(1);
    private static final long TTL = Duration.ofMinutes(45).toMillis();
    private static final long SKEW = Duration.ofMinutes(1).toMillis();
    private static final long START = 1_700_000_000_000L;

    private final String prefix = Hosts.freshPrefix();
    private List<RedisSwarmStore> nodes = List.of();

    @BeforeEach
    void open() {
        nodes = List.of(node(), node());
    }

    @AfterEach
    void close() {
        nodes.forEach(RedisSwarmStore::close);
    }

    private RedisSwarmStore node() {
        return Hosts.node(SERVERS.server())
                .keyPrefix(prefix)
                .timeLimit(Duration.ofSeconds(5))
                .build();
    }

    // ---- completed

    @ParameterizedTest
    @ValueSource(ints = {30, 300})
    void aCompletedThatIsReplayedByTheOtherNodeCountsOnce(int hosts) {
        for (int host = 0; host < hosts; host++) {
            List<CompletionStage<AnnounceResponse>> sent = new ArrayList<>();
            for (RedisSwarmStore node : nodes) {
                for (AddressFamily family : AddressFamily.values()) {
                    PeerUpdate update = Hosts.announce(SWARM, family, host, START)
                            .role(PeerRole.SEEDER)
                            .completed(true);
                    sent.add(node.announce(update, new AnnounceResponse()));
                }
            }
            for (CompletionStage<AnnounceResponse> stage : sent) {
                assertThat(Hosts.get(stage).downloaded()).isEqualTo(host + 1);
            }
        }
        assertThat(Hosts.scrape(nodes.get(0), SWARM, START).downloaded(0)).isEqualTo(hosts);
        assertThat(Hosts.scrape(nodes.get(1), SWARM, START).complete(0)).isEqualTo(hosts);
    }

    // ---- clocks

    @Test
    void invariantsHoldUnderLoadWhileClocksDiffer() {
        try (Clients clients = new Clients("Clocks 1 min apart", nodes, new long[] {0, SKEW})) {
            clients.awaitAnswers(5_000, Duration.ofSeconds(30));
            clients.audit(true);
            assertThat(clients.failed()).isZero();
        }
    }

    /** Hosts announce each half an hour to one node or the other, over one family or the other; then half of them vanish. */
    @ParameterizedTest
    @ValueSource(ints = {20, 160})
    void nobodyFlapsWhileClocksDiffer(int hosts) {
        long minute = Duration.ofMinutes(1).toMillis();
        int minutes = 240;
        for (int at = 0; at <= minutes; at++) {
            long time = START + at * minute;
            for (int host = 0; host < hosts; host++) {
                if (at % 30 == host % 30 && (at < 120 || host % 2 == 0)) {
                    int turn = at / 30;
                    announce((host + turn) % 2, IPV6, host, time);
                    announce((host + turn + host / 2) % 2, IPV4, host, time);
                }
            }
            // Whoever vanished announced between 1:30 and 2:00 for the last time.
            if (at % 10 == 9 && at > 30 && (at < 130 || at > 166)) {
                int step = at < 130 ? 1 : 2;
                List<Integer> there = IntStream.range(0, hosts)
                        .filter(host -> host % step == 0)
                        .boxed()
                        .toList();
                for (int node = 0; node < 2; node++) {
                    nodes.get(node).maintain(time + node * SKEW);
                    Hosts.Found found = Hosts.assertCountsAreRight(nodes.get(node), SWARM, time + node * SKEW);
                    assertThat(found.ipv6())
                            .as("minute %s, node %s", at, node)
                            .containsExactlyInAnyOrderElementsOf(there);
                    assertThat(found.ipv4())
                            .as("minute %s, node %s", at, node)
                            .containsExactlyInAnyOrderElementsOf(there);
                }
            }
        }
    }

    private void announce(int node, AddressFamily family, int host, long time) {
        Hosts.send(nodes.get(node), Hosts.announce(SWARM, family, host, time + node * SKEW));
    }

    // ---- the model

    /** A swarm comes and goes between a few and many hosts, while the two nodes take turns at random. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoNodesDoAsTheModelDoes(int seed) {
        Random random = new Random(seed);
        try (ModelSwarmStore model = new ModelSwarmStore(StoreOptions.defaults(), new Random(seed))) {
            long now = START;
            boolean settled = true;
            for (int i = 0; i < 5_000; i++) {
                if (random.nextInt(250) == 0) {
                    // No age is ever near the time to live.
                    now += TTL * 2 / 21 * (1 + random.nextInt(6));
                    settled = false;
                }
                boolean ebb = i / 900 % 2 == 1;
                PeerUpdate update = randomUpdate(random, ebb, now);
                SwarmStore node = nodes.get(random.nextInt(2));
                AnnounceResponse got = Hosts.send(node, update);
                AnnounceResponse wanted = Hosts.send(model, update);
                String what = "seed " + seed + ", announce " + i;
                assertThat(got.downloaded()).as(what).isEqualTo(wanted.downloaded());
                assertThat(got.dualStack()).as(what).isEqualTo(wanted.dualStack());
                if (settled) {
                    assertThat(got.complete()).as(what).isEqualTo(wanted.complete());
                    assertThat(got.incomplete()).as(what).isEqualTo(wanted.incomplete());
                }
                if (i % 100 == 99) {
                    for (AddressFamily family : AddressFamily.values()) {
                        assertThat(everyone(node, family, now))
                                .as(what)
                                .containsExactlyInAnyOrderElementsOf(everyone(model, family, now));
                    }
                    settle(now, model.totals());
                    settled = true;
                    assertThat(counts(node, now)).as(what).isEqualTo(counts(model, now));
                }
            }
        }
    }

    private static PeerUpdate randomUpdate(Random random, boolean ebb, long now) {
        int host = random.nextInt(150);
        int dice = random.nextInt(100);
        PeerUpdate update = Hosts.announce(SWARM, random.nextBoolean() ? IPV6 : IPV4, host, now)
                .role(List.of(PeerRole.values()).get(random.nextInt(3)))
                .completed(random.nextInt(8) == 0)
                .stopped(random.nextInt(100) < (ebb ? 70 : 10));
        // Mostly a host's own tag; sometimes none, or somebody's.
        return dice < 75 ? update : update.hostTag(dice < 85 ? 0 : (1 + random.nextInt(150)) * 0x9e3779b97f4a7c15L);
    }

    private void settle(long now, StoreTotals totals) {
        Load.await("the nodes count " + totals, Duration.ofSeconds(5), () -> {
            boolean same = true;
            for (RedisSwarmStore node : nodes) {
                node.maintain(now);
                same &= node.totals().equals(totals);
            }
            return same;
        });
    }

    private static List<Endpoint> everyone(SwarmStore store, AddressFamily family, long now) {
        PeerUpdate asker = Hosts.announce(SWARM, family, 99_999, now)
                .hostTag(0)
                .role(PeerRole.DOWNLOADER)
                .numWant(5_000);
        List<Endpoint> peers = Hosts.send(store, asker).peers(family).toList();
        Hosts.send(store, asker.stopped(true));
        return peers;
    }

    private static List<Integer> counts(SwarmStore store, long now) {
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

    // ---- eviction

    @ParameterizedTest
    @ValueSource(ints = {30, 300})
    void aSwarmWhoseKeyWasEvictedHeals(int hosts) {
        byte[] infoHash = SWARM.toBytes();
        byte[][] keys = new SwarmKeys(prefix, Hosts.TAGS).of(infoHash);
        announceAll(hosts, START, true);
        SERVERS.server().command("DEL", text(keys[0]));
        for (RedisSwarmStore node : nodes) {
            ScrapeBatch batch = Hosts.scrape(node, SWARM, START);
            assertThat(batch.complete(0) + batch.incomplete(0)).isZero();
            assertThat(batch.downloaded(0)).isEqualTo(hosts);
        }
        long now = START + TTL / 2;
        announceAll(hosts / 2, now, false);
        assertThat(Hosts.assertCountsAreRight(nodes.get(1), SWARM, now).all()).hasSize(hosts / 2);
        // Those who were lost are in the totals for as long again as they might have lived.
        now = START + TTL * 9 / 4;
        announceAll(hosts / 2, now, false);
        settle(now, new StoreTotals(1, 0, hosts / 2, 0));
        assertThat(Hosts.scrape(nodes.get(0), SWARM, now).downloaded(0)).isEqualTo(hosts);

        SERVERS.server().command("DEL", text(keys[1]));
        now += TTL / 2;
        announceAll(hosts / 2, now, false);
        Hosts.send(nodes.get(0), Hosts.announce(SWARM, IPV6, 0, now).stopped(true));
        nodes.get(0).maintain(now);
        assertThat(nodes.get(0).totals().hosts()).isNotNegative();
        now += TTL * 9 / 4;
        announceAll(hosts / 2, now, false);
        settle(now, new StoreTotals(1, 0, hosts / 2, 0));
    }

    /** Redis may evict a part of a large swarm: then the rest of it is worth nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSwarmThatLostAPageHeals(boolean newcomersFirst) {
        int hosts = 700;
        byte[][] keys = new SwarmKeys(prefix, Hosts.TAGS).of(SWARM.toBytes());
        announceAll(hosts, START, true);
        int last = Records.pages(4, hosts / 2) - 1;
        Object deleted = SERVERS.server().command("DEL", text(SwarmKeys.page(keys[0], 4, last)));
        assertThat(deleted).as("pages deleted").hasToString("1");
        long now = START + TTL / 2;
        if (newcomersFirst) {
            // They come to where the page was.
            for (int host = hosts; host < hosts + 20; host++) {
                Hosts.send(nodes.get(0), Hosts.announce(SWARM, IPV6, host, now));
                Hosts.send(nodes.get(0), Hosts.announce(SWARM, IPV6, host, now).stopped(true));
            }
        } else {
            announceAll(hosts, now, false);
        }
        assertThat(Hosts.assertCountsAreRight(nodes.get(1), SWARM, now).all()).hasSizeLessThan(hosts);
        announceAll(hosts, now, false);
        assertThat(Hosts.assertCountsAreRight(nodes.get(0), SWARM, now).all()).hasSize(hosts);
        settle(now, new StoreTotals(1, 0, hosts, 0));
        assertThat(Hosts.scrape(nodes.get(0), SWARM, now).downloaded(0)).isEqualTo(hosts);
    }

    private void announceAll(int hosts, long now, boolean completed) {
        Hosts.sendAll(
                nodes.get(0),
                IntStream.range(0, hosts)
                        .mapToObj(host -> Hosts.announce(SWARM, IPV6, host, now).completed(completed))
                        .toList());
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.US_ASCII);
    }
}
