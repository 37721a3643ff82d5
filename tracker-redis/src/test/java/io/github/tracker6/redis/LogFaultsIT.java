package io.github.tracker6.redis;

import static io.github.tracker6.redis.Logs.SETTINGS;
import static io.github.tracker6.redis.Logs.append;
import static io.github.tracker6.redis.Logs.bytes;
import static io.github.tracker6.redis.Logs.failure;
import static io.github.tracker6.redis.Logs.found;
import static io.github.tracker6.redis.Logs.get;
import static io.github.tracker6.redis.Logs.manifest;
import static io.github.tracker6.redis.Logs.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.redis.testing.RedisTls;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogFullException;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a log does while its one server has a fault, and after. */
@Timeout(90)
class LogFaultsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final String PREFIX = "t6:";
    private static final String LOG = "{t6:}log";
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final List<RedisChangeLog> open = new ArrayList<>();

    private RedisChangeLog open(RedisProcess process) {
        return keep(Logs.open(process, PREFIX));
    }

    private RedisChangeLog keep(RedisChangeLog log) {
        open.add(log);
        return log;
    }

    @AfterEach
    void close() {
        open.forEach(RedisChangeLog::close);
    }

    /** Reads after both connections were lost: each loss fails a read, and one may be noticed later than the other. */
    private static List<String> textsAfterLoss(RedisChangeLog log, LogPosition after) {
        return Logs.retry(() -> CompletableFuture.completedFuture(texts(log, after)));
    }

    // ---- out of reach

    @Test
    void aServerThatIsDownIsFoundWhenItIsBack() {
        RedisProcess process = SERVERS.start();
        process.kill();
        RedisChangeLog log = open(process);
        assertThat(failure(log.look(LogPosition.START))).hasMessage("Redis is out of reach: no connection");
        assertThat(failure(log.read(LogPosition.START, WAIT))).hasMessage("Redis is out of reach: no connection");
        process.restart();
        found(log);
        assertThat(texts(log, LogPosition.START)).containsExactly("");
    }

    @Test
    void aCrashShowsToTheReaderAndLosesNothingThatWasWritten() {
        RedisProcess process = SERVERS.start("appendfsync always");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        CompletionStage<List<LogEntry>> waiting = log.read(a, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> process.info("clients", "blocked_clients").equals("1"));
        process.kill();
        assertThat(failure(waiting)).hasMessage("the connection to Redis was lost");
        Logs.await(
                "the writer says so, too",
                () -> failure(log.append(bytes("b"), a)).getMessage().equals("Redis is out of reach: no connection"));
        process.restart();

        assertThat(textsAfterLoss(log, LogPosition.START)).containsExactly("", "a");
        LogPosition b = append(log, "b", a);
        assertThat(texts(log, a)).containsExactly("b");
        assertThat(get(log.look(b)).manifest()).isEqualTo(manifest(1, first));
        assertThat(get(log.chunk(1, 0))).isEqualTo(bytes("chunk"));
    }

    @Test
    void aLossWithoutAReadUnderWayFailsTheNextRead() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        assertThat(texts(log, first)).isEmpty();
        process.killClients();
        Logs.await(
                "the loss is noticed",
                () -> process.info("clients", "connected_clients").equals("1"));
        assertThat(failure(log.read(first, Duration.ZERO))).hasMessage("the connection to Redis was lost");
        assertThat(textsAfterLoss(log, first)).isEmpty();
    }

    /** The writer's connection alone is cut: it may have been to another server than the reader's. */
    @Test
    void theLossOfTheWriterEndsTheReader() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        CompletionStage<List<LogEntry>> waiting = log.read(first, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> process.info("clients", "blocked_clients").equals("1"));
        String writer = process.command("CLIENT", "LIST")
                .toString()
                .lines()
                .filter(line -> line.contains("cmd=eval"))
                .findFirst()
                .orElseThrow();
        process.command("CLIENT", "KILL", "ID", writer.replaceAll("^id=(\\d+) .*", "$1"));
        assertThat(failure(waiting)).hasMessage("the connection to Redis was lost");
        assertThat(texts(log, first)).isEmpty();
    }

    @Test
    void reconnectFailsWhatIsUnderWayAndNothingElse() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        CompletionStage<List<LogEntry>> waiting = log.read(first, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> process.info("clients", "blocked_clients").equals("1"));
        log.reconnect();
        assertThat(failure(waiting)).hasMessage("the connection to Redis was lost");
        assertThat(get(log.read(first, Duration.ZERO))).isEmpty();
        append(log, "a", first);
        Logs.await(
                "two connections, and the one that asks",
                () -> process.info("clients", "connected_clients").equals("3"));
    }

    @Test
    void aPausedServerFailsEachCallWithinItsLimit() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        assertThat(get(log.read(a, Duration.ZERO))).isEmpty();
        process.pause();
        long start = System.nanoTime();
        CompletionStage<LogPosition> append = log.append(bytes("b"), a);
        CompletionStage<List<LogEntry>> read = log.read(a, WAIT);
        assertThat(failure(append)).hasMessage("Redis does not answer in time");
        assertThat(failure(read)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        assertThat(failure(log.look(a))).isNotNull();
        process.resume();

        LogView view = get(log.look(a));
        assertThat(view.exists()).isTrue();
        append(log, "c", a);
        // What Redis was sent before it was paused it does afterwards, once; the library sends nothing again.
        assertThat(textsAfterLoss(log, a)).isIn(List.of("b", "c"), List.of("c"));
    }

    @Test
    void nothingIsSentTwice() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        process.command("CLIENT", "PAUSE", "60000", "WRITE");
        CompletionStage<LogPosition> append = log.append(bytes("b"), a);
        Logs.await(
                "Redis holds the command back",
                () -> process.command("CLIENT", "LIST").toString().contains("flags=b"));
        process.killClients();
        assertThat(failure(append)).hasMessage("the connection to Redis was lost");
        process.command("CLIENT", "UNPAUSE");

        assertThat(failure(log.read(a, Duration.ZERO))).hasMessage("the connection to Redis was lost");
        append(log, "c", a);
        assertThat(texts(log, a)).containsExactly("c");
        assertThat(process.calls("xadd")).isEqualTo(3);
    }

    // ---- another state

    @Test
    void aReplicaIsSaidToBeOne() {
        RedisProcess master = SERVERS.start("appendonly no");
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        CompletionStage<List<LogEntry>> waiting = log.read(first, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> process.info("clients", "blocked_clients").equals("1"));
        process.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        assertThat(failure(waiting)).isNotNull();
        // While it copies its master's data it may say LOADING.
        Logs.await(
                "the replica says so",
                () -> failure(log.append(bytes("a"), first))
                        .getMessage()
                        .equals("this Redis is a replica that cannot be written to (READONLY)"));
        assertThat(failure(log.lease(7, WAIT))).hasMessageContaining("READONLY");
        Logs.await(
                "the replica has what its master has",
                () -> process.info("replication", "master_link_status").equals("up"));
        process.command("REPLICAOF", "NO", "ONE");

        assertThat(Logs.retry(() -> log.look(first)).exists()).isFalse();
        found(log);
    }

    @Test
    void withoutMemoryRoomCanBeMadeAndTheLeaseHeld() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        assertThat(get(log.lease(7, Duration.ofMinutes(1)))).isTrue();
        LogPosition last = first;
        for (int i = 0; i < 20; i++) {
            last = get(log.append(new byte[100_000], last));
        }
        LogPosition end = last;
        process.maxMemory(1);
        assertThat(failure(log.append(bytes("x"), end))).isInstanceOf(LogFullException.class);
        log.reconnect();
        assertThat(failure(log.append(bytes("x"), end))).isInstanceOf(LogFullException.class);
        assertThat(failure(log.putChunk(9, 0, bytes("x")))).isInstanceOf(LogFullException.class);
        assertThat(get(log.lease(7, Duration.ofMinutes(1)))).isTrue();
        get(log.trim(end));
        get(log.dropSnapshot(1));
        assertThat(get(log.look(end)).manifest()).isNull();
        assertThat((Long) process.command("XLEN", LOG)).isLessThan(3);
        process.maxMemory(0);
        assertThat(append(log, "x", end)).isGreaterThan(end);
    }

    @Test
    void flushAllIsALoss() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition a = append(log, "a", found(log));
        process.command("FLUSHALL");
        assertThat(failure(log.append(bytes("b"), a))).isInstanceOf(LogLostException.class);
        assertThat(get(log.look(a)).exists()).isFalse();
        LogPosition second = found(log);
        assertThat(get(log.look(a)).holdsPosition()).isFalse();
        append(log, "b", second);
        assertThat(texts(log, second)).containsExactly("b");
    }

    @Test
    void anEmptyServerInThePlaceOfTheOldOneIsALoss() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition a = append(log, "a", found(log));
        process.restart();
        assertThat(Logs.retry(() -> log.look(a)).exists()).isFalse();
        found(open(process));
        assertThat(failure(log.append(bytes("b"), a))).isInstanceOf(LogLostException.class);
        assertThat(get(log.look(a)).holdsPosition()).isFalse();
    }

    // ---- who may

    @Test
    void aChangedPasswordIsTakenFromTheFile(@TempDir Path folder) throws Exception {
        RedisProcess process = SERVERS.start("appendonly no");
        process.command("ACL", "SETUSER", "tracker", "on", ">first-secret", "~*", "+@all");
        Path file = Files.writeString(folder.resolve("password"), "first-secret\n");
        RedisChangeLog log = keep(Logs.open(
                RedisStoreUri.parse("redis://tracker@127.0.0.1:" + process.port() + "?password-file=" + file)
                        .uris()
                        .get(0),
                PREFIX));
        LogPosition first = found(log);
        process.command("ACL", "SETUSER", "tracker", "resetpass", ">second-secret");
        append(log, "a", first);

        process.killClients();
        String expected = "Redis refuses the user or the password of its URI (WRONGPASS, NOAUTH)";
        // The first call may still find the connection lost.
        StoreException[] refused = new StoreException[1];
        Logs.await("the password is refused", () -> {
            refused[0] = failure(log.append(bytes("b"), first));
            return expected.equals(refused[0].getMessage());
        });
        StringWriter shown = new StringWriter();
        refused[0].printStackTrace(new PrintWriter(shown, true));
        assertThat(shown.toString()).doesNotContain("-secret");

        Files.delete(file);
        assertThat(failure(log.look(first))).hasMessageContaining("password-file");
        Files.writeString(file, "second-secret");
        Logs.retry(() -> log.append(bytes("b"), first));
    }

    @Test
    void aMissingPasswordIsOneLine() {
        RedisProcess process = SERVERS.start("appendonly no", "requirepass secret");
        assertThat(failure(open(process).look(LogPosition.START)))
                .hasMessage("Redis refuses the user or the password of its URI (WRONGPASS, NOAUTH)");
    }

    @Test
    void theAclRuleIsEnoughAndEachWordOfItIsNeeded() {
        RedisProcess process = SERVERS.start("appendonly no");
        String rule = open(process).aclRule();
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "tracker", "on", ">secret"));
        words.addAll(List.of(rule.split(" ", -1)));
        process.command(words.toArray(String[]::new));
        RedisURI uri = RedisStoreUri.parse("redis://tracker:secret@127.0.0.1:" + process.port())
                .uris()
                .get(0);
        everyCall(keep(Logs.open(uri, PREFIX)));

        for (String word : rule.split(" ", -1)) {
            if (word.startsWith("~")) {
                process.command("ACL", "SETUSER", "tracker", "resetkeys", "~other*");
            } else {
                process.command(
                        "ACL", "SETUSER", "tracker", "-" + word.substring(1).replaceAll("\\|.*", ""));
            }
            process.command("FLUSHALL");
            RedisChangeLog log = keep(Logs.open(uri, PREFIX));
            StoreException refused = null;
            try {
                everyCall(log);
            } catch (StoreException e) {
                refused = e;
            }
            assertThat(refused)
                    .as("without " + word)
                    .isNotNull()
                    .hasMessage(
                            "Redis does not let the user of its URI do this (NOPERM); it needs the ACL rule " + rule);
            process.command("ACL", "SETUSER", "tracker", word);
        }
    }

    private static void everyCall(RedisChangeLog log) {
        get(log.look(LogPosition.START));
        get(log.putSettings(SETTINGS));
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        append(log, "b", a);
        texts(log, first);
        get(log.look(a));
        get(log.lease(7, Duration.ofMinutes(1)));
        get(log.lease(7, Duration.ofMinutes(1)));
        get(log.putChunk(2, 0, bytes("x")));
        get(log.putManifest(manifest(2, a), 7));
        get(log.trim(a));
        get(log.chunk(2, 0));
        get(log.dropSnapshot(2));
        get(log.lease(7, Duration.ZERO));
    }

    @Test
    void tlsTrustsAFileAndNothingElse() {
        RedisTls tls = SERVERS.startTls("appendonly no");
        SslOptions trusting = SslOptions.builder()
                .trustManager(tls.files().certificate().toFile())
                .build();
        RedisChangeLog log =
                keep(new RedisChangeLog(new ServerApi(LettuceClient.create(trusting), tls.uri()), new LogKeys(PREFIX)));
        LogPosition first = found(log);
        append(log, "a", first);
        assertThat(texts(log, first)).containsExactly("a");
        assertThat(failure(keep(Logs.open(tls.uri(), PREFIX)).look(first)))
                .hasMessage("Redis is out of reach: TLS handshake failed");
    }

    // ---- the end

    @Test
    void afterTheEndCallsFailAtOnce() {
        RedisProcess process = SERVERS.start("appendonly no");
        RedisChangeLog log = open(process);
        LogPosition first = found(log);
        CompletionStage<List<LogEntry>> waiting = log.read(first, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> process.info("clients", "blocked_clients").equals("1"));
        log.close();
        log.close();
        assertThat(failure(waiting)).hasMessage("the store is closed");
        assertThat(failure(log.append(bytes("a"), first))).hasMessage("the store is closed");
        assertThat(failure(log.read(first, WAIT))).hasMessage("the store is closed");
        Logs.await(
                "the connections end",
                () -> process.info("clients", "connected_clients").equals("1"));
    }
}
