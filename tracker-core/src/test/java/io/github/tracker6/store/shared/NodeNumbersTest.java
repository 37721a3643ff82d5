package io.github.tracker6.store.shared;

import static io.github.tracker6.store.shared.NodeNumbers.Verdict.GAP;
import static io.github.tracker6.store.shared.NodeNumbers.Verdict.NEXT;
import static io.github.tracker6.store.shared.NodeNumbers.Verdict.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNumbersTest {
    private static final long NODE = 9;

    private final NodeNumbers numbers = new NodeNumbers();

    private static Batch batch(int incarnation, long number) {
        return new Batch(1, 3, NODE, incarnation, number, 0, 0);
    }

    private void note(int incarnation, long number, long millis) {
        numbers.note(batch(incarnation, number), millis);
    }

    @Test
    void batchesFollowEachOther() {
        assertThat(numbers.judge(batch(1, 1))).isEqualTo(NEXT);
        assertThat(numbers.judge(batch(1, 2))).isEqualTo(GAP);
        note(1, 1, 100);
        note(1, 2, 100);
        assertThat(numbers.judge(batch(1, 1))).isEqualTo(OLD);
        assertThat(numbers.judge(batch(1, 2))).isEqualTo(OLD);
        assertThat(numbers.judge(batch(1, 3))).isEqualTo(NEXT);
        assertThat(numbers.judge(batch(1, 4))).isEqualTo(GAP);
    }

    @Test
    void aNewIncarnationBeginsWith1AndEndsTheOldOne() {
        note(2, 5, 100);
        assertThat(numbers.judge(batch(3, 1))).isEqualTo(NEXT);
        assertThat(numbers.judge(batch(3, 2))).isEqualTo(GAP);
        assertThat(numbers.judge(batch(1, 6))).isEqualTo(OLD);
        note(3, 1, 100);
        assertThat(numbers.judge(batch(2, 6))).isEqualTo(OLD);
        assertThat(numbers.last(NODE, 3)).isEqualTo(1);
        assertThat(numbers.last(NODE, 2)).isZero();
        assertThat(numbers.last(NODE + 1, 3)).isZero();
    }

    @Test
    void nodesThatEndedAreForgotten() {
        note(1, 5, 100);
        numbers.age(100 + 3_600_000);
        assertThat(numbers.judge(batch(1, 6))).isEqualTo(NEXT);
        numbers.age(101 + 3_600_000);
        assertThat(numbers.judge(batch(1, 6))).isEqualTo(GAP);
    }

    @Test
    void aVersionIsWrittenThatAllNodesOfTheLastTenMinutesRead() {
        assertThat(numbers.commonVersion(0, 5)).isEqualTo(5);
        note(1, 1, 100);
        assertThat(numbers.commonVersion(100, 5)).isEqualTo(3);
        assertThat(numbers.commonVersion(100, 2)).isEqualTo(2);
        assertThat(numbers.commonVersion(100 + 600_000, 5)).isEqualTo(3);
        assertThat(numbers.commonVersion(101 + 600_000, 5)).isEqualTo(5);
    }

    @Test
    void numbersAreReadAsTheyWereWritten() {
        note(2, 5, 100);
        numbers.note(new Batch(1, 1, 10, 1, 77, 0, 0), 200);
        NodeNumbers read = NodeNumbers.fromBytes(numbers.toBytes(), 900);
        assertThat(read.judge(batch(2, 6))).isEqualTo(NEXT);
        assertThat(read.last(10, 1)).isEqualTo(77);
        assertThat(read.commonVersion(900 + 600_000, 5)).isEqualTo(1);
        assertThat(read.commonVersion(901 + 600_000, 5)).isEqualTo(5);
    }
}
