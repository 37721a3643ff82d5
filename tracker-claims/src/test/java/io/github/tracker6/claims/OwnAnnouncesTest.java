package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnAnnouncesTest {
    private static final long NOW = 1_700_000_000_000L;

    private final OwnAnnounces announces = new OwnAnnounces(1 << 12, Duration.ofMinutes(45));
    private final Random random = new Random(3);

    @Test
    void entriesAreKeptForTheLifeOfAPeer() {
        long key = random.nextLong();
        assertThat(announces.contains(key, NOW)).isFalse();
        announces.noteAnnounce(key, NOW);
        assertThat(announces.contains(key, NOW + 45 * 60_000)).isTrue();
        assertThat(announces.contains(key, NOW + 45 * 60_000 + 1_000)).isFalse();
        announces.noteAnnounce(key, NOW + 45 * 60_000);
        assertThat(announces.contains(key, NOW + 90 * 60_000)).isTrue();
    }

    @Test
    void aRemovedEntryIsGoneAtOnce() {
        long key = random.nextLong();
        announces.noteAnnounce(key, NOW);
        announces.remove(key);
        assertThat(announces.contains(key, NOW)).isFalse();
    }

    @Test
    void keysOfOneSetAreDistinguished() {
        long[] keys = {0x1111_0000_0000_0007L, 0x2222_0000_0000_0007L, 0x3333_0000_0000_0007L, 0x4444_0000_0000_0007L};
        for (long key : keys) {
            announces.noteAnnounce(key, NOW);
        }
        for (long key : keys) {
            assertThat(announces.contains(key, NOW)).isTrue();
        }
        announces.remove(keys[2]);
        assertThat(announces.contains(keys[2], NOW)).isFalse();
        assertThat(announces.contains(keys[3], NOW)).isTrue();
    }

    @Test
    void aFullSetDropsItsOldestEntry() {
        for (int i = 1; i <= 5; i++) {
            announces.noteAnnounce(((long) i << 32) | 7, NOW + i * 1_000L);
        }
        assertThat(announces.contains((1L << 32) | 7, NOW)).isFalse();
        for (int i = 2; i <= 5; i++) {
            assertThat(announces.contains(((long) i << 32) | 7, NOW)).isTrue();
        }
    }

    @Test
    void aHalfFullTableKeepsNearlyAllEntries() {
        long[] keys = random.longs(1 << 11).toArray();
        for (long key : keys) {
            announces.noteAnnounce(key, NOW);
        }
        long known = 0;
        for (long key : keys) {
            known += announces.contains(key, NOW) ? 1 : 0;
        }
        assertThat(known).isGreaterThan(keys.length * 9L / 10);
    }
}
