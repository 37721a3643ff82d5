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
    void remembersForTheLifeOfAPeer() {
        long name = random.nextLong();
        assertThat(announces.contains(name, NOW)).isFalse();
        announces.noteAnnounce(name, NOW);
        assertThat(announces.contains(name, NOW + 45 * 60_000)).isTrue();
        assertThat(announces.contains(name, NOW + 45 * 60_000 + 1_000)).isFalse();
        announces.noteAnnounce(name, NOW + 45 * 60_000);
        assertThat(announces.contains(name, NOW + 90 * 60_000)).isTrue();
    }

    @Test
    void aStoppedOneIsForgottenAtOnce() {
        long name = random.nextLong();
        announces.noteAnnounce(name, NOW);
        announces.stopped(name);
        assertThat(announces.contains(name, NOW)).isFalse();
    }

    @Test
    void tellsNamesOfOneSetApart() {
        long[] names = {0x1111_0000_0000_0007L, 0x2222_0000_0000_0007L, 0x3333_0000_0000_0007L, 0x4444_0000_0000_0007L};
        for (long name : names) {
            announces.noteAnnounce(name, NOW);
        }
        for (long name : names) {
            assertThat(announces.contains(name, NOW)).isTrue();
        }
        announces.stopped(names[2]);
        assertThat(announces.contains(names[2], NOW)).isFalse();
        assertThat(announces.contains(names[3], NOW)).isTrue();
    }

    @Test
    void aFullSetForgetsItsOldest() {
        for (int i = 1; i <= 5; i++) {
            announces.noteAnnounce(((long) i << 32) | 7, NOW + i * 1_000L);
        }
        assertThat(announces.contains((1L << 32) | 7, NOW)).isFalse();
        for (int i = 2; i <= 5; i++) {
            assertThat(announces.contains(((long) i << 32) | 7, NOW)).isTrue();
        }
    }

    @Test
    void halfFullItRemembersNearlyAll() {
        long[] names = random.longs(1 << 11).toArray();
        for (long name : names) {
            announces.noteAnnounce(name, NOW);
        }
        long known = 0;
        for (long name : names) {
            known += announces.contains(name, NOW) ? 1 : 0;
        }
        assertThat(known).isGreaterThan(names.length * 9L / 10);
    }
}
