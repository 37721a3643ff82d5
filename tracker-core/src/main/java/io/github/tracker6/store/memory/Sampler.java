package io.github.tracker6.store.memory;

import com.google.common.math.IntMath;
import io.github.tracker6.EndpointList;
import io.github.tracker6.address.AddressScope;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws peers from a table. Every candidate is equally likely, and the cost is O(wanted) whatever the table's size. Not
 * thread-safe: each shard has its own.
 *
 * <p>From a table with few candidates it draws one by one. From a larger one it draws short runs of neighbours: it turns
 * the table by a random angle, cuts it into equal strata, and takes a run from each.
 */
final class Sampler {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Up to so many candidates, peers are drawn one by one. */
    private static final int MAX_SMALL = 256;

    /** The longest run, in records: going to a random record costs as much as reading many that follow it. */
    private static final int MAX_RUN = 16;

    /** The fewest runs of an answer whose peers are not drawn one by one. */
    private static final int MIN_RUNS = 4;

    /** Up to so many wanted, a run is one record: neighbours have one role, so few runs would find few seeders. */
    private static final int MAX_SINGLY = 16;

    /** A draw gives up after so many records: where nearly all are unwanted, it must not go through millions. */
    private static final int MAX_LOOKED = 8_192;

    private int[] angles = new int[64];
    private int[] handles = new int[64];

    private int[] inOrder = range(MAX_SMALL);
    private int[] shuffled = new int[MAX_SMALL];
    private long[] chosenTags = new long[64];
    private int chosenCount;

    /** The groups of dual-stack hosts from which endpoints were taken, of each family. Both endpoints of a host have one group. */
    private int tookFrom4;

    private int tookFrom6;
    private long randomState;

    private int nowSeen;
    private int excluded;
    private AddressScope scope = AddressScope.GLOBAL;
    private boolean scoped;

    /** The traits of hosts of which the answer may have the endpoint of the other family, see {@link PeerState#isAmong}. */
    private int avoidAmong;

    Sampler(long seed) {
        this.randomState = seed;
    }

    /**
     * Begins the answer to one announce.
     *
     * @param checkScope whether the shard has ever held a peer of another scope than {@code GLOBAL}
     */
    void begin(int newNowSeen, AddressScope requesterScope, boolean checkScope) {
        nowSeen = newNowSeen;
        scope = requesterScope;
        scoped = checkScope;
        chosenCount = 0;
        tookFrom4 = 0;
        tookFrom6 = 0;
    }

    /**
     * Draws peers. Passes over hosts of which an earlier draw for this answer gave the endpoint of the other family.
     *
     * @param groups the groups that they come from
     * @param wanted how many at most
     * @param requester the requester's own record in the table, or {@link PeerTable#NONE}
     * @return how many were added to the list
     */
    int draw(PeerTable table, int groups, int wanted, int requester, EndpointList list) {
        int candidates = table.countAll(groups);
        if (candidates == 0 || wanted <= 0) {
            return 0;
        }
        excluded = requester;
        avoidAmong = PeerState.traitsOf(groups & (table.records == PeerRecords.IPV4 ? tookFrom6 : tookFrom4));
        int before = list.size();
        int chosenBefore = chosenCount;
        int most = Math.min(wanted, candidates);
        if (candidates > Math.max(MAX_SMALL, 2 * most) && table instanceof LargePeers large) {
            drawRuns(large, groups, candidates, most, list);
        } else {
            drawSingly(table, groups, most, list);
        }
        if (chosenCount > chosenBefore) {
            if (table.records == PeerRecords.IPV4) {
                tookFrom4 |= groups & ~PeerState.SINGLE_GROUPS;
            } else {
                tookFrom6 |= groups & ~PeerState.SINGLE_GROUPS;
            }
        }
        return list.size() - before;
    }

    /** Returns whether the draws so far gave an endpoint of a dual-stack host. */
    boolean tookLinked() {
        return chosenCount > 0;
    }

    private boolean isWanted(PeerTable table, int handle, ByteBuffer buffer, int at, long state) {
        return handle != excluded
                && !Ticks.isExpired(state, nowSeen)
                && (!scoped || table.records.scope(buffer, at).compareTo(scope) <= 0)
                && !(PeerState.isAmong(avoidAmong, state) && isChosen(PeerState.tag(state)));
    }

    /** Looks at the places in random order. Shuffles them no further than it takes to find enough. */
    private void drawSingly(PeerTable table, int groups, int wanted, EndpointList list) {
        int places = table.places(groups);
        int among = PeerState.traitsOf(groups);
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
                if (PeerState.isAmong(among, state) && isWanted(table, handles[i], buffer, at, state)) {
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
     * Takes a run from each stratum, beginning at a random angle of the stratum. While peers are lacking, because some
     * records were unwanted, takes another run from each. Runs have a fixed length, and the next run is a random step away:
     * a record behind unwanted ones does not take their place, so it is no likelier than others.
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

    /** Takes the wanted ones of some records that lie side by side. */
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

    /** Returns a random step with which a walk round so many places visits each of them. */
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
