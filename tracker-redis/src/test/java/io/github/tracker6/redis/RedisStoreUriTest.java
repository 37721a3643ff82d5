package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.store.StoreException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    void passwordsComeFromAFileForEachConnection(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pass word"), "first\n");
        String path = file.toString().replace(" ", "%20");
        RedisURI uri = single("redis://tracker@h?password-file=" + path);
        assertThat(credentials(uri).getUsername()).isEqualTo("tracker");
        assertThat(credentials(uri).getPassword()).containsExactly("first".toCharArray());
        Files.writeString(file, "second");
        assertThat(credentials(uri).getPassword()).containsExactly("second".toCharArray());
        RedisURI sentinel = single("redis-sentinel://s1/2?password-file=" + path + "#main");
        assertThat(sentinel.getSentinelMasterId()).isEqualTo("main");
        assertThat(credentials(sentinel).hasUsername()).isFalse();

        Files.delete(file);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> credentials(uri))
                .withMessageContaining("password-file");
    }

    @Test
    void passwordsComeFromTheEnvironment() {
        assertThat(credentials(single("redis://h?password-env=PATH")).getPassword())
                .containsExactly(System.getenv("PATH").toCharArray());
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> credentials(single("redis://h?password-env=NO_SUCH_VARIABLE")))
                .withMessageContaining("password-env");
    }

    @Test
    void tlsTrustsAFile() {
        assertThat(RedisStoreUri.parse("rediss-cluster://h?ca-file=/etc/ca.pem").caFile())
                .isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(RedisStoreUri.parse("rediss://h").caFile()).isNull();
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
                "redis-socket:///tmp/secret",
                "redis://:secret@h?password-file=/x",
                "redis://secret@h?password-file=/x&password-env=X",
                "redis://:secret@h?password-file",
                "redis://h?secret=1",
                "redis://:secret@h?ca-file=/x"
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
