package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlabsTest {
    private final ChunkPool pool = new ChunkPool(Long.MAX_VALUE);
    private final Slabs slabs = new Slabs(pool);

    @Test
    void blocksNeverOverlapAndKeepTheirContent() {
        Random random = new Random(6);
        List<Integer> blocks = new ArrayList<>();
        Map<Integer, int[]> sizeAndMark = new HashMap<>();
        for (int step = 0; step < 100_000; step++) {
            boolean grow = blocks.isEmpty() || random.nextInt(100) < (step / 20_000 % 2 == 0 ? 60 : 40);
            if (grow) {
                int bytes = 1 + random.nextInt(random.nextBoolean() ? 160 : Slabs.MAX_BLOCK_BYTES);
                int block = slabs.allocate(bytes);
                assertThat(block).isPositive();
                assertThat(sizeAndMark).doesNotContainKey(block);
                int mark = random.nextInt();
                fill(block, Slabs.sizeFor(bytes), mark);
                sizeAndMark.put(block, new int[] {Slabs.sizeFor(bytes), mark});
                blocks.add(block);
            } else {
                int at = random.nextInt(blocks.size());
                int block = blocks.set(at, blocks.get(blocks.size() - 1));
                blocks.remove(blocks.size() - 1);
                int[] expected = sizeAndMark.remove(block);
                assertFilled(block, expected[0], expected[1]);
                slabs.free(block);
            }
        }
        for (int block : blocks) {
            assertFilled(block, sizeAndMark.get(block)[0], sizeAndMark.get(block)[1]);
        }
    }

    @Test
    void freedBlocksGiveTheirMemoryBack() {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            blocks.add(slabs.allocate(100));
        }
        assertThat(pool.reservedBytes()).isBetween(1_000_000L, 1_200_000L);
        blocks.forEach(slabs::free);
        assertThat(pool.reservedBytes()).isLessThanOrEqualTo(6L * ChunkPool.CHUNK_BYTES);
    }

    @Test
    void aBlockHasTheRequestedSizeAndWastesLittle() {
        for (int bytes = 1; bytes <= Slabs.MAX_BLOCK_BYTES; bytes++) {
            assertThat(Slabs.sizeFor(bytes))
                    .isGreaterThanOrEqualTo(bytes)
                    .isLessThanOrEqualTo(Math.max(39, bytes + bytes));
        }
    }

    private void fill(int block, int bytes, int mark) {
        for (int i = 0; i + Integer.BYTES <= bytes; i += Integer.BYTES) {
            slabs.buffer(block).putInt(slabs.offset(block) + i, mark);
        }
    }

    private void assertFilled(int block, int bytes, int mark) {
        int wrong = 0;
        for (int i = 0; i + Integer.BYTES <= bytes; i += Integer.BYTES) {
            wrong += slabs.buffer(block).getInt(slabs.offset(block) + i) == mark ? 0 : 1;
        }
        assertThat(wrong).isZero();
    }
}
