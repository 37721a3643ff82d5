package io.github.tracker6.testkit.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.testkit.MemoryLogServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Nodes of two versions share a log: the newer one writes what the older one reads, and nothing unknown stops a node. */
class VersionsTest {
    private static final long JOIN_MILLIS = 20_000;
    private static final long TEN_MINUTES = 600_000;
    private static final int HEAD_BYTES = 42;
    private static final int NODE_AT = 2;
    private static final int NUMBER_AT = 14;
    private static final int CHECKSUM_AT = 38;
    private static final int SETTINGS_BYTES = 25;
    private static final byte OTHER = 3;
    private static final byte UNKNOWN_KIND = 99;

    private final SimWorld world = new SimWorld(5);
    private final MemoryLogServer server = new MemoryLogServer(world.logClock());
    private final List<SimNode> nodes = new ArrayList<>();
    private int hosts;

    private SimNode start(int version) {
        SimOptions options = SimOptions.of(
                        2, () -> MemorySwarmStore.builder().peerTtl(Duration.ofDays(1)), Duration.ofMinutes(5), 1 << 26)
                .onSteadyNetwork()
                .withVersion(version);
        SimNode node = new SimNode(world, server, options);
        nodes.add(node);
        world.run(JOIN_MILLIS);
        return node;
    }

    private void announce(SimNode node) {
        PeerUpdate update = new PeerUpdate()
                .infoHash(SimHosts.infoHash(1))
                .endpoint(Endpoint.ofIpv6(0x2a00_0000_0000_0000L + hosts++, 1, 6881))
                .nowMillis(node.now());
        var unused = node.store().announce(update, new AnnounceResponse());
        world.run(1_000);
    }

    private int lastVersion() {
        List<LogEntry> entries = server.entries();
        return entries.get(entries.size() - 1).bytes()[0];
    }

    private void assertEqual() {
        world.run(JOIN_MILLIS);
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.store().health().isReady()).isTrue();
            assertThat(node.store().totals().hosts()).isEqualTo(hosts);
            assertThat(node.store().digest()).isEqualTo(nodes.get(0).store().digest());
        });
    }

    @Test
    void aNewVersionIsWrittenWhenNoNodeNeedsTheOldOneAnyMore() {
        SimNode older = start(1);
        SimNode newer = start(2);
        announce(older);
        announce(newer);
        assertThat(lastVersion()).isEqualTo(1);
        assertEqual();
        older.crash();
        nodes.remove(older);
        world.run(TEN_MINUTES - JOIN_MILLIS - 10_000);
        announce(newer);
        assertThat(lastVersion()).isEqualTo(1);
        world.run(60_000);
        announce(newer);
        assertThat(lastVersion()).isEqualTo(2);
        assertEqual();
    }

    @Test
    void anOlderNodeThatStartsLateSkipsWhatItCannotReadAndIsHeard() {
        SimNode newer = start(2);
        announce(newer);
        assertThat(lastVersion()).isEqualTo(2);
        SimNode older = start(1);
        assertThat(older.store().health().isReady()).isTrue();
        assertThat(older.store().health().skippedEntries()).isPositive();
        announce(older);
        announce(newer);
        assertThat(lastVersion()).isEqualTo(1);
        assertThat(older.store().totals().hosts()).isEqualTo(2);
        assertThat(newer.store().totals().hosts()).isEqualTo(hosts);
    }

    @Test
    void aLogOfAnotherFormatIsLeftAloneAndTheProblemSaysWhatToDo() {
        byte[] ofFormat1 = ByteBuffer.allocate(SETTINGS_BYTES)
                .put((byte) 1)
                .putLong(5)
                .putLong(6)
                .putLong(Duration.ofDays(1).toMillis())
                .array();
        server.connection().putSettings(ofFormat1).toCompletableFuture().join();
        SimNode node = start(1);
        announce(node);
        world.run(TEN_MINUTES);
        assertThat(node.store().health().isReady()).isFalse();
        assertThat(node.store().health().problem())
                .contains("the log has another format than this version of the tracker reads;"
                        + " run one version on all trackers, and begin a new log");
        assertThat(server.entries()).isEmpty();
        assertThat(node.store().totals().hosts()).isEqualTo(1);
        server.forget();
        world.run(60_000);
        assertEqual();
    }

    @Test
    void unknownChangesAndBrokenBatchesStopNoNode() {
        start(1);
        start(1);
        announce(nodes.get(0));
        LogEntry real = lastWithChanges();
        byte[] unknown = real.bytes().clone();
        unknown[HEAD_BYTES + 1] = OTHER;
        unknown[HEAD_BYTES + 2] = UNKNOWN_KIND;
        append(fromAnotherNode(unknown));
        byte[] broken = fromAnotherNode(real.bytes().clone());
        broken[HEAD_BYTES + 5] ^= 1;
        append(broken);
        append(new byte[] {1});
        announce(nodes.get(0));
        announce(nodes.get(1));
        assertEqual();
        assertThat(nodes)
                .allSatisfy(node ->
                        assertThat(node.store().health().skippedEntries()).isEqualTo(3));
    }

    private LogEntry lastWithChanges() {
        List<LogEntry> entries = server.entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).bytes().length > HEAD_BYTES) {
                return entries.get(i);
            }
        }
        throw new AssertionError("the log has no changes");
    }

    private void append(byte[] bytes) {
        server.appendForeign(bytes);
        world.run(10);
    }

    private static byte[] fromAnotherNode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putLong(NODE_AT, ~buffer.getLong(NODE_AT)).putLong(NUMBER_AT, 1);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, CHECKSUM_AT);
        checksum.update(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
        buffer.putInt(CHECKSUM_AT, (int) checksum.getValue());
        return bytes;
    }
}
