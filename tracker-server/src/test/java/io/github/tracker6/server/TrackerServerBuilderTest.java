package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerServerBuilderTest {
    private final TrackerServerBuilder builder = TrackerServer.builder();

    @Test
    void httpsNeedsACertificate() {
        assertThatIllegalArgumentException()
                .isThrownBy(TrackerServer.builder().listenHttps("[::1]:0")::build)
                .withMessage("HTTPS needs a certificate: call tls");
    }

    @Test
    void serverThatIsBuiltListensNowhereAndHasNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        try (TrackerServer server = builder.listen("[::1]:0").build()) {
            assertThat(server.httpAddresses()).isEmpty();
            assertThat(server.udpAddresses()).isEmpty();
            assertThat(server.announceUrls()).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
        }
    }

    @Test
    void addressIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("there is no address: call listen, listenHttp, listenHttps or listenUdp, or httpHandler");
        assertThatIllegalArgumentException()
                .isThrownBy(builder::start)
                .withMessage("there is no address: call listen, listenHttp, listenHttps or listenUdp, or httpHandler");
    }

    @Test
    void optionsOfAProtocolWithoutAddressAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listenUdp("[::1]:0")
                        .http(http -> http.lan(true))
                        .build())
                .withMessage("options for HTTP need an address: call listen, listenHttp or listenHttps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listenHttp("[::1]:0")
                        .udp(udp -> udp.lan(true))
                        .build())
                .withMessage("options for UDP need an address: call listen or listenUdp");
    }

    @Test
    void optionsForTheOperatorNeedAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listen("[::1]:0")
                        .admin(http -> {})
                        .build())
                .withMessageContaining("listenAdmin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder().listenAdmin("[::1]:0").build())
                .withMessageStartingWith("there is no address");
    }

    @Test
    void statsAreThoseOfTheProtocolsServed() {
        try (TrackerServer server = TrackerServer.builder().listenUdp("[::1]:0").build()) {
            assertThat(server.httpStats()).isEmpty();
            assertThat(server.udpStats()).isPresent();
        }
        try (TrackerServer server =
                TrackerServer.builder().listenHttp("[::1]:0").build()) {
            assertThat(server.httpStats()).isPresent();
            assertThat(server.udpStats()).isEmpty();
        }
    }

    @Test
    void namesAreNotResolved() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.listen("localhost:6969"))
                .withMessageContaining("'localhost:6969' is no literal");
        InetSocketAddress name = InetSocketAddress.createUnresolved("tracker.example.org", 6969);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.listenUdp(name))
                .withMessageContaining("not resolved");
    }

    @Test
    void mistakesAreNamed() {
        assertThatNullPointerException().isThrownBy(() -> builder.store(null)).withMessage("store");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.interceptor(null))
                .withMessage("interceptor");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.listener(null))
                .withMessage("listener");
        assertThatNullPointerException().isThrownBy(() -> builder.tracker(null)).withMessage("options");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.workers(0))
                .withMessage("workers 0 is outside 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.workers(257))
                .withMessage("workers 257 is outside 1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.interval(Duration.ofDays(2)))
                .withMessageContaining("interval PT48H is outside");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listen("[::1]:0")
                        .http(http -> http.proxyProtocol(true))
                        .build())
                .withMessageContaining("trusted proxies");
    }

    @Test
    void optionsOfAPartAreAppliedOncePerServerInTheOrderAdded() {
        List<String> applied = new ArrayList<>();
        builder.listen("[::1]:0")
                .interval(Duration.ofMinutes(20))
                .udp(udp -> applied.add("udp"))
                .tracker(tracker -> applied.add("tracker"))
                .http(http -> applied.add("http"))
                .tracker(tracker -> {
                    applied.add("again");
                    tracker.interval(Duration.ofMinutes(10));
                });

        assertThat(applied).isEmpty();
        try (TrackerServer server = builder.build()) {
            assertThat(applied).containsExactly("tracker", "again", "http", "udp");
            assertThat(server.tracker().intervalSeconds()).isEqualTo(600);
        }
    }

    @Test
    void ownStoreKeepsPeersLongEnoughForAnyInterval() {
        for (Duration interval : List.of(Duration.ofSeconds(1), Duration.ofMinutes(30), Duration.ofDays(1))) {
            try (TrackerServer server =
                    TrackerServer.builder().listen("[::1]:0").interval(interval).build()) {
                assertThat(server.tracker().intervalSeconds()).isEqualTo(interval.toSeconds());
            }
        }
    }

    @Test
    void storeThatForgetsPeersBetweenTheirAnnouncesIsRefused() {
        try (MemorySwarmStore store =
                MemorySwarmStore.builder().peerTtl(Duration.ofMinutes(5)).build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.listen("[::1]:0").store(store).build())
                    .withMessageContaining("peer TTL PT5M");
        }
    }

    @Test
    void builderMayBuildSeveralServers() {
        builder.listen("[::1]:0").udp(udp -> udp.transport(UdpTransport.NIO));

        try (TrackerServer first = builder.build();
                TrackerServer second = builder.build()) {
            assertThat(first.tracker()).isNotSameAs(second.tracker());
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1S, PT31S", "PT60S, PT90S", "PT2M, PT3M", "PT30M, PT45M", "PT24H, PT36H"})
    void peerOutlivesItsIntervalByHalfAndAtLeast30Seconds(Duration interval, Duration ttl) {
        assertThat(TrackerServerBuilder.peerTtl(interval)).isEqualTo(ttl);
    }
}
