package io.github.tracker6.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTrackerServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load on a group finds nothing wrong where two trackers have one store, and finds what is planted. */
@Timeout(60)
class GroupLoadIT {
    private static final int RATE = 2_000;
    private static final int PEERS = 600;
    private static final int SWARMS = 60;
    private static final int ANNOUNCES = 1_000;

    /** A store that changes each announce before another one takes it. */
    private record Flawed(SwarmStore store, Consumer<PeerUpdate> flaw) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            flaw.accept(update);
            return store.announce(update, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return store.scrape(batch, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return store.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return store.totals();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void trackersWithOneStorePassAlsoWhenOneOfThemIsKilled() throws Exception {
        MemorySwarmStore store = MemorySwarmStore.builder().build();
        List<UdpTrackerServer> servers = new ArrayList<>(List.of(server(store, 0), server(store, 0)));
        try (GroupLoad load = load(servers)) {
            load.join();
            runUntil(load, ANNOUNCES);
            int port = address(servers.get(1)).getPort();
            load.start();
            servers.get(1).close();
            load.leave(1, System.nanoTime() - 1_000_000);
            servers.set(1, server(store, port));
            load.stop();
            load.comeBack(1);
            runUntil(load, ANNOUNCES);

            GroupLoad.Outcome outcome = load.check();
            assertThat(outcome.failures()).as(outcome.example()).isZero();
            assertThat(outcome.differences()).as(outcome.example()).isZero();
            assertThat(outcome.contents()).isEqualTo(1);
            assertThat(outcome.announces()).isGreaterThan(PEERS + 2 * ANNOUNCES - 100);
            assertThat(outcome.rate()).isBetween(RATE * 0.5, RATE * 1.5);
            assertThat(outcome.downloads()).isPositive();
            assertThat(outcome.downloads()).isBetween(outcome.fewestDownloads(), outcome.mostDownloads());
        } finally {
            servers.forEach(UdpTrackerServer::close);
        }
    }

    @Test
    void trackersThatShareNothingAreFound() throws Exception {
        GroupLoad.Outcome outcome = outcome(
                MemorySwarmStore.builder().build(), MemorySwarmStore.builder().build());
        assertThat(outcome.failures()).as(outcome.example()).isZero();
        assertThat(outcome.differences()).isPositive();
        assertThat(outcome.contents()).isEqualTo(2);
        assertThat(outcome.example()).contains("were announced");
    }

    @Test
    void downloadsThatAreLostAreFound() throws Exception {
        MemorySwarmStore store = MemorySwarmStore.builder().build();
        GroupLoad.Outcome outcome = outcome(store, new Flawed(store, update -> update.completed(false)));
        assertThat(outcome.failures()).as(outcome.example()).isZero();
        assertThat(outcome.downloads()).isLessThan(outcome.fewestDownloads());
        assertThat(outcome.differences()).isPositive();
    }

    @Test
    void aStopThatIsLostIsFoundInTheAnswersOfItsTracker() throws Exception {
        MemorySwarmStore store = MemorySwarmStore.builder().build();
        GroupLoad.Outcome outcome = outcome(store, new Flawed(store, update -> update.stopped(false)));
        assertThat(outcome.failures()).isPositive();
        assertThat(outcome.differences()).isPositive();
        assertThat(outcome.contents()).isEqualTo(1);
    }

    private static GroupLoad.Outcome outcome(SwarmStore first, SwarmStore second) throws Exception {
        List<UdpTrackerServer> servers = List.of(server(first, 0), server(second, 0));
        try (GroupLoad load = load(servers)) {
            load.join();
            runUntil(load, ANNOUNCES);
            return load.check();
        } finally {
            servers.forEach(UdpTrackerServer::close);
        }
    }

    private static GroupLoad load(List<UdpTrackerServer> servers) throws Exception {
        return new GroupLoad(
                servers.stream().map(GroupLoadIT::address).toList(), RATE, PEERS, SWARMS, Duration.ofSeconds(1));
    }

    private static InetSocketAddress address(UdpTrackerServer server) {
        return server.addresses().get(0);
    }

    private static void runUntil(GroupLoad load, int announces) throws Exception {
        load.start();
        long end = System.nanoTime() + announces * 1_000_000_000L / RATE;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        load.stop();
    }

    private static UdpTrackerServer server(SwarmStore store, int port) throws Exception {
        Tracker tracker = Tracker.builder().store(store).build();
        UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                .bind(Endpoint.parse("[::1]:" + port).socketAddress())
                .lan(true)
                .rateLimit(false)
                .build();
        server.start();
        return server;
    }
}
