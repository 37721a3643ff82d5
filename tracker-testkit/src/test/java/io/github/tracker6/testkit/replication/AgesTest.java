package io.github.tracker6.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.MemoryLogServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A peer lives as long on every node, however late the node reads of it, and whatever the clocks say. */
class AgesTest {
    private static final long JOIN_MILLIS = 20_000;
    private static final long TTL_MILLIS = 1_024_000;

    /** Nodes keep times in 256ths of a peer's life. */
    private static final long PRECISION_MILLIS = 12_000;

    private static final long TWO_HOURS = 7_200_000;

    private final SimWorld world = new SimWorld(3);
    private final MemoryLogServer server = new MemoryLogServer(world.logClock());
    private final SimNode first = start();
    private final SimNode second = start();
    private long announcedMillis;

    private SimNode start() {
        SimOptions options = SimOptions.of(
                        2,
                        () -> MemorySwarmStore.builder().peerTtl(Duration.ofMillis(TTL_MILLIS)),
                        Duration.ofMinutes(5),
                        SimOptions.LARGE_BACKLOG)
                .onSteadyNetwork();
        SimNode node = new SimNode(world, server, options);
        var unused = node.store().maintain(node.now());
        world.run(JOIN_MILLIS);
        return node;
    }

    private void announce() {
        announcedMillis = world.now();
        PeerUpdate update = new PeerUpdate()
                .infoHash(SimHosts.infoHash(1))
                .endpoint(Endpoint.ofIpv6(0x2a00_0000_0000_0000L, 1, 6881))
                .nowMillis(first.now());
        var unused = first.store().announce(update, new AnnounceResponse());
    }

    private void runUntil(long millisAfterAnnounce) {
        world.run(announcedMillis + millisAfterAnnounce - world.now());
    }

    private static int peers(SimNode node) {
        ScrapeBatch batch = new ScrapeBatch();
        batch.add(SimHosts.infoHash(1));
        var unused = node.store().scrape(batch, node.now());
        return batch.incomplete(0);
    }

    private void assertExpiresInTime(SimNode node) {
        runUntil(TTL_MILLIS - PRECISION_MILLIS);
        assertThat(peers(node)).isEqualTo(1);
        runUntil(TTL_MILLIS + PRECISION_MILLIS);
        assertThat(peers(node)).isZero();
    }

    @Test
    void aPeerExpiresInTimeOnANodeThatReadsOfItAtOnce() {
        announce();
        assertExpiresInTime(second);
    }

    @Test
    void aPeerExpiresInTimeOnANodeThatWasAway() {
        second.cutOffFor(TTL_MILLIS / 2);
        announce();
        runUntil(TTL_MILLIS / 2 - 1_000);
        assertThat(peers(second)).isZero();
        assertExpiresInTime(second);
    }

    @Test
    void aPeerExpiresInTimeOnOtherNodesIfTheNodeThatHeardItWasAway() {
        first.cutOffFor(TTL_MILLIS / 2);
        world.run(1_000);
        announce();
        runUntil(TTL_MILLIS / 2 - 2_000);
        assertThat(peers(second)).isZero();
        assertExpiresInTime(second);
    }

    @Test
    void aPeerExpiresInTimeOnANodeThatStartsLater() {
        announce();
        runUntil(TTL_MILLIS / 2);
        assertExpiresInTime(start());
    }

    @Test
    void aLogClockThatIsSetForwardMakesNoPeerOlder() {
        world.setLogClock(TWO_HOURS);
        announce();
        assertExpiresInTime(second);
    }

    @Test
    void aLogClockThatIsSetForwardMakesNoPeerOlderThatANodeReadsOnceMore() {
        announce();
        world.run(5_000);
        assertThat(peers(second)).isEqualTo(1);
        world.setLogClock(TWO_HOURS);
        joinAgain();
        assertExpiresInTime(second);
    }

    @Test
    void aLogClockThatIsSetForwardMakesNoPeerOlderThatANodeHasFromASnapshot() {
        announce();
        Duration before = second.store().health().snapshotAge();
        assertThat(before).isNotNull();
        runUntil(TTL_MILLIS / 2);
        assertThat(second.store().health().snapshotAge())
                .as("another snapshot was taken")
                .isLessThan(before.plusMillis(TTL_MILLIS / 2));
        world.setLogClock(TWO_HOURS);
        joinAgain();
        assertExpiresInTime(second);
    }

    /** The log loses its last entry, one without changes, so that both nodes join again. */
    private void joinAgain() {
        assertThat(server.loseTail(1)).isNotEmpty();
        first.log().breakOff();
        second.log().breakOff();
        world.run(JOIN_MILLIS);
    }

    @Test
    void aLogClockThatIsSetBackMakesNoPeerYounger() {
        announce();
        runUntil(TTL_MILLIS / 4);
        world.setLogClock(-TWO_HOURS);
        assertExpiresInTime(second);
    }
}
