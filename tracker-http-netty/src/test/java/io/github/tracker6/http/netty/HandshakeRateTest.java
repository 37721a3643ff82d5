package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeRateTest {
    private long nowMillis = 1_000;
    private final HandshakeRate rate = HandshakeRate.limited(() -> nowMillis);

    private int admitted(String client, int attempts) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) {
            admitted += rate.admits(Endpoint.parse(client.formatted(i))) ? 1 : 0;
        }
        return admitted;
    }

    @ParameterizedTest
    @CsvSource({"[2001:db8::%x]:1, 64, 10", "192.0.2.1:1, 64, 10", "[2001:db8:0:%x::1]:1, 256, 40"})
    void clientHasBurstAndRate(String client, int burst, int perSecond) {
        assertThat(admitted(client, 2_000)).isEqualTo(burst);
        nowMillis += 1_000;
        assertThat(admitted(client, 2_000)).isEqualTo(perSecond);
        assertThat(admitted("[2001:db8:1::%x]:1", 1)).isEqualTo(1);
    }

    @Test
    void unlimitedAdmitsEverything() {
        HandshakeRate unlimited = HandshakeRate.unlimited();
        for (int i = 0; i < 1_000; i++) {
            assertThat(unlimited.admits(Endpoint.parse("[2001:db8::1]:1"))).isTrue();
        }
    }
}
