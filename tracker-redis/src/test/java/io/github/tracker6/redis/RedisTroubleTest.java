package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisTroubleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OOM command not allowed when used memory > 'maxmemory'. | OUT_OF_MEMORY
        ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not allowed | OUT_OF_MEMORY
        READONLY You can't write against a read only replica. | READ_ONLY
        ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write | READ_ONLY
        LOADING Redis is loading the dataset in memory | LOADING
        BUSY Redis is busy running a script. | BUSY
        MISCONF Redis is configured to save RDB snapshots | PERSISTENCE
        NOREPLICAS Not enough good replicas to write. | REPLICAS
        MASTERDOWN Link with MASTER is down | REPLICAS
        CLUSTERDOWN Hash slot not served | CLUSTER_DOWN
        MOVED 3999 127.0.0.1:6381 | MOVING
        ASK 3999 127.0.0.1:6381 | MOVING
        TRYAGAIN Multiple keys request during rehashing of slot | MOVING
        NOAUTH Authentication required. | REFUSED
        WRONGPASS invalid username-password pair or user is disabled. | REFUSED
        ERR invalid password | REFUSED
        NOPERM this user has no permissions to run the 'evalsha' command | REFUSED
        ERR Error running script: unknown variable | SCRIPT
        """)
    void repliesHaveATrouble(String reply, RedisTrouble expected) {
        assertThat(RedisTrouble.of(new CompletionException(new RedisCommandExecutionException(reply))))
                .isEqualTo(expected);
    }

    @Test
    void noConnectionIsOutOfReach() {
        assertThat(RedisTrouble.of(new RedisException("Currently not connected. Commands are rejected.")))
                .isEqualTo(RedisTrouble.DISCONNECTED);
        assertThat(RedisTrouble.of(new ClosedChannelException())).isEqualTo(RedisTrouble.DISCONNECTED);
    }

    @Test
    void theServersWordExplainsWhyThereIsNoConnection() {
        RedisCommandExecutionException reply = new RedisCommandExecutionException("WRONGPASS invalid");
        assertThat(RedisTrouble.of(new RedisConnectionException("Unable to connect", reply)))
                .isEqualTo(RedisTrouble.REFUSED);
    }

    @Test
    void aReplyThatQuotesArgumentsIsCut() {
        RedisStoreException failure = RedisStoreException.of(
                new RedisCommandExecutionException("ERR unknown command `AUTH`, with args beginning with: `secret`, "));
        assertThat(failure)
                .hasNoCause()
                .hasMessageContaining("unknown command")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aReplyIsCutAndPrintable() {
        RedisStoreException failure =
                RedisStoreException.of(new RedisCommandExecutionException("ERR \u001b[31m" + "x".repeat(1_000)));
        assertThat(failure.getMessage()).hasSizeLessThan(300).doesNotContain("\u001b");
    }
}
