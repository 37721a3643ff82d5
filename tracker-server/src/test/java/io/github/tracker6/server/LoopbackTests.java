package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What tests with a whole tracker on the loopback interface share. */
abstract class LoopbackTests {
    static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");

    static InetSocketAddress address(String literal) {
        return AddressLiteral.parse(literal);
    }

    static AnnounceRequest request(int port) {
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId("-T60000-%012d".formatted(port).getBytes(StandardCharsets.US_ASCII))
                .port(port)
                .left(1);
    }

    static List<Endpoint> announceOverHttp(InetSocketAddress server, int port) throws IOException {
        try (HttpTestClient client = HttpTestClient.to(server)) {
            HttpTestClient.Response answer = client.announce("/announce", request(port));
            assertThat(answer.dictionary()).doesNotContainKey("failure reason");
            boolean ipv6 = server.getAddress().getAddress().length == 16;
            boolean none = ipv6 && !answer.dictionary().containsKey("peers6");
            return none ? List.of() : answer.peers(ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4);
        }
    }

    static List<Endpoint> announceOverUdp(InetSocketAddress server, int port) throws IOException {
        try (UdpTestClient client = UdpTestClient.to(server)) {
            return client.announce(request(port)).peers();
        }
    }

    /** Fails unless the port is free for both protocols. */
    static void assertFree(InetSocketAddress address) throws IOException {
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(address)) {
            tcp.bind(address);
            assertThat(udp.isBound()).isTrue();
        }
    }

    /** Returns the threads that run now, without those of the JVM and of JUnit's time limit. */
    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system"))
                .filter(thread -> !thread.getName().startsWith("junit-"))
                .collect(Collectors.toSet());
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("%s, within 10 s", what).isNegative();
            Thread.onSpinWait();
        }
    }
}
