package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Measures what the worker's thread allocates for a request, sockets included. */
@Tag("long")
class TransportAllocationIT extends ServerTests {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 500;
    private static final int WARM_UP = 20;
    /** An object per request takes 16 bytes or more. The compiler and other threads add a little noise. */
    private static final long NOISE_BYTES = 4;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer received = ByteBuffer.allocateDirect(2_048);

    @Test
    void aRequestAllocatesOnlyWhatTheJdksChannelAllocatesForItsSource() throws Exception {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                Tracker engine = Tracker.builder().store(store).build()) {
            for (InetAddress address : List.of(V6, V4)) {
                UdpTrackerServer server = UdpTrackerServer.builder(engine)
                        .transport(transport)
                        .bind(anyPort(address))
                        .workers(1)
                        .lan(true)
                        .rateLimit(false)
                        .build();
                open.add(server);
                server.start();
                InetSocketAddress target = server.addresses().get(0);
                long worker = thread(BindPlan.name(target));

                assertThat(leastBytesPerRequest(target, worker, 1, 0))
                        .as("one client of %s over %s", address, server.transport())
                        .isLessThanOrEqualTo(NOISE_BYTES);
                long ofChannel = server.transport() == UdpTransport.NIO ? bytesOfAChannel(address) : 0;
                assertThat(leastBytesPerRequest(target, worker, CLIENTS, ofChannel))
                        .as(
                                "%s clients of %s over %s, beyond %s bytes",
                                CLIENTS, address, server.transport(), ofChannel)
                        .isLessThanOrEqualTo(ofChannel + NOISE_BYTES);
            }
        }
    }

    private static long thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .findAny()
                .orElseThrow()
                .getId();
    }

    private long leastBytesPerRequest(InetSocketAddress target, long worker, int clients, long goal)
            throws IOException {
        List<DatagramChannel> channels = channels(target, clients);
        List<ByteBuffer> announces = new ArrayList<>();
        for (DatagramChannel channel : channels) {
            ByteBuffer connect = direct(HandlerHarness.CONNECT, "cafebabe");
            exchange(channel, connect);
            String id = Hex.written(received).substring(16);
            announces.add(direct(announce(id, 1, 2, 50, 6_881 + announces.size()), "02 09", Hex.text("/announce")));
        }
        return least(channels, announces, worker, goal);
    }

    /**
     * Returns what a bare channel allocates to receive from several clients in turn, to read their addresses and to
     * answer.
     */
    private long bytesOfAChannel(InetAddress address) throws Exception {
        DatagramChannel server = DatagramChannel.open().bind(anyPort(address));
        Thread echo = new Thread(() -> echo(server), "bare channel");
        echo.setDaemon(true);
        echo.start();
        try {
            List<DatagramChannel> channels = channels((InetSocketAddress) server.getLocalAddress(), CLIENTS);
            List<ByteBuffer> packets = new ArrayList<>();
            channels.forEach(channel -> packets.add(direct("cafebabe")));
            return least(channels, packets, echo.getId(), Long.MAX_VALUE / 2);
        } finally {
            server.close();
            echo.join();
        }
    }

    private static void echo(DatagramChannel channel) {
        ByteBuffer packet = ByteBuffer.allocateDirect(2_048);
        long seen = 0;
        try {
            while (true) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(packet.clear());
                seen += from.getAddress().getAddress()[0];
                channel.send(packet.flip(), from);
            }
        } catch (ClosedChannelException e) {
            assertThat(seen).isNotNegative();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<DatagramChannel> channels(InetSocketAddress target, int count) throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DatagramChannel channel = DatagramChannel.open().bind(anyPort(target.getAddress()));
            open.add(channel);
            channels.add(channel.connect(target));
        }
        return channels;
    }

    /** Returns the least of many measurements: the optimising compiler needs longer on a busy machine. */
    private long least(List<DatagramChannel> channels, List<ByteBuffer> packets, long worker, long goal)
            throws IOException {
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (int i = 0; i < WARM_UP || (least > goal + NOISE_BYTES && System.nanoTime() - deadline < 0); i++) {
            long before = threads.getThreadAllocatedBytes(worker);
            for (int round = 0; round < ROUNDS; round++) {
                for (int client = 0; client < channels.size(); client++) {
                    exchange(channels.get(client), packets.get(client));
                }
            }
            least = Math.min(least, (threads.getThreadAllocatedBytes(worker) - before) / ROUNDS / channels.size());
        }
        return least;
    }

    private void exchange(DatagramChannel channel, ByteBuffer packet) throws IOException {
        channel.write(packet.rewind());
        channel.read(received.clear());
    }

    private static ByteBuffer direct(String... parts) {
        byte[] bytes = Hex.bytes(parts);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
