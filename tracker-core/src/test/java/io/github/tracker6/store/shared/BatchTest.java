package io.github.tracker6.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.HostKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Batch BATCH = new Batch(1, 1, -5, 6, 7, 8, 9);

    private static byte[] bytes(Batch batch, int changes) {
        byte[] bytes = new byte[Batch.HEAD_BYTES + changes];
        new Random(1).nextBytes(bytes);
        batch.write(bytes);
        return bytes;
    }

    @Test
    void aHeadIsReadAsItWasWritten() {
        for (int changes : new int[] {0, 1, 1_000}) {
            assertThat(Batch.read(bytes(BATCH, changes), 1)).isEqualTo(BATCH);
        }
    }

    @Test
    void noByteAndNoCutIsWithoutNotice() {
        byte[] sound = bytes(BATCH, 50);
        for (int at = 0; at < sound.length; at++) {
            byte[] broken = sound.clone();
            broken[at] ^= 1;
            assertThat(Batch.read(broken, 1)).isNull();
            assertThat(Batch.read(Arrays.copyOf(sound, at), 1)).isNull();
        }
    }

    @Test
    void aLaterVersionIsNotRead() {
        byte[] later = bytes(new Batch(2, 2, 1, 1, 1, 0, 0), 10);
        assertThat(Batch.read(later, 1)).isNull();
        assertThat(Batch.read(later, 2)).isNotNull();
    }

    @Test
    void aBatchThatLeavesOnceMoreIsOlder() {
        byte[] first = bytes(BATCH, 50);
        assertThat(Batch.read(Batch.olderBy(first, 100), 1)).isEqualTo(new Batch(1, 1, -5, 6, 7, 8, 109));
        assertThat(Batch.read(first, 1)).as("the first is untouched").isEqualTo(BATCH);
    }

    @Test
    void settingsAreReadAsTheyWereWritten() {
        LogSettings settings = new LogSettings(new HostKey(1, -2), Duration.ofMinutes(45));
        assertThat(LogSettings.parse(settings.toBytes())).isEqualTo(settings);
        byte[] later = settings.toBytes();
        later[0]++;
        assertThat(LogSettings.parse(later)).isNull();
        byte[] format1 = settings.toBytes();
        format1[0] = 1;
        assertThat(LogSettings.parse(format1))
                .as("its changes have no reachability")
                .isNull();
        assertThat(LogSettings.parse(new byte[0])).isNull();
    }

    @Test
    void positionsHaveAnOrder() {
        LogPosition early = new LogPosition(1_900_000_000_000L, 3);
        LogPosition late = new LogPosition(1_900_000_000_001L, 0);
        assertThat(early.order())
                .isLessThan(late.order())
                .isGreaterThan(new LogPosition(1_900_000_000_000L, 2).order());
        assertThat(new LogPosition(5, Long.MAX_VALUE).order()).isLessThan(new LogPosition(6, 0).order());
        assertThat(LogPosition.orderAt(6)).isEqualTo(new LogPosition(6, 0).order());
        assertThat(early).isLessThan(late).hasToString("1900000000000-3");
    }
}
