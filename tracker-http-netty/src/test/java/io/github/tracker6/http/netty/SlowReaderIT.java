package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many clients that pipeline requests and do not read, or hardly. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class SlowReaderIT {
    private static final int SLOW_CLIENTS = 200;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);
    /** 1,000 connections may take 128 MB; other programs on this host use sockets too. */
    private static final long MAX_KERNEL_BYTES = SLOW_CLIENTS * 128_000L + 16_000_000;

    static Stream<Transport> transports() {
        return Stream.of(Transport.best(), new NioTransport());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void clientsThatDoNotReadHoldLittleAndAreClosedAndDelayNobody(Transport transport) throws Exception {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build();
                HttpTrackerServer server = HttpTrackerServer.builder(
                                Tracker.builder().store(store).build())
                        .transport(transport)
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .workers(1)
                        .lan(true)
                        .rateLimit(false)
                        .limits(HttpLimits.builder().writeTimeout(WRITE_TIMEOUT).build())
                        .build()) {
            server.start();
            InetSocketAddress address = server.addresses().get(0);
            long before = kernelBytes();
            List<SlowClient> slow = new ArrayList<>();
            try {
                for (int i = 0; i < SLOW_CLIENTS; i++) {
                    slow.add(new SlowClient(address));
                }
                await(() -> server.stats().openConnections() == SLOW_CLIENTS);
                long start = System.nanoTime();
                long most = 0;
                List<Long> latencies = new ArrayList<>();
                while (server.stats().openConnections() > 0 && since(start) < 40_000) {
                    for (int i = 0; i < slow.size(); i++) {
                        slow.get(i).send(i % 2 == 1 && latencies.size() % 20 == 0);
                    }
                    most = Math.max(most, kernelBytes() - before);
                    long asked = System.nanoTime();
                    try (RawClient good = new RawClient(address)) {
                        assertThat(good.send(Wire.GET_AND_CLOSE).rest()).endsWith("e");
                    }
                    latencies.add(System.nanoTime() - asked);
                }
                assertThat(since(start)).as("milliseconds until all are closed").isLessThan(30_000);
                assertThat(most).as("bytes of kernel memory").isLessThan(MAX_KERNEL_BYTES);
                long[] sorted =
                        latencies.stream().mapToLong(Long::longValue).sorted().toArray();
                assertThat(sorted[sorted.length * 9 / 10] / 1_000_000)
                        .as(
                                "90th percentile of %d latencies in milliseconds, %s",
                                sorted.length, Arrays.toString(sorted))
                        .isLessThan(250);
                assertThat(server.stats().timeouts()).isGreaterThan(0);
            } finally {
                for (SlowClient each : slow) {
                    each.channel.close();
                }
            }
            long left = before + MAX_KERNEL_BYTES / 2;
            await(() -> kernelBytes() < left);
        }
    }

    /** Pipelines as many requests as it can. */
    private static final class SlowClient {
        final SocketChannel channel = SocketChannel.open();
        private final ByteBuffer requests = ByteBuffer.wrap(Wire.GET.repeat(100).getBytes(StandardCharsets.ISO_8859_1));

        SlowClient(InetSocketAddress address) throws IOException {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 4_096);
            channel.connect(address);
            channel.configureBlocking(false);
        }

        /** Sends what the socket takes, and reads a byte or nothing. */
        void send(boolean read) throws IOException {
            if (!channel.isOpen()) {
                return;
            }
            try {
                if (!requests.hasRemaining()) {
                    requests.rewind();
                }
                channel.write(requests);
                if (read) {
                    channel.read(ByteBuffer.allocate(1));
                }
            } catch (IOException e) {
                channel.close(); // the server closed it
            }
        }
    }

    private static long since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Returns what the buffers of all TCP sockets of this network namespace take. */
    private static long kernelBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/net/sockstat"))) {
                if (line.startsWith("TCP:")) {
                    return Long.parseLong(
                                    line.substring(line.indexOf("mem ") + 4).strip())
                            * 4_096;
                }
            }
            throw new IOException("no line of TCP");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
