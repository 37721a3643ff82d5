package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {IndexSlots.NARROW, IndexSlots.WIDE})
class HashIndexTest {
    private final Map<Integer, Long> hashes = new HashMap<>();
    private final ChunkPool pool = new ChunkPool(Long.MAX_VALUE);
    private final Slabs slabs = new Slabs(pool);
    private final int someBlock = slabs.allocate(1);
    private final HashIndex index;
    private final int slotBytes;
    private final int maxValue;

    HashIndexTest(int slotBytes) {
        this.slotBytes = slotBytes;
        index = new HashIndex(slabs, slotBytes, hashes::get, value -> Slabs.address(someBlock, 0));
        maxValue = (slotBytes == IndexSlots.NARROW ? 1 << 24 : 1 << 27) - 3;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000, 50_000})
    void lookUpsFindTheNumbersOfTheIndexOnly(int population) {
        Random random = new Random(population);
        List<Integer> values = new ArrayList<>();
        for (int step = 0; step < 4 * population + 100; step++) {
            if (values.size() < population && (values.isEmpty() || random.nextInt(3) > 0)) {
                values.add(insert(step, random.nextLong()));
            } else {
                int at = random.nextInt(values.size());
                int value = values.set(at, values.get(values.size() - 1));
                values.remove(values.size() - 1);
                index.remove(hashes.get(value), value);
                assertThat(contains(hashes.remove(value), value)).isFalse();
            }
        }
        assertThat(index.size()).isEqualTo(values.size());
        for (int value : values) {
            assertThat(contains(hashes.get(value), value)).isTrue();
        }
    }

    @Test
    void aGuessIsNearlyAlwaysRight() {
        Random random = new Random(1);
        for (int value = 0; value < 10_000; value++) {
            insert(value, random.nextLong());
        }
        int right = 0;
        for (int value = 0; value < 10_000; value++) {
            right += index.guess(hashes.get(value)) == value ? 1 : 0;
        }
        assertThat(right).isGreaterThan(8_500);
    }

    @Test
    void aGuessNeverFailsWhileAnotherThreadChangesTheIndex() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger guesses = new AtomicInteger();
        FutureTask<Void> guessing = new FutureTask<>(
                () -> {
                    Random random = new Random(2);
                    while (!over.get()) {
                        long hash = random.nextLong();
                        index.guess(hash);
                        slabs.peekAtEnds(random.nextInt(Slabs.END_OF_BLOCKS));
                        index.touchHome(hash);
                        guesses.incrementAndGet();
                    }
                },
                null);
        new Thread(guessing).start();
        do {
            lookUpsFindTheNumbersOfTheIndexOnly(20_000);
            for (int value : List.copyOf(hashes.keySet())) {
                index.remove(hashes.remove(value), value);
            }
        } while (guesses.get() < 10_000 && !guessing.isDone());
        over.set(true);
        guessing.get(5, TimeUnit.SECONDS);
    }

    @Test
    void manyNumbersMayShareAHash() {
        long shared = 0x1234_5678_9abc_def0L;
        for (int value = 0; value < 256; value++) {
            insert(value, shared);
        }
        for (int value = 256; value < 20_000; value++) {
            insert(value, new Random(value).nextLong());
        }
        Set<Integer> found = new HashSet<>();
        index.seek(shared);
        for (int value = index.next(); value != HashIndex.NONE; value = index.next()) {
            if (hashes.get(value) == shared) {
                found.add(value);
            }
        }
        assertThat(found).hasSize(256);
    }

    @Test
    void aRoundReturnsEachNumberOnce() {
        for (int value = 0; value < 10_000; value++) {
            insert(value, new Random(value).nextLong());
        }
        SegmentHand hand = new SegmentHand();
        for (int round = 0; round < 2; round++) {
            Set<Integer> numbers = new HashSet<>();
            for (int value = index.next(hand); value != HashIndex.NONE; value = index.next(hand)) {
                assertThat(numbers.add(value)).isTrue();
            }
            assertThat(numbers).hasSize(10_000);
        }
    }

    @Test
    void twoRoundsAtTheSameTimeAreIndependent() {
        for (int value = 0; value < 1_000; value++) {
            insert(value, new Random(value).nextLong());
        }
        SegmentHand slow = new SegmentHand();
        SegmentHand fast = new SegmentHand();
        Set<Integer> numbers = new HashSet<>();
        for (int turn = 0; turn < 1_000; turn++) {
            index.next(fast);
            index.next(fast);
            numbers.add(index.next(slow));
        }
        assertThat(numbers).hasSize(1_000).doesNotContain(HashIndex.NONE);
        assertThat(index.next(slow)).isEqualTo(HashIndex.NONE);
        assertThat(index.next(slow)).isNotEqualTo(HashIndex.NONE);
    }

    @Test
    void aReplacedNumberIsFoundAndTheOldOneIsNot() {
        insert(1, 42);
        index.replace(42, 1, maxValue);
        assertThat(contains(42, maxValue)).isTrue();
        assertThat(contains(42, 1)).isFalse();
    }

    @Test
    void smallNumbersAreFoundAfterLargeOnesWereAdded() {
        Random random = new Random(3);
        for (int value = 0; value < 200; value++) {
            insert(value, random.nextLong());
        }
        for (int value = 0; value < 200; value += 2) {
            index.remove(hashes.get(value), value);
        }
        for (int i = 0; i < 3_000; i++) {
            insert(maxValue - i, random.nextLong());
        }
        for (int value = 1; value < 200; value += 2) {
            assertThat(contains(hashes.get(value), value)).isTrue();
        }
        assertThat(contains(hashes.get(maxValue), maxValue)).isTrue();
    }

    @Test
    void aNumberThatIsTooLargeIsRefusedAndChangesNothing() {
        assertThatThrownBy(() -> index.insert(7, maxValue + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(index.size()).isZero();
        insert(1, 7);
        insert(300, 8);
        assertThat(contains(7, 1)).isTrue();
        assertThat(contains(8, 300)).isTrue();
    }

    @Test
    void aRoundGoesOnWhileTheIndexGrows() {
        SegmentHand hand = new SegmentHand();
        Random random = new Random(6);
        for (int value = 0; value < 20_000; value++) {
            insert(value, random.nextLong());
            index.next(hand);
        }
        while (index.next(hand) != HashIndex.NONE) {
            // to the end of this round
        }
        Set<Integer> numbers = new HashSet<>();
        for (int value = index.next(hand); value != HashIndex.NONE; value = index.next(hand)) {
            numbers.add(value);
        }
        assertThat(numbers).hasSize(20_000);
    }

    @Test
    void theMemoryPerNumberHardlyDependsOnTheirCount() {
        Random random = new Random(5);
        List<Double> slotsPerNumber = new ArrayList<>();
        for (int value = 0; value < 400_000; value++) {
            insert(value, random.nextLong());
            if (value >= 200_000 && value % 10_000 == 0) {
                slotsPerNumber.add((double) pool.reservedBytes() / slotBytes / value);
            }
        }
        assertThat(slotsPerNumber).allSatisfy(slots -> assertThat(slots).isBetween(1.1, 1.45));
    }

    @Test
    void removedNumbersGiveTheirMemoryBack() {
        for (int value = 0; value < 100_000; value++) {
            insert(value, new Random(value).nextLong());
        }
        long full = pool.reservedBytes();
        for (int value = 0; value < 100_000; value++) {
            index.remove(hashes.get(value), value);
        }
        assertThat(full).isBetween(3L * 100_000, 8L * 100_000);
        assertThat(pool.reservedBytes()).isLessThan(full / 4 + 4L * ChunkPool.CHUNK_BYTES);
    }

    private int insert(int value, long hash) {
        index.insert(hash, value);
        hashes.put(value, hash);
        return value;
    }

    private boolean contains(long hash, int value) {
        index.seek(hash);
        for (int candidate = index.next(); candidate != HashIndex.NONE; candidate = index.next()) {
            if (candidate == value) {
                return true;
            }
        }
        return false;
    }
}
