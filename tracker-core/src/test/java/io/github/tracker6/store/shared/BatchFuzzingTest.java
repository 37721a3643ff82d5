package io.github.tracker6.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any bytes as an entry of the log, as they are and with a right checksum. A usual build tries the inputs in the resources;
 * {@code -Pfuzz} makes new ones.
 */
class BatchFuzzingTest {
    @FuzzTest(maxDuration = "10m")
    void anEntryIsReadAsItWasWrittenOrPassedOver(byte[] bytes) {
        read(bytes);
        if (bytes.length < Batch.HEAD_BYTES) {
            assertThat(Batch.read(bytes, Batch.VERSION)).isNull();
            return;
        }
        byte[] sound = Batch.olderBy(bytes, 0);
        Batch batch = read(sound);
        assertThat(batch != null).isEqualTo(bytes[0] >= 1 && bytes[0] <= Batch.VERSION);
        byte[] damaged = sound.clone();
        damaged[Byte.toUnsignedInt(bytes[1]) % damaged.length] ^= 1;
        assertThat(Batch.read(damaged, Batch.VERSION)).isNull();
    }

    private static Batch read(byte[] bytes) {
        Batch batch = Batch.read(bytes, Batch.VERSION);
        if (batch != null) {
            assertThat(batch.ageMillis()).isNotNegative();
            byte[] again = bytes.clone();
            Arrays.fill(again, 0, Batch.HEAD_BYTES, (byte) 0);
            batch.write(again);
            assertThat(Batch.read(again, Batch.VERSION)).isEqualTo(batch);
            byte[] older = Batch.olderBy(again, 1_000);
            Batch late = Batch.read(older, Batch.VERSION);
            assertThat(late).isNotNull();
            assertThat(late.ageMillis() - batch.ageMillis()).isIn(1_000L, -batch.ageMillis());
        }
        return batch;
    }
}
