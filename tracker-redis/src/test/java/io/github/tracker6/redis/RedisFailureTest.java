package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.LogFullException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFailureTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OOM command not allowed when used memory > 'maxmemory'. | FULL
        ERR Error running script (call to f_ab): @user_script:9: @user_script: 9: -OOM command not allowed | FULL
        READONLY You can't write against a read only replica. | READ_ONLY
        ERR Error running script (call to f_ab): @user_script:2: -READONLY You can't write | READ_ONLY
        UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?) | READ_ONLY
        LOADING Redis is loading the dataset in memory | LOADING
        BUSY Redis is busy running a script. | BUSY
        MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. | DISK
        NOREPLICAS Not enough good replicas to write. | REPLICAS
        MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'. | REPLICAS
        CLUSTERDOWN Hash slot not served | CLUSTER
        MOVED 3999 127.0.0.1:6381 | MOVED
        ASK 3999 127.0.0.1:6381 | MOVED
        TRYAGAIN Multiple keys request during rehashing of slot | MOVED
        NOAUTH Authentication required. | PASSWORD
        WRONGPASS invalid username-password pair or user is disabled. | PASSWORD
        ERR invalid password | PASSWORD
        ERR AUTH <password> called without any password configured for the default user. | PASSWORD
        NOPERM this user has no permissions to run the 'xadd' command or its subcommand | PERMISSION
        ERR Error running script: The user executing the script can't run this command or subcommand | PERMISSION
        ERR ACL failure in script: User x has no permissions to run the 'xinfo' command | PERMISSION
        WRONGTYPE Operation against a key holding the wrong kind of value | FOREIGN
        ERR Error running script (call to f_ab): @user_script:21: -WRONGTYPE Operation against a key | FOREIGN
        ERR unknown command 'EVAL' | REFUSED
        """)
    void repliesHaveAMeaning(String reply, RedisFailure expected) {
        assertThat(RedisFailure.of(new CompletionException(new RedisCommandExecutionException(reply))))
                .isEqualTo(expected);
    }

    @Test
    void theServersWordExplainsWhyThereIsNoConnection() {
        RedisCommandExecutionException reply = new RedisCommandExecutionException("WRONGPASS invalid");
        assertThat(RedisFailure.of(new RedisConnectionException("Unable to connect", reply)))
                .isEqualTo(RedisFailure.PASSWORD);
        RedisConnectionException many = new RedisConnectionException("Unable to connect");
        many.addSuppressed(new RedisConnectionException("Unable to connect", reply));
        assertThat(RedisFailure.of(many)).isEqualTo(RedisFailure.PASSWORD);
    }

    @Test
    void outOfReachHasAReasonAndNoAddress() {
        assertThat(message(new RedisConnectionException("to 192.0.2.7:1", new ConnectException("192.0.2.7:1"))))
                .isEqualTo("Redis is out of reach: no connection");
        assertThat(message(new RedisException(new UnknownHostException("redis.example"))))
                .isEqualTo("Redis is out of reach: unknown host");
        assertThat(message(new RedisException(new SSLHandshakeException("192.0.2.7"))))
                .isEqualTo("Redis is out of reach: TLS handshake failed");
        assertThat(message(new RedisException("192.0.2.7"))).isEqualTo("Redis is out of reach");
        assertThat(message(new TimeoutException())).isEqualTo("Redis does not answer in time");
    }

    @Test
    void missingPermissionNamesTheRule() {
        assertThat(message(new RedisCommandExecutionException("NOPERM this user has no permissions")))
                .endsWith("it needs the ACL rule ~{t6:}* +ping");
    }

    @Test
    void outOfMemoryHasATypeOfItsOwn() {
        assertThat(RedisFailure.exception(new RedisCommandExecutionException("OOM command not allowed"), ""))
                .isInstanceOf(LogFullException.class);
    }

    @Test
    void aReplyThatQuotesArgumentsIsCut() {
        StoreException failure = RedisFailure.exception(
                new RedisCommandExecutionException("ERR unknown command `AUTH`, with args beginning with: `secret`, "),
                "");
        assertThat(failure)
                .hasNoCause()
                .hasMessageContaining("unknown command")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aReplyIsCutAndPrintable() {
        assertThat(message(new RedisCommandExecutionException("ERR \u001b[31m\n" + "x".repeat(1_000))))
                .hasSizeLessThan(300)
                .doesNotContain("\u001b", "\n");
    }

    private static String message(Throwable failure) {
        return RedisFailure.exception(failure, "~{t6:}* +ping").getMessage();
    }
}
