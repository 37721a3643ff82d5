package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.store.HostKey;
import java.time.Duration;
import java.util.Random;

/**
 * Any bytes as the changes of another node. A usual build tries the inputs in the resources; {@code -Pfuzz} makes new ones.
 */
class ChangesFuzzingTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long ORDER = NOW << 20;
    private static final int NODE = 7;

    @FuzzTest(maxDuration = "10m")
    void anyBytesLeaveTwoTablesEqualAndTheirCountsRight(byte[] bytes) {
        MemoryReplica first = replica(1);
        MemoryReplica second = replica(2);
        int outcome = apply(first, bytes, 1);
        assertThat(outcome).isBetween(-1, bytes.length);
        assertThat(apply(second, bytes, 1)).isEqualTo(outcome);
        assertThat(second.digest()).isEqualTo(first.digest());
        Enumerated.assertCounts(first.store(), NOW);

        // The log may hold a batch twice.
        assertThat(apply(first, bytes, 2)).isEqualTo(outcome);
        Enumerated.assertCounts(first.store(), NOW);

        second.yieldStopped(bytes, 0, bytes.length, NOW, NOW);
        Enumerated.assertCounts(second.store(), NOW);
        Enumerated.sweep(first.store(), NOW + 2 * first.store().peerTtl().toMillis());
        assertThat(first.store().totals().hosts()).isZero();
    }

    private static int apply(MemoryReplica replica, byte[] bytes, int position) {
        return replica.apply(bytes, 0, bytes.length, NOW, NOW, NODE, ORDER, ORDER + position);
    }

    private static MemoryReplica replica(int number) {
        MemorySwarmStoreBuilder options = MemorySwarmStore.builder().random(new Random(number));
        MemoryReplica replica = new MemoryReplica(options, number, new HostKey(5, 6), Duration.ofMinutes(45));
        replica.logTime(NOW);
        replica.cut(ORDER, NOW);
        return replica;
    }
}
