package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several packets that the native transport receives with one call. */
class NativeBatchIT extends ServerTests {
    private static final int PACKETS = 5;

    /** Holds the only worker, so that packets gather meanwhile. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private InetSocketAddress address = new InetSocketAddress(0);

    NativeBatchIT() {
        super(UdpTransport.NATIVE);
    }

    @BeforeEach
    void holdTheWorker() throws IOException {
        UdpTrackerServer server = started(options(V6).workers(1));
        address = server.addresses().get(0);
        tracker.onAnnounce = (request, response) -> {
            awaitGate();
            return response.done();
        };
    }

    @Test
    void theTrackerLearnsTheirSwarmsBeforeTheFirstIsAnswered() throws Exception {
        UdpClient client = sendManyAnnounces();

        gate.countDown();

        receiveAllReplies(client);
        assertThat(tracker.prefetchedSwarms).hasSize(PACKETS).containsOnly(tracker.lastAnnounce.infoHash());
    }

    @Test
    void aFailureOfPrefetchDropsNoPacket() throws Exception {
        tracker.onPrefetch = () -> {
            throw new IllegalStateException("planted");
        };
        UdpClient client = sendManyAnnounces();

        gate.countDown();

        receiveAllReplies(client);
    }

    @Test
    void anErrorOfPrefetchDropsNoPacket() throws Exception {
        tracker.onPrefetch = () -> {
            throw new LinkageError("planted");
        };
        UdpClient client = sendManyAnnounces();

        gate.countDown();

        receiveAllReplies(client);
    }

    private UdpClient sendManyAnnounces() throws Exception {
        UdpClient client = client(V6);
        String connectionId = client.connect(address);
        client.send(address, announce(connectionId, 1, 2, -1, 6881));
        Await.until("the tracker was asked", () -> tracker.announces() == 1);
        for (int i = 0; i < PACKETS; i++) {
            client.send(address, announce(connectionId, 1, 2, -1, 6881));
        }
        // Packets without an info hash.
        client.send(address, HandlerHarness.CONNECT, "cafebabe");
        client.send(address, connectionId, "00000001", "cafebabe");
        return client;
    }

    private static void receiveAllReplies(UdpClient client) throws IOException {
        for (int i = 0; i < 1 + PACKETS + 2; i++) {
            client.receive();
        }
    }

    private void awaitGate() {
        try {
            assertThat(gate.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
