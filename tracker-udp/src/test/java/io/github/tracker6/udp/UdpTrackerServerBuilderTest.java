package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tracker6.AddressFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class UdpTrackerServerBuilderTest {
    private final UdpTrackerServerBuilder builder = UdpTrackerServer.builder(new ScriptedTracker());

    @Test
    void optionsAreAcceptedAtTheirLimitsAndRefusedOnePast() {
        assertRange("workers", builder::workers, 1, 256);
        assertRange("maxReplyBytes", builder::maxReplyBytes, 548, 1_232);
        assertRange("scrapeLimit", builder::scrapeLimit, 1, 74);
        assertRange("maxPending", builder::maxPending, 1, 65_536);
        assertRange("receiveBufferBytes", builder::receiveBufferBytes, 65_536, 1 << 30);
        assertRange("perSecond", rate -> builder.sourceRate(rate, 1), 1, 1_000_000);
        assertRange("burst", burst -> builder.sourceRate(1, burst), 1, 1_000_000);
        assertRange("perSecond", rate -> builder.prefixRate(rate, 1), 1, 1_000_000);
        assertRange("burst", burst -> builder.prefixRate(1, burst), 1, 1_000_000);
    }

    private static void assertRange(String name, IntConsumer option, int min, int max) {
        option.accept(min);
        option.accept(max);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.accept(min - 1))
                .withMessageContaining(name)
                .withMessageContaining(min + " to " + max);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.accept(max + 1))
                .withMessageContaining(name);
    }

    @Test
    void theDefaultReplyHolds67Ipv6Or200Ipv4Peers() {
        assertThat(builder.peersLimit(AddressFamily.IPV6)).isEqualTo(67);
        assertThat(builder.peersLimit(AddressFamily.IPV4)).isEqualTo(200);
        assertThat(builder.effectiveScrapeLimit()).isEqualTo(74);
    }

    @Test
    void defaultsAreAsDocumented() {
        assertThat(builder.workers).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(builder.lan).isFalse();
        assertThat(builder.newRateLimiter()).isNotNull();
        assertThat(builder.rateLimit(false).newRateLimiter()).isNull();
        assertThat(builder.receiveBufferBytes).isEqualTo(4 * 1024 * 1024);
    }

    @Test
    void everyBuilderHasAnotherConnectionKey() {
        UdpTrackerServerBuilder other = UdpTrackerServer.builder(new ScriptedTracker());
        assertThat(builder.connectionKey0).isNotEqualTo(other.connectionKey0);
        assertThat(builder.connectionKey1).isNotEqualTo(other.connectionKey1);
    }

    @Test
    void messagesNameTheMistake() {
        assertThatNullPointerException()
                .isThrownBy(() -> UdpTrackerServer.builder(null))
                .withMessage("tracker");
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("no address");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.bind(InetSocketAddress.createUnresolved("tracker.example.org", 6969)))
                .withMessageContaining("not resolved");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.bind(null, () -> 0))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.bind(InetAddress.getLoopbackAddress(), null))
                .withMessage("port");
    }
}
