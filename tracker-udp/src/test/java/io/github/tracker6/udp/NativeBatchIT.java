package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets that the native transport receives with one call. */
class NativeBatchIT extends ServerTests {
    private static final int PACKETS = 5;

    /** Where the only worker waits, so that packets gather in the meantime. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private InetSocketAddress address = new InetSocketAddress(0);

    NativeBatchIT() {
        super(UdpTransport.NATIVE);
    }

    @BeforeEach
    void holdTheWorker() throws IOException {
        UdpTrackerServer server = started(options(V6).workers(1));
        address = server.addresses().get(0);
        tracker.announcing = (request, response) -> {
            awaitGate();
            return response.done();
        };
    }

    @Test
    void theTrackerHearsOfTheirSwarmsBeforeTheFirstIsAnswered() throws Exception {
        UdpClient client = sendsManyAnnounces();

        gate.countDown();

        receivesAllReplies(client);
        assertThat(tracker.expected).hasSize(PACKETS).containsOnly(tracker.heard.infoHash());
    }

    @Test
    void aTrackerThatFailsAtTheHintAnswersAllTheSame() throws Exception {
        tracker.expecting = () -> {
            throw new IllegalStateException("planted");
        };
        UdpClient client = sendsManyAnnounces();

        gate.countDown();

        receivesAllReplies(client);
    }

    private UdpClient sendsManyAnnounces() throws Exception {
        UdpClient client = client(V6);
        String connectionId = client.connect(address);
        client.send(address, announce(connectionId, 1, 2, -1, 6881));
        await(() -> tracker.announces() == 1);
        for (int i = 0; i < PACKETS; i++) {
            client.send(address, announce(connectionId, 1, 2, -1, 6881));
        }
        // Announces that look like none: neither has an info hash.
        client.send(address, HandlerHarness.CONNECT, "cafebabe");
        client.send(address, connectionId, "00000001", "cafebabe");
        return client;
    }

    private static void receivesAllReplies(UdpClient client) throws IOException {
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
