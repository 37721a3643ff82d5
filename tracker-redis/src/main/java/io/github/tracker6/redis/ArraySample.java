package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Stretches of a large swarm's arrays, out of which the peers of one answer are drawn: of each class one that begins
 * anywhere, and goes on at the array's beginning where it passes the end, so that every host of a class is equally likely.
 * Not thread-safe.
 */
final class ArraySample {
    /** How many more hosts are fetched than are expected to be drawn: some may have expired. */
    private static final double SPARE = 1.1;

    /** How far the share of a class in an answer strays, in standard deviations. */
    private static final double STRAY = 1.5;

    /** By how many times more hosts are asked for each time, and how many of each class at least and at most. */
    private static final int MORE = 8;

    private static final int FEWEST_MORE = 100;
    private static final int MOST_MORE = 2_048;

    /** So many more or less make no difference in any class. */
    private static final int FEW = 4;

    /** So many who came since may stand at the end of an array that is asked for as a whole. */
    private static final int NEWCOMERS = 16;

    private final SwarmState header;
    private final PeerUpdate update;
    private final RandomGenerator random;
    private final boolean[] wanted = new boolean[Records.CLASSES + 1];
    private final int[] start = new int[Records.CLASSES + 1];
    private final int[] asked = new int[Records.CLASSES + 1];
    private final List<Stretch> stretches = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    /**
     * A part of a page.
     *
     * @param from the first record on the page
     * @param to the record behind the last one; there may be fewer
     */
    record Stretch(int classNumber, int page, int from, int to) {
        int fromByte() {
            return from * Records.size(classNumber);
        }

        int lastByte() {
            return to * Records.size(classNumber) - 1;
        }
    }

    /** Begins to sample a swarm as it is, or was a moment ago. */
    ArraySample(SwarmState header, PeerUpdate update, RandomGenerator random) {
        this.header = header;
        this.update = update;
        this.random = random;
    }

    /**
     * Returns whether a swarm still has the arrays that this sample goes by: among many hosts, a few more or less are as
     * good as none. A class that was empty had nobody to ask for.
     */
    boolean isOf(SwarmState swarm) {
        for (int i = 1; i <= Records.CLASSES; i++) {
            int hosts = header.hosts(i);
            int stray = asked[i] < hosts ? Math.max(FEW, hosts / 16) : NEWCOMERS;
            if (wanted[i] && (Math.abs(swarm.hosts(i) - hosts) > stray || (hosts == 0 && swarm.hosts(i) > 0))) {
                return false;
            }
        }
        return true;
    }

    /** Returns what will do in most cases. */
    List<Stretch> first() {
        double[] drawn = new double[Records.CLASSES + 1];
        int count = update.numWant();
        AddressFamily own = update.family();
        boolean ipv6FirstOverIpv4 = update.policy() == FamilyPolicy.IPV6_FIRST && own == AddressFamily.IPV4;
        want(drawn, own, true, true, count);
        if (ipv6FirstOverIpv4) {
            // Linked, or new: then hosts with IPv4 alone come first.
            want(drawn, own, true, false, count);
        }
        if (update.bothFamilies() && update.policy() != FamilyPolicy.SAME_FAMILY) {
            int others = ipv6FirstOverIpv4 && update.claimsOtherFamily()
                    ? count
                    : PeerSelection.otherFamilyAllowance(count, hosts(own, true, true));
            want(drawn, own.other(), true, ipv6FirstOverIpv4, others);
        }
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (drawn[i] > 0) {
                start[i] = random.nextInt(header.hosts(i));
                ask(i, (int) Math.ceil(drawn[i]));
            }
        }
        return stretches;
    }

    /**
     * Returns more, several times as much as before; nothing where all was asked for. Hosts that expired are counted until
     * they are swept, so it may take many to find somebody; but never the whole of a swarm at once.
     */
    List<Stretch> more() {
        int before = stretches.size();
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (asked[i] > 0) {
                ask(i, Math.min(MOST_MORE, Math.max(FEWEST_MORE, asked[i]) * MORE));
            }
        }
        return stretches.subList(before, stretches.size());
    }

    /** Takes what the stretches asked for last held. */
    void add(List<byte[]> held) {
        contents.addAll(held);
    }

    /** Adds everybody who was fetched: as they were last, for hosts are moved between one stretch and another. */
    void addTo(Candidates candidates) {
        if (contents.size() > 1) {
            candidates.refuseRepeats();
        }
        for (int i = contents.size() - 1; i >= 0; i--) {
            ByteBuffer data = ByteBuffer.wrap(contents.get(i));
            candidates.add(data, 0, data.capacity(), stretches.get(i).classNumber());
        }
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (asked[i] > 0 && asked[i] < header.hosts(i)) {
                candidates.population(i, header.hosts(i));
            }
        }
    }

    private boolean isOfUse(int classNumber) {
        return update.role() == PeerRole.DOWNLOADER || !Records.isSeeder(classNumber);
    }

    private int hosts(AddressFamily family, boolean singles, boolean duals) {
        int hosts = 0;
        for (int i = 1; i <= Records.CLASSES; i++) {
            hosts += counts(i, family, singles, duals) ? header.hosts(i) : 0;
        }
        return hosts;
    }

    private boolean counts(int classNumber, AddressFamily family, boolean singles, boolean duals) {
        return isOfUse(classNumber)
                && Records.has(classNumber, family)
                && (Records.hasBoth(classNumber) ? duals : singles);
    }

    private void want(double[] drawn, AddressFamily family, boolean singles, boolean duals, int count) {
        int hosts = hosts(family, singles, duals);
        for (int i = 1; i <= Records.CLASSES; i++) {
            wanted[i] |= counts(i, family, singles, duals);
            if (header.hosts(i) > 0 && counts(i, family, singles, duals)) {
                double share = (double) header.hosts(i) / hosts;
                double average = count * share;
                drawn[i] = Math.max(drawn[i], SPARE * average + STRAY * Math.sqrt(average * (1 - share)) + 1);
            }
        }
    }

    /** Asks for more of a class, from where the stretch of it ends. */
    private void ask(int classNumber, int more) {
        int hosts = header.hosts(classNumber);
        int left = Math.min(more, hosts - asked[classNumber]);
        int at = (start[classNumber] + asked[classNumber]) % hosts;
        asked[classNumber] += left;
        boolean whole = asked[classNumber] == hosts;
        int perPage = Records.perPage(classNumber);
        while (left > 0) {
            int page = at / perPage;
            int from = at % perPage;
            int count = Math.min(left, Math.min(hosts - at, perPage - from));
            boolean last = at + count == hosts;
            int to = from + count + (whole && last ? NEWCOMERS : 0);
            stretches.add(new Stretch(classNumber, page, from, Math.min(to, perPage)));
            left -= count;
            at = last ? 0 : at + count;
        }
    }
}
