package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTrackerServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A free port for both protocols, where another program is quicker and takes it for UDP. */
@Timeout(60)
class ProtocolServersIT extends LoopbackTests {
    private static final InetSocketAddress ANY_PORT = address("[::1]:0");

    private final AtomicReference<BoundAddresses> boundHttp = new AtomicReference<>(BoundAddresses.NONE);
    private final List<DatagramSocket> others = new ArrayList<>();
    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private int quickerTimes;
    private ProtocolServers servers;

    @BeforeEach
    void build() {
        servers = new ProtocolServers(
                List.of(new ListenRequest(ANY_PORT, true, false, true)),
                HttpTrackerServer.builder(tracker).workers(1).bind(ANY_PORT),
                UdpTrackerServer.builder(tracker).workers(1).bind(ANY_PORT.getAddress(), this::port),
                boundHttp,
                null,
                List.of(),
                new AnnounceUrls(null));
    }

    @AfterEach
    void close() {
        servers.close();
        others.forEach(DatagramSocket::close);
    }

    private int port() {
        InetSocketAddress chosen = boundHttp.get().resolve(ANY_PORT);
        if (others.size() < quickerTimes) {
            try {
                others.add(new DatagramSocket(chosen));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return chosen.getPort();
    }

    @Test
    void anotherPortIsTaken() throws IOException {
        quickerTimes = 3;

        servers.start();

        assertThat(others).hasSize(3);
        assertThat(servers.udpAddresses()).hasSize(1).isEqualTo(servers.httpAddresses());
        assertThat(others)
                .extracting(DatagramSocket::getLocalPort)
                .doesNotContain(servers.httpAddresses().get(0).getPort());
    }

    @Test
    void startFailsAfterSixteenPortsAndCanBeRepeated() throws IOException {
        quickerTimes = Integer.MAX_VALUE;

        assertThatExceptionOfType(TrackerStartException.class)
                .isThrownBy(servers::start)
                .withMessageMatching("UDP \\[::1]:[0-9]+: Address already in use")
                .withCauseInstanceOf(BindException.class);
        assertThat(others).hasSize(16);
        assertThat(servers.httpAddresses()).isEmpty();

        quickerTimes = 0;
        servers.start();
        assertThat(servers.announceUrls())
                .containsExactly(
                        "http://[::1]:" + servers.httpAddresses().get(0).getPort() + "/announce",
                        "udp://[::1]:" + servers.httpAddresses().get(0).getPort() + "/announce");
    }
}
