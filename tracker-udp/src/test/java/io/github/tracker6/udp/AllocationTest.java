package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.ManualClock;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Measures what a request allocates from the packet to the reply, without the JDK's sockets. */
class AllocationTest {
    private static final int WARM_UP = 40_000;
    private static final int MEASURED = 20_000;
    /** An object per request takes 16 bytes or more. The compiler and other threads add a little noise. */
    private static final long MOST_BYTES_PER_REQUEST = 4;

    /** Fills the rate limiter's buckets with more tokens than are taken. A connection id is still valid after it. */
    private static final Duration TIME_FOR_TOKENS = Duration.ofMillis(100);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer reply = ByteBuffer.allocateDirect(1_232);
    private final ManualClock clock = ManualClock.atMillis(0);

    @Test
    void aRequestThatIsAnsweredAtOnceAllocatesNothing() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker tracker = Tracker.builder().store(store).build()) {
            UdpTrackerServerBuilder options = UdpTrackerServer.builder(tracker)
                    .lan(true)
                    .clock(clock)
                    .sourceRate(1_000_000, 1_000_000)
                    .prefixRate(1_000_000, 1_000_000);
            UdpHandler handler = new UdpHandler(options, new UdpStats(), new ExchangePool(1));
            for (Endpoint client : List.of(HandlerHarness.CLIENT6, HandlerHarness.CLIENT4)) {
                Exchange exchange = handler.newExchange();
                exchange.source(client.family(), client.addressHigh(), client.addressLow(), client.port());
                ByteBuffer connect = direct(HandlerHarness.CONNECT, "cafebabe");
                handler.handle(exchange, handler.nowMillis(), connect, reply);
                String id = Hex.written(reply).substring(16);

                assertNoAllocation(handler, exchange, connect, 16);
                assertNoAllocation(
                        handler, exchange, direct(announce(id, 1, 2, 50, 6881), "02 09", Hex.text("/announce")), 20);
                assertNoAllocation(handler, exchange, direct(id, "00000002 cafebabe", "aa".repeat(140)), 92);
                assertNoAllocation(handler, exchange, direct(announce("00".repeat(8), 1, 2, 50, 6881)), 0);
            }
        }
    }

    private void assertNoAllocation(UdpHandler handler, Exchange exchange, ByteBuffer packet, int replyBytes) {
        long best = Long.MAX_VALUE;
        // The optimising compiler needs longer on a busy machine.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (best > MOST_BYTES_PER_REQUEST && System.nanoTime() - deadline < 0) {
            repeat(WARM_UP, handler, exchange, packet, replyBytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            repeat(MEASURED, handler, exchange, packet, replyBytes);
            best = Math.min(best, (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED);
        }
        assertThat(best).as("bytes allocated per request").isLessThanOrEqualTo(MOST_BYTES_PER_REQUEST);
    }

    private void repeat(int times, UdpHandler handler, Exchange exchange, ByteBuffer packet, int replyBytes) {
        clock.advance(TIME_FOR_TOKENS);
        for (int i = 0; i < times; i++) {
            int length = handler.handle(exchange, handler.nowMillis(), packet, reply);
            if (length != replyBytes) {
                throw new AssertionError("a reply of " + length + " bytes, not " + replyBytes);
            }
        }
    }

    private static ByteBuffer direct(String... parts) {
        byte[] bytes = Hex.bytes(parts);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
