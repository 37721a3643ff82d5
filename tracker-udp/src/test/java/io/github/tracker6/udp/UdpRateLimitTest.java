package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static io.github.tracker6.udp.HandlerHarness.CONNECT;
import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.Rejection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rate limit as a client sees it. */
class UdpRateLimitTest {
    private static final int ANNOUNCE = UdpWire.ACTION_ANNOUNCE;
    private static final String HASH_A = "aa".repeat(20);

    private final HandlerHarness harness = new HandlerHarness();
    private final ScriptedTracker tracker = harness.tracker;

    /**
     * One client repeats its request at once on an error, 117 times a second. So past the rate it gets no errors
     * either.
     */
    @Test
    void pastTheRateLimitThereIsNoReply() {
        tracker.onAnnounce = (request, response) -> response.reject(Rejection.NOT_SERVED);
        for (Endpoint client : List.of(CLIENT6, CLIENT4)) {
            String id = harness.connect(client);
            for (int i = 0; i < 500; i++) {
                assertThat(harness.handle(client, announce(id, ANNOUNCE, 2, -1, 6881)))
                        .startsWith("00000003");
            }
            assertThat(harness.handle(client, announce(id, ANNOUNCE, 2, -1, 6881)))
                    .isEmpty();
            assertThat(harness.handle(client, id, "00000063 cafebabe")).isEmpty();
            assertThat(harness.handle(client, id, "00000002 cafebabe", HASH_A)).isEmpty();
        }
        assertThat(harness.stats.droppedRateLimited()).isEqualTo(6);
        assertThat(harness.stats.errors()).isEqualTo(1_000);

        harness.clock.advance(Duration.ofMillis(20));
        assertThat(harness.announce(CLIENT6, -1)).startsWith("00000003");
    }

    /** A forged packet must not use up the tokens of the client whose address it carries. */
    @Test
    void unvalidatedPacketsTakeNoTokens() {
        for (Endpoint client : List.of(CLIENT6, CLIENT4)) {
            for (int i = 0; i < 1_000; i++) {
                harness.handle(client, CONNECT, "cafebabe");
                harness.handle(client, announce("0123456789abcdef", ANNOUNCE, 2, -1, 6881));
            }
            assertThat(harness.announce(client, -1)).startsWith("00000001");
        }
        assertThat(harness.stats.droppedRateLimited()).isZero();
    }

    @Test
    void theRateLimitCanBeTurnedOffAndSet() {
        HandlerHarness unlimited = new HandlerHarness(options -> options.rateLimit(false));
        HandlerHarness tight = new HandlerHarness(options -> options.sourceRate(1, 2));
        String id = unlimited.connect(CLIENT6);
        int answered = 0;
        for (int i = 0; i < 2_000; i++) {
            answered += unlimited
                            .handle(CLIENT6, announce(id, ANNOUNCE, 2, -1, 6881))
                            .isEmpty()
                    ? 0
                    : 1;
        }
        assertThat(answered).isEqualTo(2_000);

        assertThat(tight.announce(CLIENT6, -1)).isNotEmpty();
        assertThat(tight.announce(CLIENT6, -1)).isNotEmpty();
        assertThat(tight.announce(CLIENT6, -1)).isEmpty();
    }
}
