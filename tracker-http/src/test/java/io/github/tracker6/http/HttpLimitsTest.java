package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpLimitsTest {
    @Test
    void defaultsAreAsDocumented() {
        HttpLimits limits = HttpLimits.defaults();
        assertThat(limits.maxRequestLineBytes()).isEqualTo(8_192);
        assertThat(limits.maxHeaderBytes()).isEqualTo(8_192);
        assertThat(limits.maxHeaderFields()).isEqualTo(32);
        assertThat(limits.headerTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.idleTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(limits.writeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(limits.maxConnections()).isEqualTo(16_384);
        assertThat(limits.maxConnectionsPerAddress()).isEqualTo(64);
        assertThat(limits.maxConnectionsPerPrefix()).isEqualTo(1_024);
        assertThat(limits.maxRequestsPerConnection()).isEqualTo(1_000);
        assertThat(limits.socketBufferBytes()).isEqualTo(16_384);
        assertThat(limits.maxValueBytes()).isEqualTo(256);
        assertThat(limits.maxScrapeHashes()).isEqualTo(100);
        assertThat(limits.proxyHeaderTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(limits.minGzipBytes()).isEqualTo(4_096);
    }

    @Test
    void valuesOutsideTheirRangeAreRefusedByName() {
        assertThatThrownBy(() -> HttpLimits.builder().maxValueBytes(19)).hasMessageContaining("maxValueBytes 19");
        assertThatThrownBy(() -> HttpLimits.builder().maxConnections(0)).hasMessageContaining("maxConnections 0");
        assertThatThrownBy(() -> HttpLimits.builder().idleTimeout(Duration.ZERO))
                .hasMessageContaining("idleTimeout PT0S");
        assertThatThrownBy(() -> HttpLimits.builder().writeTimeout(Duration.ofHours(2)))
                .hasMessageContaining("writeTimeout PT2H");
    }
}
