package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.tracker6.testkit.FreePort;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads and descriptors of a process in which servers start, fail and stop: always back to what they were. */
@Timeout(120)
class BaseLineIT extends LoopbackTests {
    private static final int TIMES = 50;

    private Set<Thread> threads = Set.of();
    private long descriptors;

    /** Loads what stays loaded, such as Netty's library and the classes of the test clients. */
    @BeforeEach
    void measure() throws IOException {
        startAndStop();
        failToStart(true);
        failToStart(false);
        await("Netty's own threads have ended", () -> threads().stream().noneMatch(BaseLineIT::isOfNettyOrOurs));
        threads = threads();
        descriptors = openDescriptors();
    }

    @Test
    void fiftyStartsAndStopsLeaveNothing() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            startAndStop();
        }
        assertBaseLine();
    }

    @Test
    void failedStartsLeaveNothing() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            failToStart(i % 2 == 0);
        }
        assertBaseLine();
    }

    @Test
    void oneServerThatFailsManyTimesLeavesNothing() throws IOException {
        InetSocketAddress busy =
                address("[::1]:" + FreePort.on(address("[::1]:0").getAddress()));
        try (DatagramSocket taken = new DatagramSocket(busy)) {
            assertThat(taken.isBound()).isTrue();
            try (TrackerServer server = TrackerServer.builder().listen(busy).build()) {
                for (int i = 0; i < TIMES; i++) {
                    assertThatExceptionOfType(TrackerStartException.class).isThrownBy(server::start);
                }
            }
        }
        assertBaseLine();
    }

    private static void startAndStop() throws IOException {
        try (TrackerServer server = TrackerServer.builder()
                .listen("[::1]:0")
                .listen("127.0.0.1:0")
                .lan(true)
                .start()) {
            for (InetSocketAddress address : server.httpAddresses()) {
                announceOverHttp(address, 6_881);
                announceOverUdp(address, 6_882);
            }
        }
    }

    /** The part that fails is the first to start, or the last. */
    private static void failToStart(boolean overHttp) throws IOException {
        int port = FreePort.on(address("[::1]:0").getAddress());
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(overHttp ? null : address("[::1]:" + port))) {
            if (overHttp) {
                tcp.bind(address("[::1]:" + port));
            }
            assertThat(udp.isBound()).isNotEqualTo(overHttp);
            assertThatExceptionOfType(TrackerStartException.class)
                    .isThrownBy(() -> TrackerServer.builder()
                            .listen("[::1]:" + port)
                            .listenUdp("127.0.0.1:0")
                            .start())
                    .satisfies(e -> assertThat(e.protocol()).isEqualTo(overHttp ? "HTTP" : "UDP"));
        }
    }

    private void assertBaseLine() {
        await("no thread but those from before", () -> threads.containsAll(threads()));
        await("no more descriptors than before", () -> openDescriptors() <= descriptors);
    }

    private static boolean isOfNettyOrOurs(Thread thread) {
        String name = thread.getName();
        return name.startsWith("tracker6-") || name.startsWith("globalEventExecutor");
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
