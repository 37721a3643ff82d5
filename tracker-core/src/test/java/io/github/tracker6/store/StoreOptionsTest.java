package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreOptionsTest {
    @Test
    void defaultsAreThoseThatTheConstantsTell() {
        StoreOptions options = StoreOptions.defaults();
        assertThat(options.peerTtl()).isEqualTo(Duration.ofMinutes(45));
        assertThat(options.maxSwarms()).isEqualTo(100_000);
        assertThat(options.maxPeers()).isEqualTo(2_000_000);
        assertThat(options.maxPeersPerSwarm()).isEqualTo(100_000);
        assertThat(options.maxEndpointsPerIpv4Address()).isEqualTo(64);
        assertThat(options.maxEndpointsPerIpv6Prefix()).isEqualTo(64);
        assertThat(options.ipv4NetworkPrefix()).isEqualTo(24);
        assertThat(options.ipv6NetworkPrefix()).isEqualTo(48);
    }

    @Test
    void eachValueComesBackAsSet() {
        StoreOptions options = StoreOptions.builder()
                .peerTtl(Duration.ofSeconds(2))
                .maxSwarms(1)
                .maxPeers(2)
                .maxPeersPerSwarm(3)
                .maxEndpointsPerIpv4Address(4)
                .maxEndpointsPerIpv6Prefix(6)
                .networkPrefix(8, 64)
                .build();
        assertThat(options.peerTtl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.maxSwarms()).isEqualTo(1);
        assertThat(options.maxPeers()).isEqualTo(2);
        assertThat(options.maxPeersPerSwarm()).isEqualTo(3);
        assertThat(options.maxEndpointsPerIpv4Address()).isEqualTo(4);
        assertThat(options.maxEndpointsPerIpv6Prefix()).isEqualTo(6);
        assertThat(options.ipv4NetworkPrefix()).isEqualTo(8);
        assertThat(options.ipv6NetworkPrefix()).isEqualTo(64);
    }

    @Test
    void valuesOutsideTheirRangesAreRefused() {
        assertRange("maxSwarms", StoreOptionsBuilder::maxSwarms, Integer.MAX_VALUE);
        assertRange("maxPeers", StoreOptionsBuilder::maxPeers, Integer.MAX_VALUE);
        assertRange("maxPeersPerSwarm", StoreOptionsBuilder::maxPeersPerSwarm, 16_000_000);
        assertRange("maxEndpointsPerIpv4Address", StoreOptionsBuilder::maxEndpointsPerIpv4Address, 256);
        assertRange("maxEndpointsPerIpv6Prefix", StoreOptionsBuilder::maxEndpointsPerIpv6Prefix, 256);
        StoreOptionsBuilder builder = StoreOptions.builder();
        builder.peerTtl(Duration.ofSeconds(2)).peerTtl(Duration.ofDays(7));
        for (Duration ttl :
                new Duration[] {Duration.ofMillis(1_999), Duration.ofDays(7).plusMillis(1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.peerTtl(ttl))
                    .withMessage("peerTtl " + ttl + " is outside 2 s to 7 days");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 48, ipv4 networkPrefix 7",
        "33, 48, ipv4 networkPrefix 33",
        "24, 15, ipv6 networkPrefix 15",
        "24, 65, ipv6 networkPrefix 65"
    })
    void prefixesOutsideTheirRangesAreRefusedAndChangeNothing(int ipv4, int ipv6, String message) {
        StoreOptionsBuilder builder = StoreOptions.builder().networkPrefix(32, 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.networkPrefix(ipv4, ipv6))
                .withMessageStartingWith(message);
        assertThat(builder.build().ipv4NetworkPrefix()).isEqualTo(32);
    }

    private static void assertRange(String name, BiConsumer<StoreOptionsBuilder, Integer> setter, int max) {
        StoreOptionsBuilder builder = StoreOptions.builder();
        setter.accept(builder, 1);
        setter.accept(builder, max);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.accept(builder, 0))
                .withMessage(name + " 0 is outside 1 to " + max);
        if (max < Integer.MAX_VALUE) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> setter.accept(builder, max + 1))
                    .withMessage(name + " " + (max + 1) + " is outside 1 to " + max);
        }
    }
}
