package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownSwarmsTest {
    private static final long START = 1_000_000;
    private static final int TTL = Records.TTL_TICKS;

    private final KnownSwarms known = new KnownSwarms();

    @Test
    void aSmallSwarmIsDueWhenItsHostExpires() {
        known.recordState(Hosts.swarm(1), small(START), START);
        assertThat(due(START + TTL - 1)).isEmpty();
        assertThat(due(START + TTL)).containsExactly(Hosts.swarm(1));
        // It is due until it was swept.
        assertThat(due(START + TTL)).containsExactly(Hosts.swarm(1));
        known.recordState(Hosts.swarm(1), small(START + TTL), START + TTL);
        assertThat(due(START + 2 * TTL - 1)).isEmpty();
        assertThat(due(START + 2 * TTL + 5)).hasSize(1);
        known.recordState(Hosts.swarm(1), new SwarmState(new byte[0]), START + 2 * TTL);
        assertThat(due(START + 2 * TTL + 6)).isEmpty();
    }

    @Test
    void aLargeSwarmIsGoneThroughPartByPartUntilNobodyIsLeftThatExpired() {
        known.recordState(Hosts.swarm(1), large(), START);
        long now = START + TTL / 64;
        KnownSwarms.Due first = known.due(now, 10).get(0);
        assertThat(first.page()).isZero();
        known.swept(first, large(), 8, 50, now);
        KnownSwarms.Due second = known.due(now, 10).get(0);
        assertThat(second.page()).isEqualTo(8);
        // Meanwhile those expired who were seen 50 ticks before that.
        now += 60;
        known.swept(second, large(), -1, TTL, now);
        KnownSwarms.Due third = known.due(now, 10).get(0);
        assertThat(third.page()).isZero();
        known.swept(third, large(), -1, 1_000, now);
        assertThat(due(now + 999)).isEmpty();
        assertThat(due(now + 1_000)).hasSize(1);
    }

    @Test
    void nobodyIsPassedOverHoweverTheClockGoes() {
        int swarms = 1_000;
        for (int i = 0; i < swarms; i++) {
            known.recordState(Hosts.swarm(i), small(START + i), START + i);
        }
        Set<InfoHash> all = new HashSet<>();
        for (long now : new long[] {START, START + TTL + 300, START + 10, START + TTL + 600, START + 50L * TTL}) {
            List<InfoHash> some;
            do {
                some = due(now);
                some.forEach(swarm -> known.recordState(swarm, new SwarmState(new byte[0]), now));
                all.addAll(some);
                assertThat(some.size()).isLessThanOrEqualTo(10);
            } while (!some.isEmpty());
        }
        assertThat(all).hasSize(swarms);
    }

    @Test
    void thoseThatComeAndGoDoNotPileUp() {
        for (int i = 0; i < 200_000; i++) {
            known.recordState(Hosts.swarm(i % 3), small(START), START);
            known.recordState(Hosts.swarm(i % 3), new SwarmState(new byte[0]), START);
            if (i % 1_000 == 0) {
                assertThat(due(START)).isEmpty();
                assertThat(known.waiting()).isLessThan(20_000);
            }
        }
    }

    private List<InfoHash> due(long nowTick) {
        return known.due(nowTick, 10).stream().map(KnownSwarms.Due::infoHash).toList();
    }

    private static SwarmState small(long seenTick) {
        return new SwarmState(ByteBuffer.allocate(Records.SMALL_HEADER + 14)
                .put(0, (byte) SwarmKeys.SMALL)
                .putInt(1, (int) seenTick)
                .put(7, (byte) 1)
                .putShort(Records.SMALL_HEADER + 12, (short) seenTick));
    }

    private static SwarmState large() {
        return new SwarmState(ByteBuffer.allocate(41)
                .put((byte) SwarmKeys.LARGE)
                .putInt((int) START)
                .putInt(5_000)
                .array());
    }
}
