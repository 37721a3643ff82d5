package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What announces get while Redis is down. */
@Timeout(60)
class RecentAnswersIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash SWARM = Hosts.swarm(0);
    private static final Duration MAX_AGE = Duration.ofMinutes(20);

    private final RedisProcess redis = SERVERS.start("appendfsync always");
    private final long now = System.currentTimeMillis();

    @Test
    void whoeverAsksWhatWasAskedLatelyIsToldTheSame() {
        try (RedisSwarmStore store = Hosts.node(redis).recentAnswers(MAX_AGE).build();
                RedisSwarmStore plain = Hosts.node(redis).build()) {
            for (int host = 0; host < 30; host++) {
                Hosts.send(store, announce(host, now));
            }
            // The first answers were poor, and are replaced when they are some time old.
            long later = now + MAX_AGE.toMillis() / 2;
            Hosts.send(store, announce(3, later));
            redis.kill();

            AnnounceResponse response = ask(store, announce(5, later), 1_800);
            assertThat(told(response)).hasSize(28).doesNotContain(5, 3);
            assertThat(response.peers4().size()).isZero();
            assertThat(response.complete() + response.incomplete()).isEqualTo(30);
            assertThat(response.intervalSeconds()).isEqualTo(120);
            assertThat(told(ask(store, announce(99, later).numWant(7), 60))).hasSize(7);
            assertThat(ask(store, announce(98, later), 60).intervalSeconds()).isEqualTo(60);

            refuses(store, announce(5, later).stopped(true));
            refuses(store, announce(5, later).role(PeerRole.SEEDER));
            refuses(store, Hosts.announce(SWARM, AddressFamily.IPV4, 5, later));
            refuses(store, Hosts.announce(Hosts.swarm(1), AddressFamily.IPV6, 5, later));
            refuses(store, announce(5, later + MAX_AGE.toMillis() + 1));
            refuses(plain, announce(5, later));

            redis.restart();
            Load.await("Redis answers", Duration.ofSeconds(10), () -> {
                try {
                    return ask(store, announce(31, later), 1_800).intervalSeconds() == 1_800;
                } catch (StoreException e) {
                    return false;
                }
            });
            assertThat(Hosts.enumerate(store, SWARM, later).all())
                    .hasSize(31)
                    .contains(31)
                    .doesNotContain(98, 99);
        }
    }

    /** Asks as a tracker with an interval does. */
    private static AnnounceResponse ask(RedisSwarmStore store, PeerUpdate update, int intervalSeconds) {
        return Hosts.get(store.announce(update, new AnnounceResponse().intervalSeconds(intervalSeconds)));
    }

    private static void refuses(RedisSwarmStore store, PeerUpdate update) {
        assertThatThrownBy(() -> Hosts.send(store, update)).isInstanceOf(StoreException.class);
    }

    private static PeerUpdate announce(int host, long now) {
        return Hosts.announce(SWARM, AddressFamily.IPV6, host, now)
                .role(PeerRole.DOWNLOADER)
                .numWant(50);
    }

    private static List<Integer> told(AnnounceResponse response) {
        return response.peers6().toList().stream().map(Hosts::host).toList();
    }
}
