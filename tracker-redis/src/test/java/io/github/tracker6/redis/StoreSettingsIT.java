package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.redis.testing.RedisTls;
import io.github.tracker6.store.StoreOptions;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that were set up wrongly answer every announce, say what is wrong, and share as soon as it is put right. */
@Timeout(120)
class StoreSettingsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final String PREFIX = "t6:";
    private static final InfoHash SWARM = Hosts.swarm(1);
    private static final int MORE = 300;

    private List<RedisSwarmStore> nodes = List.of();

    @AfterEach
    void close() {
        nodes.forEach(RedisSwarmStore::close);
    }

    @Test
    void aWrongPasswordIsNamed() {
        RedisProcess process = SERVERS.start("appendonly no");
        process.command("ACL", "SETUSER", "tracker", "on", ">right", "~*", "+@all");
        start("redis://tracker:mistaken@127.0.0.1:" + process.port());
        try (Announces announces = Announces.ofOneFamilyEachTo(nodes)) {
            announces.await(MORE);
            announces.awaitProblem("Redis refuses the user or the password of its URI");
            assertThat(nodes)
                    .allSatisfy(node -> assertThat(node.health().toString())
                            .doesNotContain("mistaken")
                            .doesNotContain("127.0.0.1"));
            process.command("ACL", "SETUSER", "tracker", ">mistaken");
            nodes.forEach(Nodes::awaitReady);
            announces.await(MORE);
            announces.endEqual();
        }
    }

    @Test
    void aMissingPermissionIsNamed() {
        RedisProcess process = SERVERS.start("appendonly no");
        process.command("ACL", "SETUSER", "tracker", "on", ">secret", "~*", "+@all");
        String uri = "redis://tracker:secret@127.0.0.1:" + process.port();
        RedisSwarmStore first = Nodes.ready(node(uri));
        nodes = List.of(first);
        process.command("ACL", "SETUSER", "tracker", "-xadd");
        // One node loses the permission while it shares, the other one never has it.
        nodes = List.of(first, node(uri).build().start());
        try (Announces announces = Announces.ofOneFamilyEachTo(nodes)) {
            announces.await(MORE);
            announces.awaitProblem("(NOPERM); it needs the ACL rule ~{t6:}* +eval");
            process.command("ACL", "SETUSER", "tracker", "+xadd");
            nodes.forEach(Nodes::awaitReady);
            announces.await(MORE);
            announces.endEqual();
        }
    }

    @Test
    void settingsOfAnotherFormatAreNamed() {
        RedisProcess process = SERVERS.start("appendonly no");
        process.command("SET", "{t6:}settings", "of a later version");
        start("redis://127.0.0.1:" + process.port());
        try (Announces announces = Announces.ofOneFamilyEachTo(nodes)) {
            announces.await(MORE);
            announces.awaitProblem("another format");
            process.command("DEL", "{t6:}settings");
            nodes.forEach(Nodes::awaitReady);
            announces.await(MORE);
            announces.endEqual();
        }
    }

    @Test
    void keysOfAnotherProgramAreNamedAndLeftAlone() {
        RedisProcess process = SERVERS.start("appendonly no");
        process.command("SET", "{t6:}log", "a note of another program");
        start("redis://127.0.0.1:" + process.port());
        try (Announces announces = Announces.ofOneFamilyEachTo(nodes)) {
            announces.await(MORE);
            announces.awaitProblem("another program (WRONGTYPE)");
            assertThat(process.command("GET", "{t6:}log")).isEqualTo("a note of another program");
            process.command("DEL", "{t6:}log");
            nodes.forEach(Nodes::awaitReady);
            announces.await(MORE);
            announces.endEqual();
        }
    }

    @Test
    void anotherLifetimeIsNamedAndHarmsNothing() {
        RedisProcess process = SERVERS.start("appendonly no");
        StoreOptions longer =
                StoreOptions.builder().peerTtl(Duration.ofMinutes(90)).build();
        RedisSwarmStore first = Nodes.ready(node(process.uri(), StoreOptions.defaults()));
        RedisSwarmStore second = Nodes.ready(node(process.uri(), longer));
        nodes = List.of(first, second);
        try (Announces announces = Announces.to(nodes)) {
            announces.await(MORE);
            assertThat(first.health().why()).isEmpty();
            assertThat(second.health().why().orElseThrow()).contains("90 min", "45 min", "interval");
            announces.endEqual();
        }
    }

    /** The clocks of two nodes, and all times that they tell their stores, are two hours ahead and two hours behind. */
    @Test
    void clocksThatAreHoursOffDoNoHarm() {
        RedisProcess process = SERVERS.start("appendonly no");
        Duration ahead = Duration.ofHours(2);
        long now = System.currentTimeMillis();
        long[] clocks = {now, now + ahead.toMillis(), now - ahead.toMillis()};
        nodes = List.of(Nodes.ready(node(process.uri(), StoreOptions.defaults())));
        for (int host = 0; host < 100; host++) {
            Hosts.send(nodes.get(0), Hosts.announce(SWARM, IPV6, host, now));
        }
        RedisSwarmStore early = Nodes.ready(node(process.uri(), StoreOptions.defaults())
                .sharing(sharing -> sharing.clock(Clock.offset(Clock.systemUTC(), ahead))));
        RedisSwarmStore late = Nodes.ready(node(process.uri(), StoreOptions.defaults())
                .sharing(sharing -> sharing.clock(Clock.offset(Clock.systemUTC(), ahead.negated()))));
        nodes = List.of(nodes.get(0), early, late);
        for (int host = 100; host < 400; host++) {
            int node = host / 100 - 1;
            Hosts.send(nodes.get(node), Hosts.announce(SWARM, IPV6, host, clocks[node]));
        }
        Nodes.awaitEqual(nodes);
        for (long minutes : new long[] {0, 40}) {
            long later = Duration.ofMinutes(minutes).toMillis();
            for (int i = 0; i < nodes.size(); i++) {
                sweep(nodes.get(i), clocks[i] + later);
                assertThat(Hosts.enumerate(nodes.get(i), SWARM, clocks[i] + later)
                                .ipv6())
                        .as("node %s, after %s min", i, minutes)
                        .hasSize(400);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            long later = clocks[i] + Duration.ofMinutes(50).toMillis();
            sweep(nodes.get(i), later);
            assertThat(Hosts.enumerate(nodes.get(i), SWARM, later).ipv6())
                    .as("node %s, after 50 min", i)
                    .isEmpty();
        }
    }

    private static void sweep(RedisSwarmStore node, long nowMillis) {
        for (int i = 0; i < 200; i++) {
            node.maintain(nowMillis);
        }
    }

    @Test
    void tlsAndAPasswordFromAFileServe(@TempDir Path folder) throws IOException {
        RedisTls tls = SERVERS.startTls("requirepass secret", "appendonly no");
        Path password = Files.writeString(folder.resolve("password file"), "secret\n");
        String uri = "rediss://127.0.0.1:" + tls.port() + "?password-file=" + encoded(password) + "&ca-file="
                + encoded(tls.files().certificate());
        nodes = List.of(Nodes.ready(node(uri)), Nodes.ready(node(uri)));
        try (Announces announces = Announces.to(nodes)) {
            announces.await(MORE);
            announces.endEqual();
        }
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void start(String uri) {
        nodes = List.of(node(uri).build().start(), node(uri).build().start());
    }

    private static RedisSwarmStoreBuilder node(String uri) {
        return Nodes.builder(StoreOptions.defaults()).uri(uri).keyPrefix(PREFIX);
    }

    private static RedisSwarmStoreBuilder node(RedisURI uri, StoreOptions options) {
        return Nodes.builder(options).uri(uri).keyPrefix(PREFIX);
    }
}
