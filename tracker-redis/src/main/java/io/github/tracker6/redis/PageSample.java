package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random pages of a large swarm, out of which the peers of one answer are drawn. Whole pages come, every page of a class
 * equally likely; about half as many hosts again as are wanted, so that it matters little how full each page is. Not
 * thread-safe.
 */
final class PageSample {
    /** How many more hosts are fetched than are expected to be drawn. */
    private static final double SPARE = 1.25;

    /** From so many pages of each class that matters at least: out of one, hosts on a full page would come seldom. */
    private static final int FEWEST_PAGES = 5;

    /** By how many times more pages are asked for each time. */
    private static final int MORE = 8;

    /** Pages that expired hosts left sparse are merged by the sweep; until then they are not all asked for. */
    private static final double LEAST_PER_PAGE = 2;

    private final SwarmState header;
    private final PeerUpdate update;
    private final long nowTick;
    private final RandomGenerator random;
    private final int[] first = new int[Records.CLASSES + 1];
    private final int[] step = new int[Records.CLASSES + 1];
    private final int[] asked = new int[Records.CLASSES + 1];
    private final List<Page> pages = new ArrayList<>();
    private int fetches;

    /** A page that was asked for, and what it held. */
    private static final class Page {
        final int classNumber;
        byte @Nullable [] content;

        Page(int classNumber) {
            this.classNumber = classNumber;
        }
    }

    /** Begins to sample a swarm as it is, or was a moment ago. */
    PageSample(SwarmState header, PeerUpdate update, long nowTick, RandomGenerator random) {
        this.header = header;
        this.update = update;
        this.nowTick = nowTick;
        this.random = random;
    }

    /**
     * Returns whether a swarm still has the pages that this sample goes by: among many, one more or less is as good as
     * none.
     */
    boolean isOf(SwarmState swarm) {
        for (int i = 1; i <= Records.CLASSES; i++) {
            int pages = header.pages(i);
            if (Math.abs(swarm.pages(i) - pages) > (asked[i] < pages ? pages / 16 : 0)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the names of the pages that will do in most cases. */
    byte[][] firstFields() {
        double[] wanted = new double[Records.CLASSES + 1];
        int count = update.numWant();
        AddressFamily own = update.family();
        boolean ipv6FirstOverIpv4 = update.policy() == FamilyPolicy.IPV6_FIRST && own == AddressFamily.IPV4;
        want(wanted, own, true, true, count);
        if (ipv6FirstOverIpv4) {
            // Linked, or new: then hosts with IPv4 alone come first.
            want(wanted, own, true, false, count);
        }
        if (update.bothFamilies() && update.policy() != FamilyPolicy.SAME_FAMILY) {
            int others = ipv6FirstOverIpv4 && update.claimsOtherFamily()
                    ? count
                    : update.otherFamilyAllowance(hosts(own, true, true));
            want(wanted, own.other(), true, ipv6FirstOverIpv4, others);
        }
        return fields(wanted);
    }

    /**
     * Returns the names of more pages, several times as many as before; none where all were asked for. Hosts that expired
     * are counted until they are swept, so it may take many pages to find somebody; but never the whole of a swarm at once.
     */
    byte[][] moreFields() {
        List<byte[]> fields = new ArrayList<>();
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (isOfUse(i) && header.hosts(i) > 0) {
                addFields(fields, i, MORE * Math.max(FEWEST_PAGES, asked[i]));
            }
        }
        return fields.toArray(byte[][]::new);
    }

    /** Takes what the pages asked for last held. */
    void add(List<byte[]> contents) {
        int from = pages.size() - contents.size();
        for (int i = 0; i < contents.size(); i++) {
            pages.get(from + i).content = contents.get(i);
        }
        fetches++;
    }

    /** Adds everybody who was fetched: as they were last, for hosts go from page to page between fetches. */
    void addTo(Candidates candidates) {
        if (fetches > 1) {
            candidates.refuseRepeats();
        }
        for (int number = pages.size() - 1; number >= 0; number--) {
            Page page = pages.get(number);
            ByteBuffer data = page.content == null ? null : ByteBuffer.wrap(page.content);
            if (data != null && Records.isPageAlive(data, nowTick)) {
                candidates.add(data, Records.PAGE_HEADER, data.capacity(), page.classNumber);
            }
        }
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (asked[i] < header.pages(i)) {
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
        boolean dual = classNumber > 4;
        boolean has = family == AddressFamily.IPV4 ? Records.hasIpv4(classNumber) : Records.hasIpv6(classNumber);
        return isOfUse(classNumber) && has && (dual ? duals : singles);
    }

    private void want(double[] wanted, AddressFamily family, boolean singles, boolean duals, int count) {
        int hosts = hosts(family, singles, duals);
        for (int i = 1; i <= Records.CLASSES; i++) {
            if (hosts > 0 && counts(i, family, singles, duals)) {
                wanted[i] = Math.max(wanted[i], (double) count * header.hosts(i) / hosts);
            }
        }
    }

    private byte[][] fields(double[] wanted) {
        List<byte[]> fields = new ArrayList<>();
        for (int i = 1; i <= Records.CLASSES; i++) {
            int hosts = header.hosts(i);
            if (wanted[i] > 0 && hosts > 0) {
                double perPage = Math.max(LEAST_PER_PAGE, (double) hosts / header.pages(i));
                int count = Math.max(FEWEST_PAGES, (int)
                        Math.ceil((SPARE * wanted[i] + 2 * Math.sqrt(wanted[i]) + 1) / perPage));
                addFields(fields, i, count);
            }
        }
        return fields.toArray(byte[][]::new);
    }

    private void addFields(List<byte[]> fields, int classNumber, int count) {
        int of = header.pages(classNumber);
        for (int left = Math.min(count, of - asked[classNumber]); left > 0; left--) {
            fields.add(field(classNumber, of));
        }
    }

    private byte[] field(int classNumber, int of) {
        if (asked[classNumber] == 0) {
            first[classNumber] = random.nextInt(of);
            step[classNumber] = stepThrough(of);
        }
        long number = (first[classNumber] + (long) asked[classNumber] * step[classNumber]) % of;
        asked[classNumber]++;
        pages.add(new Page(classNumber));
        return new byte[] {(byte) classNumber, (byte) (number >> 8), (byte) number};
    }

    /**
     * Returns a random step that visits every page before any of them twice; by about a quarter of them, since those
     * that were split, at the front and the back, hold half of what the others do.
     */
    private int stepThrough(int of) {
        int candidate = 1;
        for (int i = 0; i < 16; i++) {
            candidate = 1 + of / 5 + random.nextInt(of / 10 + 1);
            if (gcd(candidate, of) == 1) {
                return candidate;
            }
        }
        return 1;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
