package io.github.tracker6.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentBatchesTest {
    /** Two thirds of what is kept. */
    private static final byte[] LARGE = new byte[(64 << 20) / 3 * 2];

    private final RecentBatches recent = new RecentBatches();

    @Test
    void anEntryThatIsReadAgainTakesItsPlaceOnce() {
        LogPosition position = new LogPosition(1_000, 0);
        for (int i = 0; i < 3; i++) {
            recent.add(new LogEntry(position, LARGE), 2_000 + i, 0);
            assertThat(recent.all()).hasSize(1);
        }
        RecentBatches.Recent found = recent.find(position);
        assertThat(found).isNotNull();
        assertThat(found.readMillis()).isEqualTo(2_002);
    }

    @Test
    void theOldestGoesWhereThereAreTooManyBytes() {
        recent.add(new LogEntry(new LogPosition(1_000, 0), LARGE), 2_000, 0);
        recent.add(new LogEntry(new LogPosition(1_001, 0), LARGE), 2_001, 0);
        assertThat(recent.all()).extracting(each -> each.entry().position()).containsExactly(new LogPosition(1_001, 0));
    }
}
