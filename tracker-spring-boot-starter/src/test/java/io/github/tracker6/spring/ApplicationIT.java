package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.support.GenericApplicationContext;

/** A whole application: both protocols on one port, beside its other parts. */
@Timeout(240)
class ApplicationIT {
    private static final InfoHash TORRENT = InfoHash.of(1, -2, 3);
    private static final int TIMES = 50;

    private static AnnounceRequest peer(int port) {
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId("-T60000-%012d".formatted(port).getBytes(StandardCharsets.US_ASCII))
                .port(port)
                .left(1);
    }

    @Test
    void udpHasThePortOfTheWebServerAndOneSwarmServesBoth() throws Exception {
        int port = FreePort.on(Endpoint.parse("[::1]:0").address());
        try (TestApplication application = TestApplication.start(context -> {}, "server.port=" + port)) {
            int peers = 0;
            for (String address : List.of("::1", "127.0.0.1")) {
                peers += 2;
                InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(address), port);
                try (HttpTestClient http = HttpTestClient.to(server);
                        UdpTestClient udp = UdpTestClient.to(server)) {
                    assertThat(http.announce("/announce", peer(6_881)).number("complete"))
                            .isZero();
                    assertThat(udp.announce(peer(6_882)).peers())
                            .containsExactly(Endpoint.parse((address.equals("::1") ? "[::1]" : address) + ":6881"));
                    assertThat(http.get("/scrape?info_hash=" + HttpTestClient.encode(TORRENT.toBytes()))
                                    .text())
                            .contains("10:incompletei" + peers + "e");
                }
            }
            assertThat(application.tracker().udpAddresses()).isNotEmpty();
        }
    }

    private static void addLogin(GenericApplicationContext context) {
        context.registerBean("login", FilterRegistrationBean.class, () -> {
            Filter refusing = (request, response, chain) -> ((HttpServletResponse) response).sendError(401);
            FilterRegistrationBean<Filter> login = new FilterRegistrationBean<>(refusing);
            login.setOrder(-100);
            login.setAsyncSupported(true);
            return login;
        });
    }

    private static int announceStatus(TestApplication application) throws IOException {
        return application
                .get(HttpTestClient.announceTarget("/announce", peer(6_881)))
                .statusCode();
    }

    @Test
    void announcesPassBeforeALoginUnlessTheOrderSaysOtherwise() throws Exception {
        try (TestApplication application = TestApplication.start(ApplicationIT::addLogin)) {
            assertThat(announceStatus(application)).isEqualTo(200);
        }
        try (TestApplication application =
                TestApplication.start(ApplicationIT::addLogin, "tracker6.http.filter-order=0")) {
            assertThat(announceStatus(application)).isEqualTo(401);
        }
    }

    @Test
    void healthMetersAndThePageAreServedByTheApplication() throws Exception {
        try (TestApplication application = TestApplication.start(
                context -> {},
                "tracker6.udp.listen=[::1]:0",
                "tracker6.status.public-page=true",
                "management.endpoint.health.show-details=always",
                "management.endpoint.health.probes.enabled=true",
                "management.endpoint.health.group.readiness.include=readinessState,tracker6",
                "management.endpoints.web.exposure.include=health,metrics")) {
            String health = application.get("/actuator/health").body();
            assertThat(health).contains("\"tracker6\":{", "\"Tracker\":{\"state\":\"UP\",\"since\":\"20", "\"UDP\":{");
            assertThat(application.get("/actuator/health/readiness").body())
                    .contains("\"status\":\"UP\"", "\"tracker6\":{");
            assertThat(application.get("/actuator/metrics").body()).contains("tracker6.announces", "tracker6.udp.");
            HttpResponse<String> page = application.get("/tracker");
            assertThat(page.statusCode()).isIn(200, 301, 302, 308);
            application.context.getBean(TrackerLifecycle.class).stop();
            HttpResponse<String> stopped = application.get("/actuator/health/readiness");
            assertThat(stopped.statusCode()).isEqualTo(503);
            assertThat(stopped.body()).contains("OUT_OF_SERVICE");
        }
    }

    @Test
    void theSwitchOfHealthLeavesTheTrackerOut() throws Exception {
        try (TestApplication application = TestApplication.start(
                context -> {},
                "management.endpoint.health.show-details=always",
                "management.health.tracker6.enabled=false")) {
            assertThat(application.get("/actuator/health").body())
                    .contains("\"status\"")
                    .doesNotContain("tracker6");
        }
    }

    @Test
    @Tag("long")
    void startsAndStopsLeaveNoThreadAndNoDescriptor() throws Exception {
        startAndStop();
        startAndStop();
        Set<Thread> threads = threads();
        long descriptors = openDescriptors();
        for (int i = 0; i < TIMES; i++) {
            startAndStop();
        }
        Await.until("no thread but those from before", () -> threads.containsAll(threads()));
        Await.until("no more descriptors than before", () -> openDescriptors() <= descriptors);
    }

    private static void startAndStop() throws IOException {
        try (TestApplication application =
                TestApplication.start(context -> {}, "tracker6.udp.listen=[::1]:0,127.0.0.1:0")) {
            for (AddressFamily family : AddressFamily.values()) {
                try (HttpTestClient client = HttpTestClient.to(application.address(family))) {
                    assertThat(client.announce("/announce", peer(6_881)).status())
                            .isEqualTo(200);
                }
            }
            for (InetSocketAddress udp : application.tracker().udpAddresses()) {
                try (UdpTestClient client = UdpTestClient.to(udp)) {
                    assertThat(client.announce(peer(6_882)).peers()).hasSize(1);
                }
            }
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system"))
                .filter(thread -> !thread.getName().startsWith("junit-"))
                .collect(Collectors.toSet());
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
