package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What nodes agree on, and who may. */
@Timeout(60)
class StoreOpeningIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration SOON = Duration.ofSeconds(10);

    private final long now = System.currentTimeMillis();

    // ---- who does not fit

    @Test
    void anotherTimeToLiveIsRefused() {
        String prefix = Hosts.freshPrefix();
        RedisSwarmStoreBuilder other =
                Hosts.node(SERVERS.server()).keyPrefix(prefix).peerTtl(Duration.ofMinutes(30));
        try (RedisSwarmStore store =
                Hosts.node(SERVERS.server()).keyPrefix(prefix).build()) {
            announceAll(store, 5);
            assertThatThrownBy(other::build)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("keep peers for PT45M, and this one for PT30M")
                    .hasMessageContaining("another key prefix");
            assertThat(Hosts.assertCountsAreRight(store, Hosts.swarm(0), now).all())
                    .hasSize(5);
        }
    }

    @Test
    void anotherFormatIsRefused() {
        String prefix = Hosts.freshPrefix();
        SERVERS.server().command("SET", prefix + "agreement", "\u0003 of a later version");
        assertThatThrownBy(Hosts.node(SERVERS.server()).keyPrefix(prefix)::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 3, and this is format 2");
        SERVERS.server().command("SET", prefix + "agreement", "");
        assertThatThrownBy(Hosts.node(SERVERS.server()).keyPrefix(prefix)::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another key prefix");
    }

    @Test
    void aMisfitThatStartsWhileRedisIsDownSaysSoWhenItIsUp() {
        RedisProcess process = SERVERS.start("appendfsync always");
        Hosts.node(process).build().close();
        process.kill();
        try (RedisSwarmStore misfit =
                Hosts.node(process).peerTtl(Duration.ofMinutes(30)).build()) {
            assertThatThrownBy(() -> announceAll(misfit, 1)).hasMessageContaining("out of reach");
            process.restart();
            Load.await("it hears of it", SOON, () -> failure(misfit).contains("keep peers for PT45M"));
            assertThat(misfit.maintain(now)).isZero();
        }
    }

    // ---- a Redis that forgets

    @Test
    void whatWasAgreedOnIsWrittenDownAgain() {
        String prefix = Hosts.freshPrefix();
        try (RedisSwarmStore first =
                Hosts.node(SERVERS.server()).keyPrefix(prefix).build()) {
            SERVERS.server().command("DEL", prefix + "agreement");
            first.maintain(now);
            try (RedisSwarmStore second =
                    Hosts.node(SERVERS.server()).keyPrefix(prefix).tags(64).build()) {
                assertThat(second.hostKey()).isNotNull().isEqualTo(first.hostKey());
            }
        }
    }

    @Test
    void whatAnotherNodeWroteDownSinceIsTakenOver() {
        String prefix = Hosts.freshPrefix();
        try (RedisSwarmStore first =
                Hosts.node(SERVERS.server()).keyPrefix(prefix).build()) {
            SERVERS.server().command("DEL", prefix + "agreement");
            try (RedisSwarmStore second =
                    Hosts.node(SERVERS.server()).keyPrefix(prefix).tags(64).build()) {
                assertThat(second.hostKey()).isNotEqualTo(first.hostKey());
                first.maintain(now);
                assertThat(second.hostKey()).isNotNull().isEqualTo(first.hostKey());
                // Nobody here has a tag, so that endpoints are found by the seed that was agreed on, too.
                for (RedisSwarmStore store : List.of(first, second, first)) {
                    for (int host = 0; host < 150; host++) {
                        Hosts.send(
                                store,
                                Hosts.announce(Hosts.swarm(0), AddressFamily.IPV6, host, now)
                                        .hostTag(0));
                    }
                }
                assertThat(Hosts.assertCountsAreRight(second, Hosts.swarm(0), now)
                                .all())
                        .hasSize(150);
            }
            SERVERS.server().command("DEL", prefix + "agreement");
            Hosts.node(SERVERS.server())
                    .keyPrefix(prefix)
                    .peerTtl(Duration.ofMinutes(30))
                    .build()
                    .close();
            first.maintain(now);
            assertThat(failure(first)).contains("keep peers for PT30M, and this one for PT45M");
        }
    }

    // ---- who may

    @Test
    void secretsAreShownNowhere() {
        RedisProcess process = SERVERS.start("requirepass right-secret", "user tracker on >acl-secret ~* +@all");
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        StringWriter shown = new StringWriter();
        PrintWriter writer = new PrintWriter(shown, true);
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            for (String login : List.of("tracker:wrong-secret@", ":right-secret@", "tracker:acl-secret@")) {
                String uri = "redis://" + login + "127.0.0.1:" + process.port();
                try (RedisSwarmStore store = RedisSwarmStore.builder().uri(uri).build()) {
                    show(store, writer);
                    process.killClients();
                    show(store, writer);
                }
            }
            for (String uri : List.of("redis://:bad-secret@", "redis://u:bad-secret@h:99999", "bad-secret")) {
                assertThatThrownBy(() -> RedisSwarmStore.builder().uri(uri))
                        .isInstanceOf(IllegalArgumentException.class)
                        .satisfies(failure -> failure.printStackTrace(writer));
            }
        } finally {
            System.setErr(err);
        }
        String text = shown + log.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("refuses the credentials").doesNotContain("-secret");
    }

    private void show(RedisSwarmStore store, PrintWriter writer) {
        store.announce(Hosts.announce(Hosts.swarm(0), AddressFamily.IPV6, 1, now), new AnnounceResponse())
                .toCompletableFuture()
                .handle((response, failure) -> {
                    if (failure != null) {
                        failure.printStackTrace(writer);
                    }
                    return response;
                })
                .join();
        writer.println(store);
    }

    private String failure(RedisSwarmStore store) {
        try {
            announceAll(store, 1);
            return "";
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void announceAll(RedisSwarmStore store, int hosts) {
        for (int host = 0; host < hosts; host++) {
            Hosts.send(store, Hosts.announce(Hosts.swarm(0), AddressFamily.IPV6, host, now));
        }
    }
}
