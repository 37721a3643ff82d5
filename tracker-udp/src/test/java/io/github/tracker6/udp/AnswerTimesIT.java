package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.engine.AnswerTimes;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.udp.metrics.UdpMetrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long announces take, measured by a server on sockets. */
class AnswerTimesIT extends ServerTests {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void oneAnnounceIn64IsMeasuredWhileMetricsAreBound() throws Exception {
        for (InetAddress family : List.of(V6, V4)) {
            UdpTrackerServer server = started(options(family).workers(1));
            InetSocketAddress address = server.addresses().get(0);
            UdpClient client = client(family);
            ask(client, address, 2 * AnswerTimes.ONE_IN);
            UdpMetrics metrics = new UdpMetrics(server.stats());
            metrics.bindTo(registry);
            Timer timer = registry.get("tracker6.udp.answer.time").timer();

            ask(client, address, 3 * AnswerTimes.ONE_IN);

            Await.until("three measured", () -> timer.count() == 3);
            assertThat(timer.max(TimeUnit.SECONDS)).isBetween(1e-7, 5.0);
            metrics.close();
            assertThat(server.stats().answerTimes().isObserved()).isFalse();
            ask(client, address, 2 * AnswerTimes.ONE_IN);
            assertThat(timer.count()).isEqualTo(3);
        }
    }

    /** Connects come between: a count of datagrams would choose connects alone, or announces alone. */
    private static void ask(UdpClient client, InetSocketAddress server, int announces) throws Exception {
        for (int i = 0; i < announces; i++) {
            String id = client.connect(server);
            client.ask(server, announce(id, 1, 2, -1, 51413));
        }
    }

    @Test
    void aReplyThatWasHeldCountsWithItsWait() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(1));
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        UdpMetrics metrics = new UdpMetrics(server.stats());
        metrics.bindTo(registry);
        Timer timer = registry.get("tracker6.udp.answer.time").timer();
        ask(client, address, AnswerTimes.ONE_IN - 1);
        Deque<Runnable> held = new ConcurrentLinkedDeque<>();
        tracker.onAnnounce = (request, response) -> {
            CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
            held.add(() -> stage.complete(response));
            return stage;
        };

        long before = System.nanoTime();
        client.send(address, announce(client.connect(address), 1, 2, -1, 51413));
        Await.until("the announce", () -> !held.isEmpty());
        long received = System.nanoTime();
        assertThat(timer.count()).isZero();
        // A reply that is sent meanwhile must not take the time of the one that is held.
        client.ask(address, client.connect(address), "00000002 cafebabe", "aa".repeat(20));
        long waited = System.nanoTime() - received;
        held.removeFirst().run();
        client.receive();

        Await.until("one measured", () -> timer.count() == 1);
        assertThat(timer.totalTime(TimeUnit.NANOSECONDS))
                .isBetween((double) waited, (double) (System.nanoTime() - before));
        metrics.close();
    }
}
