package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.StoreTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any bytes as a file of swarms, as they are and with right checksums. A usual build tries the inputs in the resources; {@code
 * -Pfuzz} makes new ones.
 */
class SwarmFileFuzzingTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final StoreTotals EMPTY = new StoreTotals(0, 0, 0, 0);

    @TempDir
    private Path folder;

    @FuzzTest(maxDuration = "10m")
    void aFileIsLoadedWholeOrNotAtAll(byte[] bytes) throws IOException {
        load(bytes);
        load(withChecksums(bytes));
    }

    private void load(byte[] bytes) throws IOException {
        SwarmFile file = SwarmFile.at(folder.resolve("swarms"), () -> Instant.ofEpochMilli(NOW));
        Files.write(file.path(), bytes);
        MemorySwarmStore store =
                MemorySwarmStore.builder().random(new Random(2)).build();

        Optional<SwarmFile.Loaded> loaded = file.load(store, NOW);

        if (loaded.isEmpty()) {
            assertThat(store.totals()).isEqualTo(EMPTY);
        } else {
            Enumerated.assertCounts(store, NOW);
            assertThat(store.totals().endpoints())
                    .isLessThanOrEqualTo(loaded.get().endpoints());
            assertThat(loaded.get().age().isNegative()).isFalse();
            Enumerated.sweep(store, NOW + 2 * store.peerTtl().toMillis());
            assertThat(store.totals().hosts()).isZero();
        }
    }

    /** Returns a copy in which each whole block has the checksum of what it holds. */
    private static byte[] withChecksums(byte[] bytes) {
        byte[] copy = bytes.clone();
        int at = 0;
        while (copy.length - at >= SnapshotFormat.BLOCK_HEAD_BYTES + SnapshotFormat.CHECKSUM_BYTES) {
            int length = BigEndian.intAt(copy, at);
            int room = copy.length - at - SnapshotFormat.BLOCK_HEAD_BYTES - SnapshotFormat.CHECKSUM_BYTES;
            if (length < 0 || length > room) {
                break;
            }
            CRC32C checksum = new CRC32C();
            checksum.update(copy, at + Integer.BYTES, length + 1);
            at += SnapshotFormat.BLOCK_HEAD_BYTES + length;
            BigEndian.putInt(copy, at, (int) checksum.getValue());
            at += SnapshotFormat.CHECKSUM_BYTES;
        }
        return copy;
    }
}
