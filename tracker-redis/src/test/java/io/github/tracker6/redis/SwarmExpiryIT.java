package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of swarms, mostly of large ones, as their hosts expire and nobody has swept them yet. */
@Timeout(60)
class SwarmExpiryIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash SWARM = Hosts.swarm(1);
    private static final long TTL = Duration.ofMinutes(45).toMillis();

    private final String prefix = Hosts.freshPrefix();
    private final byte[][] keys = new SwarmKeys(prefix, Hosts.TAGS).of(SWARM.toBytes());
    private RedisSwarmStore store;
    private long now = 1_700_000_000_000L;

    @BeforeEach
    void open() {
        store = Hosts.node(SERVERS.server())
                .keyPrefix(prefix)
                .timeLimit(Duration.ofSeconds(5))
                .build();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aHostThatLostAFamilyIsLinkedWhenItComesBack() {
        announce(IPV6, 0, 200);
        now += TTL / 2;
        announce(IPV4, 0, 200);
        now += TTL * 3 / 4;
        // Its IPv6 endpoint expired, and lies on a page that nobody looked at since.
        for (int host = 0; host < 200; host++) {
            assertThat(Hosts.send(store, announce(IPV6, host)).dualStack())
                    .as("host %s", host)
                    .isTrue();
        }
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).dualStack()).isEqualTo(200);
    }

    @Test
    void aHostThatLostAFamilyCanStopTheOther() {
        announce(IPV6, 0, 200);
        now += TTL / 2;
        announce(IPV4, 0, 200);
        announce(IPV4, 200, 400);
        now += TTL * 3 / 4;
        for (int host = 0; host < 200; host++) {
            Hosts.send(store, announce(IPV4, host).stopped(true));
        }
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).all())
                .containsExactlyInAnyOrderElementsOf(range(200, 400));
    }

    @Test
    void aHostThatLostAFamilyStaysWhenItsSwarmGetsSmall() {
        announce(IPV6, 0, 40);
        now += TTL / 2;
        announce(IPV4, 0, 110);
        now += TTL * 3 / 4;
        for (int host = 40; host < 110; host++) {
            Hosts.send(store, announce(IPV4, host).stopped(true));
        }
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).ipv4())
                .containsExactlyInAnyOrderElementsOf(range(0, 40));
    }

    @Test
    void aLargeSwarmThatExpiresAtOnceIsSweptAndGivesItsPagesBack() {
        int hosts = 3_000;
        announce(IPV6, 0, hosts);
        announce(IPV4, 0, hosts);
        now += TTL / 2;
        announce(IPV4, hosts, hosts + 100);
        now += TTL * 3 / 4;
        assertThat(pages()).isGreaterThan(hosts / Records.perPage(6));
        long start = System.nanoTime();
        int expired = 0;
        int rounds = 0;
        while (expired < 2 * hosts) {
            int swept = store.maintain(now);
            assertThat(swept).isBetween(1, 16 * 500);
            expired += swept;
            rounds++;
        }
        System.out.println("A large swarm, " + expired + " endpoints expired: swept in " + rounds + " rounds, "
                + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).all()).hasSize(100);
        // Those of the seeders and of the others.
        assertThat(pages()).isEqualTo(2);
    }

    @Test
    void aSmallSwarmThatNobodyLeftIsNotSwept() {
        announce(IPV6, 0, 20);
        now += TTL * 2 / 3;
        announce(IPV6, 0, 20);
        now += TTL / 2;
        long scripts = SERVERS.server().calls("evalsha");
        for (int i = 0; i < 10; i++) {
            assertThat(store.maintain(now)).isZero();
            now += 1_000;
        }
        assertThat(SERVERS.server().calls("evalsha")).isEqualTo(scripts);
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).all()).hasSize(20);
    }

    /** Ticks of 45 minutes start over in 2059, those of 30 or 10 minutes in 2029. */
    @Test
    void nobodyStaysForEverWhenTicksStartOver() {
        InfoHash vanishing = Hosts.swarm(2);
        now = (1L << 32) * TTL / Records.TTL_TICKS - TTL / 4;
        announce(IPV6, 0, 200);
        for (int host = 0; host < 20; host++) {
            Hosts.send(store, Hosts.announce(vanishing, IPV6, host, now));
        }
        now += TTL / 2;
        announce(IPV6, 0, 100);
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).all()).hasSize(200);
        now += TTL * 3 / 4;
        Load.await("those who vanished are swept", Duration.ofSeconds(5), () -> {
            store.maintain(now);
            return store.totals().hosts() <= 120;
        });
        assertThat(Hosts.assertCountsAreRight(store, SWARM, now).all()).hasSize(100);
        now += TTL / 4;
        announce(IPV6, 0, 100);
        store.maintain(now);
        assertThat(store.totals()).isEqualTo(new StoreTotals(1, 0, 100, 0));
    }

    @Test
    void theTimeToLiveNeedNotBeWholeSeconds() {
        try (RedisSwarmStore odd = Hosts.node(SERVERS.server())
                .keyPrefix(Hosts.freshPrefix())
                .peerTtl(Duration.ofMillis(60_001))
                .build()) {
            for (int host = 0; host < 120; host++) {
                Hosts.send(odd, announce(IPV6, host));
            }
            assertThat(Hosts.assertCountsAreRight(odd, SWARM, now).all()).hasSize(120);
        }
    }

    private PeerUpdate announce(AddressFamily family, int host) {
        return Hosts.announce(SWARM, family, host, now);
    }

    private void announce(AddressFamily family, int from, int end) {
        Hosts.sendAll(
                store,
                IntStream.range(from, end)
                        .mapToObj(host -> announce(family, host))
                        .toList());
    }

    private static List<Integer> range(int from, int end) {
        List<Integer> range = new ArrayList<>();
        for (int i = from; i < end; i++) {
            range.add(i);
        }
        return range;
    }

    /** Returns how many pages of its arrays the swarm has. */
    private int pages() {
        try (RedisLink link =
                RedisLink.builder().uri(SERVERS.server().uri()).build().start()) {
            Hosts.get(link.connected());
            int pages = 0;
            for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
                for (int page = 0; page < 100; page++) {
                    byte[] content = Hosts.get(link.send(RedisCall.get(SwarmKeys.page(keys[0], classNumber, page))));
                    pages += content == null ? 0 : 1;
                }
            }
            return pages;
        }
    }
}
