package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisStoreUriTest {
    @Test
    void aServerHasHostPortAndDatabase() {
        RedisURI uri = single("redis://[2001:db8::6]:7000/3");
        assertThat(uri.getHost()).isEqualTo("2001:db8::6");
        assertThat(uri.getPort()).isEqualTo(7000);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isFalse();
        assertThat(single("redis://redis.example").getPort()).isEqualTo(6379);
        assertThat(single("redis://redis.example/").getDatabase()).isZero();
    }

    @Test
    void tlsVerifiesThePeer() {
        RedisURI uri = single("rediss://redis.example:6380");
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.isVerifyPeer()).isTrue();
    }

    @Test
    void userAndPasswordArePercentDecoded() {
        RedisCredentials credentials = credentials(single("redis://tracker:s%40%3A%2F+e@redis.example"));
        assertThat(credentials.getUsername()).isEqualTo("tracker");
        assertThat(credentials.getPassword()).containsExactly("s@:/+e".toCharArray());
        assertThat(credentials(single("redis://:alone@h")).getPassword()).containsExactly("alone".toCharArray());
        assertThat(credentials(single("redis://:alone@h")).hasUsername()).isFalse();
    }

    @Test
    void sentinelsNameTheMaster() {
        RedisURI uri = single("redis-sentinel://u:p@[2001:db8::1]:5000,s2/4#main");
        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getDatabase()).isEqualTo(4);
        assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("2001:db8::1", "s2");
        assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(5000, 26379);
        assertThat(credentials(uri).getPassword()).containsExactly('p');
        assertThat(single("rediss-sentinel://s1#main").getSentinels().get(0).isSsl())
                .isTrue();
    }

    @Test
    void aClusterHasNodes() {
        RedisStoreUri parsed = RedisStoreUri.parse("rediss-cluster://u:p@[2001:db8::1]:7000,h2");
        assertThat(parsed.isCluster()).isTrue();
        assertThat(parsed.uris()).extracting(RedisURI::getHost).containsExactly("2001:db8::1", "h2");
        assertThat(parsed.uris()).extracting(RedisURI::getPort).containsExactly(7000, 6379);
        assertThat(parsed.uris()).allMatch(RedisURI::isSsl);
        assertThat(parsed.uris()).allMatch(uri -> credentials(uri).hasUsername());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redis:",
                "http://:secret@h",
                "redis://:secret@h1,h2",
                "redis://:secret@h:0",
                "redis://:secret@h:65536",
                "redis://:secret@h:x",
                "redis://:secret@h/x",
                "redis://:secret@h/9999999",
                "redis://:secret@2001:db8::1",
                "redis://:secret@h#main",
                "redis://:secret@h?timeout=1s",
                "redis://:secret%zz@h",
                "redis://:secret@",
                "redis-sentinel://:secret@h",
                "redis-cluster://:secret@h/1",
                "redis-cluster://:secret@h,",
                "redis-socket:///tmp/secret"
            })
    void whatIsWrongIsRefusedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStoreUri.parse(text))
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void secretsAreNotShown() {
        RedisStoreUri parsed = RedisStoreUri.parse("redis-cluster://u:secret@h1,h2");
        assertThat(parsed + " " + parsed.uris()).doesNotContain("secret");
        RedisLink link = RedisLink.builder().uri("redis://u:secret@h").build();
        assertThat(link.toString()).doesNotContain("secret");
    }

    private static RedisURI single(String text) {
        RedisStoreUri parsed = RedisStoreUri.parse(text);
        assertThat(parsed.isCluster()).isFalse();
        assertThat(parsed.uris()).hasSize(1);
        return parsed.uris().get(0);
    }

    private static RedisCredentials credentials(RedisURI uri) {
        return Objects.requireNonNull(
                uri.getCredentialsProvider().resolveCredentials().block(Duration.ofSeconds(1)));
    }
}
