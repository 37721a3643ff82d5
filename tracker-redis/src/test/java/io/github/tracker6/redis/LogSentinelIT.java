package io.github.tracker6.redis;

import static io.github.tracker6.redis.Logs.append;
import static io.github.tracker6.redis.Logs.bytes;
import static io.github.tracker6.redis.Logs.failure;
import static io.github.tracker6.redis.Logs.found;
import static io.github.tracker6.redis.Logs.get;
import static io.github.tracker6.redis.Logs.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A log behind Sentinel goes on with the new master, and shows what that one lacks. */
@Timeout(120)
class LogSentinelIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    @Test
    void aFailoverThatLosesTheTailShows() {
        RedisSentinels all = SERVERS.sentinels(1);
        RedisProcess master = all.master();
        RedisProcess replica = all.servers().get(1);
        try (RedisChangeLog log = Logs.open(all.uri(), Logs.freshPrefix())) {
            LogPosition first = found(log);
            LogPosition kept = append(log, "kept", first);
            assertThat(texts(log, first)).containsExactly("kept");
            Logs.await(
                    "the replica has it",
                    () -> offset(master, "master_repl_offset").equals(offset(replica, "slave_repl_offset")));

            // The replica hears nothing from here on, and cannot connect again either.
            replica.pause();
            master.command("CLIENT", "KILL", "TYPE", "replica");
            LogPosition lost = append(log, "lost", kept);
            assertThat(texts(log, kept)).containsExactly("lost");
            master.kill();
            replica.resume();
            assertThat(failure(log.append(bytes("x"), lost))).isNotNull();
            all.awaitFailover(master);

            Logs.await("the new master is found", () -> {
                StoreException refused = failure(log.append(bytes("x"), lost));
                return refused instanceof LogLostException;
            });
            assertThat(failure(log.read(lost, Duration.ZERO))).hasMessage("the connection to Redis was lost");
            assertThat(get(log.look(lost)).holdsPosition()).isFalse();
            assertThat(get(log.look(kept)).holdsPosition()).isTrue();
            append(log, "after", kept);
            assertThat(texts(log, LogPosition.START)).containsExactly("", "kept", "after");
        }
    }

    private static String offset(RedisProcess process, String field) {
        return process.info("replication", field);
    }
}
