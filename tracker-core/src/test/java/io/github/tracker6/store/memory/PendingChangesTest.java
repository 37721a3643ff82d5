package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index of pending changes finds what going through all of them finds. */
class PendingChangesTest {
    private record Entry(int id, long endpointKey, long tagKey) {}

    private final Random random = new Random(1);
    private final PendingChanges pending = new PendingChanges(new PendingEpoch(0, 0, 0));
    private final List<Entry> entries = new ArrayList<>();
    private long epochs;

    @Test
    void whatTouchesAHostIsFoundInOrder() {
        int most = 0;
        for (int round = 0; round < 20_000; round++) {
            switch (random.nextInt(20)) {
                case 0 -> pending.begin(new PendingEpoch(++epochs, 0, 0));
                case 1, 2 -> takeAndDrop();
                default -> add();
            }
            most = Math.max(most, entries.size());
            if (round % 10 == 0) {
                compare();
            }
        }
        assertThat(most).as("the test is of use").isGreaterThan(20);
    }

    @Test
    void everyHostOfManyIsFound() {
        for (int i = 1; i <= 10_000; i++) {
            long tagKey = random.nextInt(3) == 0 ? 0 : (2L * i + 1) * 0x9e3779b97f4a7c15L | 1;
            int id = add(2L * i * 0x9e3779b97f4a7c15L | 1, tagKey);
            for (Entry entry : entries.subList(Math.max(0, entries.size() - 3), entries.size())) {
                assertThat(pending.touches(entry.endpointKey, 0)).isTrue();
                assertThat(pending.touches(0, entry.tagKey)).isEqualTo(entry.tagKey != 0);
            }
            assertThat(pending.findTouching(entries.get(i / 2).endpointKey, 0)).isEqualTo(1);
            assertThat(pending.found(0)).isEqualTo(entries.get(i / 2).id);
            assertThat(id).isEqualTo(entries.get(i - 1).id);
        }
    }

    @Test
    void changesThatAreTakenBackTouchNothing() {
        int first = add(5, 6);
        int second = add(7, 6);
        add(7, 8);
        pending.remove(second);
        assertThat(pending.findTouching(5, 0)).isEqualTo(1);
        assertThat(pending.found(0)).isEqualTo(first);
    }

    @Test
    void memoryIsGivenBack() {
        for (int i = 0; i < 100_000; i++) {
            add();
        }
        assertThat(pending.memoryBytes()).isGreaterThan(3_000_000);
        pending.begin(new PendingEpoch(++epochs, 0, 0));
        for (PendingSegment next = pending.firstUntaken(); next != null; next = pending.firstUntaken()) {
            PendingChanges.take(next);
            pending.drop(next);
        }
        assertThat(pending.isEmpty()).isTrue();
        assertThat(pending.memoryBytes()).isZero();
    }

    @Test
    void segmentsLeaveInOrderAndOnceMoreWhereTheyDidNotArrive() {
        int first = add(1, 2);
        assertThat(pending.firstUntaken()).as("still open").isNull();
        pending.begin(new PendingEpoch(++epochs, 0, 0));
        int second = add(3, 4);
        pending.begin(new PendingEpoch(++epochs, 0, 0));
        PendingSegment one = pending.firstUntaken();
        assertThat(one).isNotNull();
        assertThat(one.firstId).isEqualTo(first);
        PendingChanges.take(one);
        assertThat(pending.isTaken(first)).isTrue();
        assertThat(pending.isTaken(second)).isFalse();
        assertThat(pending.firstUntaken()).isNotSameAs(one);
        pending.untakeAll();
        assertThat(pending.firstUntaken()).isSameAs(one);
    }

    private void takeAndDrop() {
        PendingSegment segment = pending.firstUntaken();
        if (segment != null) {
            PendingChanges.take(segment);
            pending.drop(segment);
            entries.subList(0, segment.count).clear();
        }
    }

    private void add() {
        add(1 + random.nextInt(60), random.nextInt(3) == 0 ? 0 : 1_000 + random.nextInt(40));
    }

    private int add(long endpointKey, long tagKey) {
        Change change = new Change();
        change.kind = Change.Kind.STOP;
        change.tag = tagKey;
        change.port = 1;
        int id = pending.add(change, endpointKey, tagKey);
        pending.endGroup();
        entries.add(new Entry(id, endpointKey, tagKey));
        return id;
    }

    private void compare() {
        long endpointKey = 1L + random.nextInt(60);
        long tagKey = random.nextInt(3) == 0 ? 0 : 1_000 + random.nextInt(40);
        Set<Long> keys = new HashSet<>(List.of(endpointKey));
        if (tagKey != 0) {
            keys.add(tagKey);
        }
        Set<Entry> wanted = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Entry entry : entries) {
                boolean touches = keys.contains(entry.endpointKey) || keys.contains(entry.tagKey);
                if (touches && wanted.add(entry)) {
                    more = true;
                    keys.add(entry.endpointKey);
                    if (entry.tagKey != 0) {
                        keys.add(entry.tagKey);
                    }
                }
            }
        }
        assertThat(pending.touches(endpointKey, tagKey)).isEqualTo(!wanted.isEmpty());
        int found = pending.findTouching(endpointKey, tagKey);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < found; i++) {
            ids.add(pending.found(i));
        }
        assertThat(ids).isEqualTo(wanted.stream().map(Entry::id).sorted().toList());
        assertThat(pending.size()).isEqualTo(entries.size());
    }
}
