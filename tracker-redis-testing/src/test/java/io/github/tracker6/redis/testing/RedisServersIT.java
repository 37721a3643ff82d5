package io.github.tracker6.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class RedisServersIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void thereIsAlwaysAServer() {
        assertThat(SERVERS.server().command("PING")).isEqualTo("PONG");
        assertThat(SERVERS.server()).isSameAs(SERVERS.server());
    }

    @Test
    void theServerAtTheUriIsUsed() {
        RedisProcess process = SERVERS.start();
        RedisSource source = RedisSource.choose("redis://127.0.0.1:" + process.port());
        assertThat(source).isInstanceOf(RedisSource.Given.class);
        process.command("SET", "here", "1");
        assertThat(source.open(SERVERS).command("GET", "here")).isEqualTo("1");
    }

    @Test
    void aMissingServerAtTheUriIsAnError() {
        RedisSource source = RedisSource.choose("redis://127.0.0.1:" + FreePorts.next());
        assertThatThrownBy(() -> source.open(SERVERS)).isInstanceOf(RedisException.class);
    }

    @Test
    void dockerRunsAServerIfItsEngineAnswers() {
        RedisSource source = RedisSource.choose("");
        if (source instanceof RedisSource.Docker docker) {
            assertThat(docker.open(SERVERS).command("PING")).isEqualTo("PONG");
        } else {
            System.out.println("NOT TESTED HERE, no Docker engine answers: a server in Docker");
            assertThat(source).isInstanceOf(RedisSource.LocalProcess.class);
        }
    }

    @Test
    void aServerOnThePathIsUsed() {
        Optional<RedisBinary> found = RedisBinary.onPath(System.getenv("PATH"));
        if (found.isPresent()) {
            assertThat(SERVERS.start(found.get()).command("PING")).isEqualTo("PONG");
        } else {
            System.out.println("NOT TESTED HERE, no redis-server on the PATH: a server from the PATH."
                    + " The one from embedded-redis takes its place");
            Path link = RedisServers.WORK.resolve(
                    "on-path-" + ProcessHandle.current().pid());
            RedisBinary onPath = linkedAs(link, RedisBinary.embedded().path());
            assertThat(SERVERS.start(onPath).command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aProgramThatIsNoServerIsIgnored() throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(RedisServers.WORK), "impostor");
        Path impostor = directory.resolve("redis-server");
        Files.writeString(impostor, "#!/bin/sh\necho error while loading shared libraries\nexit 127\n");
        assertThat(impostor.toFile().setExecutable(true)).isTrue();
        assertThat(RedisBinary.onPath(directory.toString())).isEmpty();
        assertThat(RedisBinary.find(directory.toString()).origin()).contains("embedded-redis");
    }

    @Test
    void settingsAndDefaultsAreApplied() {
        RedisProcess process = SERVERS.start("maxmemory 5mb");
        assertThat((List<?>) process.command("CONFIG", "GET", "maxmemory"))
                .asString()
                .contains("5242880");
        assertThat((List<?>) process.command("CONFIG", "GET", "appendonly"))
                .asString()
                .contains("yes");
        assertThat(process.info("server", "redis_version")).isEqualTo(process.version());
        assertThat(process.info("server", "process_id")).isEqualTo(Long.toString(process.pid()));
    }

    @Test
    void aKilledServerRestartsWithItsData() {
        RedisProcess process = SERVERS.start();
        process.command("SET", "k", "v");
        long first = process.pid();
        process.kill();
        assertThat(process.isRunning()).isFalse();
        assertThatThrownBy(() -> process.command("PING")).isInstanceOf(RedisException.class);
        process.restart();
        assertThat(process.command("GET", "k")).isEqualTo("v");
        assertThat(process.pid()).isNotEqualTo(first);
        process.restart();
        assertThat(process.command("GET", "k")).isEqualTo("v");
    }

    @Test
    void aPausedServerDoesNotAnswerUntilItResumes() {
        RedisProcess process = SERVERS.start();
        process.pause();
        assertThatThrownBy(() -> process.command("PING")).isInstanceOf(RedisException.class);
        process.resume();
        assertThat(process.command("PING")).isEqualTo("PONG");
    }

    @Test
    void faultsByCommandTakeEffect() throws Exception {
        RedisProcess process = SERVERS.start("appendonly no");
        String sha = process.command("SCRIPT", "LOAD", "return 1").toString();
        assertThat(process.command("EVALSHA", sha, "0")).isEqualTo(1L);
        process.scriptFlush();
        assertThatThrownBy(() -> process.command("EVALSHA", sha, "0")).hasMessageContaining("NOSCRIPT");

        process.maxMemory(1);
        assertThatThrownBy(() -> process.command("SET", "k", "v")).hasMessageContaining("OOM");
        process.maxMemory(0);
        assertThat(process.command("SET", "k", "v")).isEqualTo("OK");

        RedisClient client = RedisClient.create(process.uri());
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.isOpen()).isTrue();
            process.killClients();
            Await.until("the connection of the client is closed", SOON, () -> !connection.isOpen());
        } finally {
            client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPasswordIsRequired() {
        RedisProcess process = SERVERS.start("requirepass sesame");
        assertThat(process.command("PING")).isEqualTo("PONG");
        RedisServer stranger = new RedisSource.Remote(process.uri(), SERVERS.console());
        assertThatThrownBy(() -> stranger.command("PING")).hasStackTraceContaining("NOAUTH");
    }

    @Test
    void aClientConnectsWithTls() throws Exception {
        RedisTls tls = SERVERS.startTls();
        RedisClient client = RedisClient.create(tls.uri());
        client.setOptions(ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .trustManager(tls.files().certificate().toFile())
                        .build())
                .build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void closeEndsAllServers() {
        RedisProcess process;
        try (RedisServers servers = new RedisServers()) {
            process = servers.start();
        }
        assertThat(FreePorts.isFree(process.port())).isTrue();
        assertThat(process.log()).exists();
        assertThat(process.log().resolveSibling("data")).doesNotExist();
    }

    /** When a JVM is killed, its servers end, a paused one too. */
    @Test
    void serversEndWithTheirJvm() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> ports = jvm.inputReader()
                    .lines()
                    .filter(line -> line.startsWith("ports "))
                    .findFirst()
                    .map(line -> List.of(line.substring(6).split(" ", -1)))
                    .orElseThrow();
            assertThat(ports).hasSize(2).noneMatch(port -> FreePorts.isFree(Integer.parseInt(port)));
            jvm.destroyForcibly();
            assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
            for (String port : ports) {
                Await.until("port " + port + " is free", SOON, () -> FreePorts.isFree(Integer.parseInt(port)));
            }
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static RedisBinary linkedAs(Path directory, Path target) {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(directory.resolve("redis-server"));
            Files.createSymbolicLink(directory.resolve("redis-server"), target);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return RedisBinary.onPath(directory.toString()).orElseThrow();
    }

    /** Starts two servers, pauses one of them, and waits to be killed. */
    static final class OtherJvm {
        private OtherJvm() {}

        public static void main(String[] args) throws Exception {
            RedisServers servers = new RedisServers();
            RedisProcess running = servers.start();
            RedisProcess paused = servers.start();
            paused.pause();
            System.out.println("ports " + running.port() + " " + paused.port());
            Thread.currentThread().join();
        }
    }
}
