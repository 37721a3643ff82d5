package io.github.tracker6.redis;

import static io.github.tracker6.redis.Logs.append;
import static io.github.tracker6.redis.Logs.bytes;
import static io.github.tracker6.redis.Logs.failure;
import static io.github.tracker6.redis.Logs.found;
import static io.github.tracker6.redis.Logs.get;
import static io.github.tracker6.redis.Logs.manifest;
import static io.github.tracker6.redis.Logs.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.LogFullException;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each version of Redis that this machine has keeps a log, and says what is wrong in words that are understood. */
@Timeout(120)
class LogVersionsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final String PREFIX = "t6:";

    @Test
    void everyVersionKeepsALogAndSaysWhatIsWrong() {
        for (RedisProcess process : SERVERS.startAll("appendonly no")) {
            System.out.println("A log is kept by " + process);
            try (RedisChangeLog log = Logs.open(process, PREFIX)) {
                keepsALog(log);
                saysThatItIsFull(process, log);
                saysThatItIsAReplica(process, log);
            }
            saysWhatMayNotBeDone(process);
        }
    }

    private static void keepsALog(RedisChangeLog log) {
        LogPosition first = found(log);
        LogPosition last = first;
        for (int i = 0; i < 500; i++) {
            last = append(log, "x".repeat(200), last);
        }
        assertThat(texts(log, first)).hasSize(500);
        assertThat(get(log.lease(7, Duration.ofMinutes(1)))).isTrue();
        get(log.putChunk(2, 0, bytes("two")));
        assertThat(get(log.putManifest(manifest(2, last), 7))).isTrue();
        get(log.trim(last));
        assertThat(texts(log, LogPosition.START)).hasSizeLessThan(150);
        assertThat(get(log.look(last)).holdsPosition()).isTrue();
        assertThat(get(log.look(first)).holdsPosition()).isFalse();
        log.reconnect();
        append(log, "after a position that was trimmed", first);
        get(log.dropSnapshot(2));
        assertThat(get(log.chunk(2, 0))).isNull();
    }

    private static void saysThatItIsFull(RedisProcess process, RedisChangeLog log) {
        LogPosition last = get(log.look(LogPosition.START)).last();
        process.maxMemory(1);
        assertThat(failure(log.append(bytes("x"), last))).isInstanceOf(LogFullException.class);
        log.reconnect();
        assertThat(failure(log.append(bytes("x"), last))).as("by script").isInstanceOf(LogFullException.class);
        assertThat(get(log.lease(7, Duration.ofMinutes(1)))).isTrue();
        process.maxMemory(0);
    }

    private static void saysThatItIsAReplica(RedisProcess process, RedisChangeLog log) {
        LogPosition last = get(log.look(LogPosition.START)).last();
        process.command("REPLICAOF", "127.0.0.1", "1");
        Logs.await(
                "a plain command says so",
                () -> failure(log.append(bytes("x"), last)).getMessage().contains("READONLY"));
        assertThat(failure(log.lease(7, Duration.ofMinutes(1))).getMessage())
                .as("by script")
                .contains("READONLY");
        process.command("REPLICAOF", "NO", "ONE");
        process.command("FLUSHALL");
        assertThat(failure(log.append(bytes("x"), last))).isInstanceOf(LogLostException.class);
    }

    private static void saysWhatMayNotBeDone(RedisProcess process) {
        String rule;
        try (RedisChangeLog log = Logs.open(process, PREFIX)) {
            rule = log.aclRule();
        }
        for (String missing : List.of("xadd", "get", "eval")) {
            List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "tracker", "reset", "on", ">secret"));
            words.addAll(List.of(rule.split(" ", -1)));
            process.command(words.toArray(String[]::new));
            process.command("FLUSHALL");
            String uri = "redis://tracker:secret@127.0.0.1:" + process.port();
            try (RedisChangeLog log = Logs.open(RedisStoreUri.parse(uri).uris().get(0), PREFIX)) {
                append(log, "a", found(log));
                process.command("FLUSHALL");
                process.command("ACL", "SETUSER", "tracker", "-" + missing);
                StoreException refused = catchThrowableOfType(StoreException.class, () -> {
                    found(log);
                    get(log.lease(7, Duration.ofMinutes(1)));
                });
                assertThat(refused).hasMessageContaining("NOPERM").hasMessageEndingWith(rule);
            }
        }
    }
}
