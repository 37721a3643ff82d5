package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The server over real sockets on the loopback interface. */
class UdpTrackerServerIT extends ServerTests {
    @Test
    void answersOverBothFamilies() throws Exception {
        tracker.onAnnounce = ScriptedTracker::answerWithManyPeers;
        UdpTrackerServer server = started(options(V6, V4));

        assertThat(server.addresses()).hasSize(2);
        for (InetSocketAddress address : server.addresses()) {
            boolean ipv4 = address.getAddress() instanceof Inet4Address;
            UdpClient client = client(ipv4 ? V4 : V6);
            String id = client.connect(address);
            UdpClient.Reply reply = client.ask(address, announce(id, 1, 2, -1, 51413));

            assertThat(reply.from()).isEqualTo(address);
            assertThat(reply.hex()).startsWith("00000001cafebabe").hasSize(2 * (20 + (ipv4 ? 200 * 6 : 67 * 18)));
            assertThat(tracker.lastAnnounce.source()).isEqualTo(ipv4 ? "127.0.0.1:51413" : "[::1]:51413");
            assertThat(client.ask(address, id, "00000002 cafebabe", "aa".repeat(20))
                            .hex())
                    .isEqualTo("00000002cafebabe" + "00".repeat(12));
        }
        assertThat(server.stats().received()).isEqualTo(6);
        assertThat(server.stats().answered()).isEqualTo(6);
    }

    @Test
    void anExchangeThatServedAnotherSocketMeanwhileTakesTheSourceOfItsPacket() throws Exception {
        UdpTrackerServer server = started(options(V4, V6).workers(1));
        InetSocketAddress server4 = server.addresses().get(0);
        InetSocketAddress server6 = server.addresses().get(1);
        UdpClient first = client(V4);
        UdpClient second = client(V6);
        Deque<Runnable> held = new ConcurrentLinkedDeque<>();
        tracker.onAnnounce = (request, response) -> {
            CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
            held.add(() -> stage.complete(response));
            return stage;
        };

        String id4 = first.connect(server4);
        first.send(server4, announce(id4, 1, 2, -1, 51413));
        Await.until("announce 1", () -> tracker.announces() == 1);
        String id6 = second.connect(server6);
        second.send(server6, announce(id6, 1, 2, -1, 51413));
        Await.until("announce 2", () -> tracker.announces() == 2);
        held.removeFirst().run();
        first.receive();
        id6 = second.connect(server6); // with the exchange that the first client's socket has left
        second.send(server6, announce(id6, 1, 2, -1, 51413));
        Await.until("announce 3", () -> tracker.announces() == 3);
        held.removeLast().run();
        second.receive();
        tracker.onAnnounce = (request, response) -> response.done();

        UdpClient.Reply reply = first.ask(server4, announce(id4, 1, 2, -1, 51413));

        assertThat(reply.from()).isEqualTo(server4);
        assertThat(tracker.lastAnnounce.source()).isEqualTo("127.0.0.1:51413");
    }

    @Test
    void portZeroIsTheSamePortForAllAddresses() throws Exception {
        UdpTrackerServer server = started(options(V6, V4, V4_SECOND));

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V6, V4, V4_SECOND);
        assertThat(server.addresses())
                .extracting(InetSocketAddress::getPort)
                .doesNotContain(0)
                .containsOnly(server.addresses().get(0).getPort());
    }

    @Test
    void aWildcardReplyLeavesFromTheAddressThatWasAsked() throws Exception {
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> List.of(V4, V4_SECOND, V6)));

        assertThat(server.addresses()).hasSize(3);
        for (InetSocketAddress address : server.addresses()) {
            boolean ipv4 = address.getAddress() instanceof Inet4Address;
            UdpClient.Reply reply = client(ipv4 ? ANY4 : ANY).ask(address, HandlerHarness.CONNECT, "cafebabe");
            assertThat(reply.from()).isEqualTo(address);
        }
    }

    @Test
    void theIpv6WildcardMeansEveryAddressAndTheIpv4WildcardEveryIpv4Address() throws Exception {
        List<InetAddress> ofHost = LocalAddresses.ofHost().list();
        assertThat(ofHost).contains(V4, V6);

        UdpTrackerServer both = started(options(ANY));
        assertThat(both.addresses()).extracting(InetSocketAddress::getAddress).contains(V4, V6);
        UdpTrackerServer ipv4 = started(options(ANY4));
        assertThat(ipv4.addresses())
                .extracting(InetSocketAddress::getAddress)
                .contains(V4)
                .allMatch(address -> address instanceof Inet4Address);
    }

    @Test
    void aHostWithoutIpv6IsServedOverIpv4() throws Exception {
        UdpTrackerServer server = started(options(ANY).localAddresses(() -> List.of(V4)));

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V4);
        client(V4).connect(server.addresses().get(0));
    }

    @Test
    void anAddressThatIsNamedTwiceAndCoveredByAWildcardIsServedOnce() throws Exception {
        UdpTrackerServer server = started(options(V4, V4, ANY4, ANY).localAddresses(() -> List.of(V4, V6)));

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V4, V6);
    }

    @Test
    void anAddressMayBeNamedBesideTheWildcardThatCoversIt() throws Exception {
        UdpTrackerServer server = started(options(V6, V4, ANY));

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsOnlyOnce(V6, V4);
        server.scan();
        assertThat(server.stats().bindFailures()).isZero();
    }

    @Test
    void aBrokenSocketIsReplaced() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(1));
        InetSocketAddress address = server.addresses().get(0);
        Thread worker = worker(address);
        worker.interrupt();
        worker.join(5_000);

        server.scan();

        assertThat(server.addresses()).containsExactly(address);
        client(V6).connect(address);
    }

    @Test
    void aServerIsDownWhereNoSocketIsOpenAndDegradedWhereOneIsMissing() throws Exception {
        UdpTrackerServer server = options(V6, V4).workers(1).build();
        open.add(server);
        assertThat(server.health()).isEqualTo(Health.down("not started"));
        server.start();
        assertThat(server.health()).isEqualTo(Health.UP);

        List<DatagramSocket> others = new ArrayList<>();
        for (InetSocketAddress address : server.addresses()) {
            Thread worker = worker(address);
            worker.interrupt();
            worker.join(5_000);
            assertThat(server.health().reason())
                    .isEqualTo(others.isEmpty() ? "does not listen on " + BindPlan.name(address) : "no socket is open");
            others.add(new DatagramSocket(address));
            server.scan();
            assertThat(server.health().state()).isEqualTo(others.size() == 1 ? HealthState.DEGRADED : HealthState.DOWN);
        }

        others.forEach(DatagramSocket::close);
        server.scan();
        assertThat(server.health()).isEqualTo(Health.UP);
        server.close();
        assertThat(server.health()).isEqualTo(Health.down("closed"));
    }

    @Test
    void anAddressThatHasJustComeIsMissingFromTheSecondScanOn() throws Exception {
        List<InetAddress> ofHost = new CopyOnWriteArrayList<>(List.of(V6));
        UdpTrackerServer server = started(options(ANY).workers(1).localAddresses(() -> ofHost));
        assumeTrue(server.transport() == UdpTransport.NIO, "the native transport serves all with one socket");
        try (DatagramSocket other = new DatagramSocket(
                new InetSocketAddress(V4, server.addresses().get(0).getPort()))) {
            ofHost.add(V4);
            server.scan();
            assertThat(server.health()).isEqualTo(Health.UP);
            server.scan();
            assertThat(server.health())
                    .isEqualTo(Health.degraded("does not listen on 127.0.0.1:" + other.getLocalPort()));
            ofHost.remove(V4);
            server.scan();
            assertThat(server.health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void addressesThatCannotBeReadAreAFaultUntilTheyCan() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        UdpTrackerServer server = started(options(ANY).workers(1).localAddresses(() -> {
            if (broken.get()) {
                throw new IOException("planted");
            }
            return List.of(V6);
        }));
        assumeTrue(server.transport() == UdpTransport.NIO, "the native transport reads no addresses");
        broken.set(true);
        server.scan();
        assertThat(server.health()).isEqualTo(Health.degraded("the host's addresses can't be read"));
        broken.set(false);
        server.scan();
        assertThat(server.health()).isEqualTo(Health.UP);
    }

    @Test
    void startOnABusyPortNamesItAndLeavesNothingOpen() throws Exception {
        for (InetAddress address : List.of(V6, V4)) {
            InetAddress other = address.equals(V6) ? V4 : V6;
            DatagramSocket taken = new DatagramSocket(anyPort(address));
            open.add(taken);
            int port = taken.getLocalPort();
            UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                    .transport(transport)
                    .bind(new InetSocketAddress(other, port))
                    .bind(new InetSocketAddress(address, port))
                    .build();
            open.add(server);

            assertThatThrownBy(server::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("cannot listen on UDP ")
                    .hasMessageContaining((address.equals(V6) ? "[::1]:" : "127.0.0.1:") + port);
            assertThat(server.addresses()).isEmpty();
            assertPortIsFree(new InetSocketAddress(other, port));

            taken.close();
            server.start();
            client(address).connect(new InetSocketAddress(address, port));
        }
    }

    @Test
    void aServerThatIsBuiltHasReadNoAddressOfTheHost() {
        AtomicInteger reads = new AtomicInteger();
        UdpTrackerServerBuilder builder = options(ANY).localAddresses(() -> {
            reads.incrementAndGet();
            return List.of(V6);
        });

        UdpTrackerServer server = builder.build();

        assertThat(server.addresses()).isEmpty();
        assertThat(reads).hasValue(0);
    }

    @Test
    void whatTheBuilderIsToldLaterIsNotTheServersConcern() throws Exception {
        UdpTrackerServerBuilder builder = options(V6);
        UdpTrackerServer server = builder.build();
        open.add(server);
        builder.bind(anyPort(V4));

        server.start();

        assertThat(server.addresses()).extracting(InetSocketAddress::getAddress).containsExactly(V6);
    }

    @Test
    void aPortMayBecomeKnownAtTheStart() throws Exception {
        AtomicInteger port = new AtomicInteger();
        UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                .transport(transport)
                .bind(V6, port::get)
                .build();
        open.add(server);
        try (DatagramSocket taken = new DatagramSocket(anyPort(V6))) {
            port.set(taken.getLocalPort());
            assertThatThrownBy(server::start).isInstanceOf(BindException.class);
            try (DatagramSocket free = new DatagramSocket(anyPort(V6))) {
                port.set(free.getLocalPort());
            }
            server.start();
        }

        assertThat(server.addresses()).containsExactly(new InetSocketAddress(V6, port.get()));
    }

    /** With NIO it fails when one socket is open; with the native transport when all threads run. */
    @Test
    void aStartThatFailsLeavesNothingAndCanBeRepeated() throws Exception {
        UdpTrackerServer server;
        try (DatagramSocket taken = new DatagramSocket(anyPort(V4))) {
            server = options(V6)
                    .bind(new InetSocketAddress(V4, taken.getLocalPort()))
                    .build();
            open.add(server);
            assertThatStartFails(server, "cannot listen on UDP ");
        }
        server.start();
        client(V6).connect(server.addresses().get(0));
    }

    @Test
    void aStartThatFailsWhereAddressesAreReadLeavesNothingAndCanBeRepeated() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                .transport(UdpTransport.NIO) // the other one reads no addresses at the start
                .bind(anyPort(ANY))
                .localAddresses(() -> {
                    if (reads.incrementAndGet() == 2) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return List.of(V6);
                })
                .build();
        open.add(server);
        assertThatStartFails(server, "broken on purpose");

        server.start();
        client(V6).connect(server.addresses().get(0));
    }

    private static void assertThatStartFails(UdpTrackerServer server, String message) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(server::start).hasMessageStartingWith(message);
        assertThat(server.addresses()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("tracker6-udp"))
                        .filter(thread -> !before.contains(thread)))
                .isEmpty();
    }

    @Test
    void aBusyPortIsRefusedBehindAWildcardToo() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(anyPort(V4))) {
            UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                    .transport(transport)
                    .bind(new InetSocketAddress(ANY, taken.getLocalPort()))
                    .build();
            assertThatThrownBy(server::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("cannot listen on UDP ")
                    .hasMessageContaining(":" + taken.getLocalPort());
        }
    }

    @Test
    void twoServersNeverShareAPort() throws Exception {
        for (InetAddress address : List.of(V6, V4)) {
            UdpTrackerServer first = started(options(address));
            UdpTrackerServer second = UdpTrackerServer.builder(tracker)
                    .transport(transport)
                    .bind(first.addresses().get(0))
                    .workers(2)
                    .build();
            assertThatThrownBy(second::start).isInstanceOf(BindException.class);
        }
    }

    @Test
    void startOnAnAddressOfAnotherHostFails() {
        UdpTrackerServer server = options(address("2001:db8::dead")).build();

        assertThatThrownBy(server::start).isInstanceOf(IOException.class).hasMessageContaining("[2001:db8::dead]");
    }

    @Test
    void everyWorkerReceives() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(4).rateLimit(false));
        List<String> threads = new CopyOnWriteArrayList<>();
        tracker.onAnnounce = (request, response) -> {
            threads.add(Thread.currentThread().getName());
            return response.done();
        };
        InetSocketAddress address = server.addresses().get(0);
        for (int i = 0; i < 100; i++) {
            try (UdpClient client = new UdpClient(V6)) {
                client.ask(address, announce(client.connect(address), 1, 2, -1, 1));
            }
        }
        assertThat(threads.stream().distinct()).hasSize(4);
    }

    @Test
    void anUnvalidatedSourceGetsNoReply() throws Exception {
        UdpTrackerServer server = started(options(V6, V4));
        for (InetSocketAddress address : server.addresses()) {
            UdpClient client = client(address.getAddress());
            client.send(address, announce("0123456789abcdef", 1, 2, -1, 6881));
            client.send(address, "00000003cafebabe", Hex.text("Malformed request"));
            client.send(address, "");
            client.send(address, "ff".repeat(2_000));
            // One worker answers one client in order, so the first reply is that to the connect.
            assertThat(client.connect(address)).hasSize(16);
            assertThat(client.receivesNothing(50)).isTrue();
        }
        Await.until("all packets were dropped", () -> server.stats().dropped() == 8);
        assertThat(server.stats().errors()).isZero();
    }

    @Test
    void anExceptionOfTheTrackerIsAnErrorForTheClient() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(1));
        tracker.onAnnounce = (request, response) -> {
            throw new IllegalStateException("broken on purpose");
        };
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        String id = client.connect(address);

        for (int i = 0; i < 3; i++) {
            assertThat(client.ask(address, announce(id, 1, 2, -1, 6881)).hex()).startsWith("00000003cafebabe");
        }
        assertThat(server.stats().trackerFailures()).isEqualTo(3);
    }

    @Test
    void anErrorOfTheTrackerIsAnErrorForTheClient() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(1));
        tracker.onAnnounce = (request, response) -> {
            throw new LinkageError("planted");
        };
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        String id = client.connect(address);

        for (int i = 0; i < 3; i++) {
            assertThat(client.ask(address, announce(id, 1, 2, -1, 6881)).hex()).startsWith("00000003cafebabe");
        }
        assertThat(server.stats().trackerFailures()).isEqualTo(3);
        assertThat(server.stats().receiveFailures()).isZero();
    }

    @Test
    void anErrorInAWorkerIsCountedAndTheSameThreadGoesOn() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                if (broken.get()) {
                    throw new LinkageError("planted");
                }
                return Instant.ofEpochMilli(0);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        UdpTrackerServer server = started(options(V6).workers(1).clock(clock));
        InetSocketAddress address = server.addresses().get(0);
        Thread worker = worker(address);
        UdpClient client = client(V6);
        client.connect(address);

        broken.set(true);
        for (int failures = 1; failures <= 3; failures++) {
            int expected = failures;
            client.send(address, HandlerHarness.CONNECT, "cafebabe");
            Await.until("the failure was counted", () -> server.stats().receiveFailures() == expected);
        }
        broken.set(false);

        client.connect(address);
        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void aFailedTrackerKeepsItsRequestAndResponse() throws Exception {
        UdpTrackerServer server = started(options(V6).workers(1));
        List<AnnounceResponse> responses = new CopyOnWriteArrayList<>();
        tracker.onAnnounce = (request, response) -> {
            responses.add(response);
            if (responses.size() == 1) {
                throw new IllegalStateException("planted");
            }
            return response.done();
        };
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        String id = client.connect(address);
        for (int i = 0; i < 3; i++) {
            client.ask(address, announce(id, 1, 2, -1, 6881));
        }

        // The tracker may have handed the first one to another thread before it failed. The worker reuses the second.
        assertThat(responses.get(1)).isNotSameAs(responses.get(0)).isSameAs(responses.get(2));
    }

    @Test
    void closeWaitsForAStoreThatAnswersLateAndSendsItsReply() throws Exception {
        CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
        tracker.onAnnounce = (request, response) -> stage;
        UdpTrackerServer server = started(options(V6, V4));
        List<UdpClient> clients = new ArrayList<>();
        for (InetSocketAddress address : server.addresses()) {
            UdpClient client = client(address.getAddress());
            client.send(address, announce(client.connect(address), 1, 2, -1, 6881));
            clients.add(client);
        }
        Await.until("the tracker was asked twice", () -> tracker.announces() == 2);
        List<InetSocketAddress> addresses = server.addresses();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        assertThat(clients.get(0).receivesNothing(50)).isTrue();
        assertThat(closing).isNotDone();
        stage.complete(null);

        for (int i = 0; i < clients.size(); i++) {
            UdpClient.Reply reply = clients.get(i).receive();
            assertThat(reply.from()).isEqualTo(addresses.get(i));
            assertThat(reply.hex()).startsWith("00000001cafebabe");
        }
        closing.get(2, TimeUnit.SECONDS);
        assertThat(server.addresses()).isEmpty();
        assertPortIsFree(addresses.get(0));
    }

    @Test
    void closeAnswersARequestThatIsBeingHandled() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        tracker.onAnnounce = (request, response) -> {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return response.done();
        };
        UdpTrackerServer server = started(options(V6));
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        client.send(address, announce(client.connect(address), 1, 2, -1, 6881));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        assertThat(client.receivesNothing(50)).isTrue();
        release.countDown();

        assertThat(client.receive().hex()).startsWith("00000001cafebabe");
        closing.get(2, TimeUnit.SECONDS);
    }

    @Test
    void closeTakesLessThan5SecondsIfTheStoreNeverAnswers() throws Exception {
        tracker.onAnnounce = (request, response) -> new CompletableFuture<>();
        UdpTrackerServer server = started(options(V6));
        InetSocketAddress address = server.addresses().get(0);
        UdpClient client = client(V6);
        client.send(address, announce(client.connect(address), 1, 2, -1, 6881));
        Await.until("the tracker was asked", () -> tracker.announces() == 1);

        long begin = System.nanoTime();
        server.close();
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertPortIsFree(address);
    }

    @Test
    void closeIsIdempotentAndStartAfterItFails() throws Exception {
        UdpTrackerServer server = started(options(V6, V4));
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);

        server.close();
        server.close();
        server.scan();

        assertThat(server.addresses()).isEmpty();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aServerThatIsNotStartedHasNothingOpen() {
        UdpTrackerServer server = options(V6).build();

        assertThat(server.addresses()).isEmpty();
        server.close();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noThreadOutlivesItsServer() throws Exception {
        UdpTrackerServer server = started(options(V6, V4).workers(3));
        String port = ":" + server.addresses().get(0).getPort();
        assertThat(threadsNamed(port)).isEqualTo(6);

        server.close();

        Await.until("all threads ended", () -> threadsNamed(port) == 0);
    }

    private static Thread worker(InetSocketAddress address) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(BindPlan.name(address)))
                .findAny()
                .orElseThrow();
    }
}
