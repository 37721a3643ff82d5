package io.github.tracker6.store.memory;

import com.google.common.math.IntMath;
import io.github.tracker6.EndpointList;
import io.github.tracker6.address.AddressScope;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws peers out of a table, every candidate equally likely, at a cost of O(wanted) whatever the table's size. Out of
 * tables with few candidates they come one by one; out of the others in short runs of neighbours, one from each of as many
 * equal strata of the table turned by a random angle. Not thread-safe: each shard has its own.
 */
final class Sampler {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Candidates up to which each peer is drawn for himself. */
    private static final int MAX_SMALL = 256;

    /** Records taken side by side at most: going to one at random costs as much as reading many that follow it. */
    private static final int MAX_RUN = 16;

    /** Runs of an answer at least, where it is not so small that each peer is drawn for himself. */
    private static final int MIN_RUNS = 4;

    /** Up to so many wanted are taken one by one: neighbours are of one role, so that few runs would find few seeders. */
    private static final int MAX_SINGLY = 16;

    /** Records that a draw looks at before it gives up: where nearly all are unwanted, it must not go through millions. */
    private static final int MAX_LOOKED = 8_192;

    private int[] angles = new int[64];
    private int[] handles = new int[64];

    private int[] inOrder = range(MAX_SMALL);
    private int[] shuffled = new int[MAX_SMALL];
    private long[] chosenTags = new long[64];
    private int chosenCount;
    private boolean chose4;
    private boolean chose6;
    private long randomState;

    private int nowSeen;
    private int excluded;
    private AddressScope scope = AddressScope.GLOBAL;
    private boolean scoped;
    private boolean avoidChosen;

    Sampler(long seed) {
        this.randomState = seed;
    }

    /**
     * Begins the answer to one announce.
     *
     * @param checkScope whether there are peers of other scopes than {@code GLOBAL} at all
     */
    void begin(int newNowSeen, AddressScope requesterScope, boolean checkScope) {
        nowSeen = newNowSeen;
        scope = requesterScope;
        scoped = checkScope;
        chosenCount = 0;
        chose4 = false;
        chose6 = false;
    }

    /**
     * Draws peers.
     *
     * @param groups the groups that they come from
     * @param wanted how many
     * @param requester the requester's own record in the table, or {@link PeerTable#NONE}
     * @return how many were added to the list
     */
    int draw(PeerTable table, int groups, int wanted, int requester, EndpointList list) {
        int candidates = table.countAll(groups);
        if (candidates == 0 || wanted <= 0) {
            return 0;
        }
        excluded = requester;
        avoidChosen = table.records == PeerRecords.IPV4 ? chose6 : chose4;
        int before = list.size();
        int chosenBefore = chosenCount;
        int most = Math.min(wanted, candidates);
        if (candidates > Math.max(MAX_SMALL, 2 * most) && table instanceof LargePeers large) {
            drawRuns(large, groups, candidates, most, list);
        } else {
            drawSingly(table, groups, most, list);
        }
        if (chosenCount > chosenBefore) {
            chose4 |= table.records == PeerRecords.IPV4;
            chose6 |= table.records == PeerRecords.IPV6;
        }
        return list.size() - before;
    }

    /** Returns whether the answer holds an endpoint of a dual-stack host so far. */
    boolean tookLinked() {
        return chosenCount > 0;
    }

    private boolean isWanted(PeerTable table, int handle, ByteBuffer buffer, int at, long state) {
        return handle != excluded
                && !Ticks.isExpired(state, nowSeen)
                && (!scoped || table.records.scope(buffer, at).compareTo(scope) <= 0)
                && !(avoidChosen && PeerState.linked(state) && isChosen(PeerState.tag(state)));
    }

    /** Looks at one place after the other, in an order that is shuffled no further than it takes to find enough. */
    private void drawSingly(PeerTable table, int groups, int wanted, EndpointList list) {
        int places = table.places(groups);
        if (places > inOrder.length) {
            inOrder = range(places);
            shuffled = new int[places];
        }
        System.arraycopy(inOrder, 0, shuffled, 0, places);
        Prefetch ahead = table.slabs.prefetch();
        int lacking = wanted;
        for (int looked = 0, more; looked < places && lacking > 0; looked += more) {
            more = Math.min(lacking, places - looked);
            makeRoom(more);
            ahead.clear();
            for (int i = 0; i < more; i++) {
                int pick = looked + i + below(places - looked - i);
                handles[i] = table.handleAt(groups, shuffled[pick]);
                ahead.add(table.address(handles[i]));
                shuffled[pick] = shuffled[looked + i];
            }
            ahead.read(table.records.bytes());
            for (int i = 0; i < more; i++) {
                ByteBuffer buffer = table.slabs.buffer(ahead.address(i));
                int at = Slabs.offset(ahead.address(i));
                long state = table.records.state(buffer, at);
                if (((groups >>> PeerState.group(state)) & 1) != 0 && isWanted(table, handles[i], buffer, at, state)) {
                    take(table, buffer, at, state, list);
                    lacking--;
                }
            }
        }
    }

    private void makeRoom(int count) {
        if (count > handles.length) {
            angles = new int[count];
            handles = new int[count];
        }
    }

    /**
     * Takes a run out of each stratum, from an angle of its own on; then, while some are lacking since they were unwanted,
     * another run. Runs are of a fixed length, and the next one is a random step away: whoever stands behind the unwanted
     * is not taken in their place, and so no likelier than others.
     */
    private void drawRuns(LargePeers table, int groups, int candidates, int wanted, EndpointList list) {
        int run = wanted <= MAX_SINGLY ? 1 : Math.min(MAX_RUN, IntMath.divide(wanted, MIN_RUNS, RoundingMode.CEILING));
        int strata = (wanted + run - 1) / run;
        int turn = below(candidates);
        makeRoom(strata);
        Prefetch ahead = table.slabs.prefetch();
        ahead.clear();
        for (int stratum = 0; stratum < strata; stratum++) {
            int from = startOf(stratum, candidates, strata);
            angles[stratum] = below(startOf(stratum + 1, candidates, strata) - from);
            handles[stratum] = table.handleAt(groups, turned(from + angles[stratum], turn, candidates));
            ahead.add(table.address(handles[stratum]));
        }
        ahead.read(run * table.records.bytes());
        int before = list.size();
        int runs = (candidates / strata + run) / run;
        int step = 0;
        for (int round = 0; round < runs && round * strata * run < MAX_LOOKED; round++) {
            if (round == 1) {
                step = stepThrough(runs);
            }
            int offset = (int) ((long) round * step % runs) * run;
            for (int stratum = 0; stratum < strata; stratum++) {
                int lacking = wanted - (list.size() - before);
                if (lacking == 0) {
                    return;
                }
                int from = startOf(stratum, candidates, strata);
                int length = startOf(stratum + 1, candidates, strata) - from;
                int place = (angles[stratum] + offset) % length;
                int handle =
                        round == 0 ? handles[stratum] : table.handleAt(groups, turned(from + place, turn, candidates));
                int left = Math.min(Math.min(run, lacking), length - offset);
                while (true) {
                    int row = Math.min(Math.min(left, length - place), table.rowLength(handle));
                    takeRow(table, handle, row, list);
                    left -= row;
                    if (left <= 0) {
                        break;
                    }
                    place = place + row == length ? 0 : place + row;
                    handle = table.handleAt(groups, turned(from + place, turn, candidates));
                }
            }
        }
    }

    /** Takes those who are wanted of some who lie side by side. */
    private void takeRow(LargePeers table, int first, int count, EndpointList list) {
        ByteBuffer buffer = table.buffer(first);
        int at = table.at(first);
        for (int handle = first; handle < first + count; handle++) {
            long state = table.records.state(buffer, at);
            if (isWanted(table, handle, buffer, at, state)) {
                take(table, buffer, at, state, list);
            }
            at += table.records.bytes();
        }
    }

    private static int[] range(int size) {
        return IntStream.range(0, size).toArray();
    }

    private static int startOf(int stratum, int candidates, int strata) {
        return (int) ((long) candidates * stratum / strata);
    }

    private static int turned(int position, int turn, int candidates) {
        return (int) (((long) position + turn) % candidates);
    }

    /** Returns a random step that comes by each of so many places when it goes round. */
    private int stepThrough(int places) {
        int step = 1 + below(places);
        while (IntMath.gcd(step, places) != 1) {
            step++;
        }
        return step;
    }

    private void take(PeerTable table, ByteBuffer buffer, int at, long state, EndpointList list) {
        table.records.addTo(list, buffer, at);
        if (PeerState.linked(state)) {
            if (chosenCount == chosenTags.length) {
                chosenTags = Arrays.copyOf(chosenTags, 2 * chosenCount);
            }
            chosenTags[chosenCount++] = PeerState.tag(state);
        }
    }

    private boolean isChosen(long tag) {
        for (int i = 0; i < chosenCount; i++) {
            if (chosenTags[i] == tag) {
                return true;
            }
        }
        return false;
    }

    /** Returns a random number from 0 to {@code bound - 1}; SplitMix64 (Steele, Lea and Flood, 2014). */
    private int below(int bound) {
        randomState += GOLDEN;
        long z = randomState;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (int) (((z >>> 32) * bound) >>> 32);
    }
}
