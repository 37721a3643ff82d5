package org.example.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What every embedding must do: announces and scrapes over both families, and a stop that leaves nothing behind. */
public final class EmbeddingCheck {
    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";
    /** Threads of the JVM as a whole, which belong to no server; the second is the cleaner that Vert.x's classes hold. */
    private static final Set<String> SHARED_THREADS =
            Set.of("Common-Cleaner", "Cleaner-0", "CompletableFutureDelayScheduler", "process reaper", "ObjectCleanerThread");

    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(20);

    private EmbeddingCheck() {}

    /** Starts an embedding. */
    @FunctionalInterface
    public interface Starter {
        /**
         * Starts it on a port of every address, for clients of the loopback too.
         *
         * @return what stops it
         */
        AutoCloseable start(int port) throws Exception;
    }

    /** Checks an embedding. */
    public static void check(Starter starter) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        int port = freePort();
        try (AutoCloseable embedding = starter.start(port)) {
            AnnounceRequest leecher = host('L', 6_881, 1_000);
            announce(port, IPV6, leecher);
            announce(port, IPV4, leecher);
            AnnounceRequest seeder = host('S', 6_882, 0);
            assertThat(announce(port, IPV6, seeder).peers(AddressFamily.IPV6))
                    .as("hosts with both families meet over IPv6")
                    .containsExactly(Endpoint.parse("[::1]:6881"));
            HttpTestClient.Response answer = announce(port, IPV4, seeder);
            assertThat(List.of(answer.number("complete"), answer.number("incomplete")))
                    .as("a host with both families counts once")
                    .containsExactly(1L, 1L);
            for (String host : Set.of(IPV4, IPV6)) {
                scrape(port, host);
            }
        }
        long endNanos = System.nanoTime() + END_NANOS;
        for (Thread thread : started(before)) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
        }
        assertThat(started(before)).as("threads that are left").isEmpty();
        new ServerSocket(port).close();
        new DatagramSocket(port).close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static AnnounceRequest host(char letter, int port, long left) {
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(("-XX0001-" + letter + "00000000001").getBytes(StandardCharsets.US_ASCII))
                .key(letter)
                .port(port)
                .left(left);
    }

    private static HttpTestClient.Response announce(int port, String host, AnnounceRequest request)
            throws IOException {
        try (HttpTestClient client = HttpTestClient.to(new InetSocketAddress(host, port))) {
            HttpTestClient.Response answer = client.announce("/announce", request);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.dictionary()).doesNotContainKey("failure reason");
            return answer;
        }
    }

    private static void scrape(int port, String host) throws IOException {
        try (HttpTestClient client = HttpTestClient.to(new InetSocketAddress(host, port))) {
            HttpTestClient.Response answer = client.get("/scrape?info_hash=" + HttpTestClient.encode(TORRENT.toBytes()));
            Map<?, ?> files = (Map<?, ?>) answer.dictionary().get("files");
            assertThat(files).hasSize(1);
            Map<?, ?> counts = (Map<?, ?>) files.values().iterator().next();
            assertThat(counts.get("complete")).isEqualTo(1L);
            assertThat(counts.get("incomplete")).isEqualTo(1L);
        }
    }

    private static Set<Thread> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .filter(thread -> !SHARED_THREADS.contains(thread.getName())
                        && !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .collect(Collectors.toSet());
    }
}
