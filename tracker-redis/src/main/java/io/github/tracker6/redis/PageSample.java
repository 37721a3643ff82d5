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
 * Random pages of a large swarm, out of which the peers of one answer are drawn. Of each class one page is drawn by how full
 * it is, and the others regardless of that. So a set of pages is the more likely the more hosts are on them, which makes up
 * for the smaller chance that each of those has: every host of a class is equally likely (Midzuno's sampling). Not
 * thread-safe.
 */
final class PageSample {
    /** Twice the coefficient of variation of the hosts on a page: split pages hold half of what the others do. */
    private static final double SPREAD = 0.6;

    /** How many more hosts are fetched than are expected to be drawn: some may have expired. */
    private static final double SPARE = 1.1;

    /** By how many times more pages are asked for each time, and how many of each class at least. */
    private static final int MORE = 8;

    private static final int FEWEST_MORE = 5;

    /** Pages that expired hosts left sparse are merged by the sweep; until then they are not all asked for. */
    private static final double LEAST_PER_PAGE = 2;

    private final SwarmState header;
    private final PageFills fills;
    private final PeerUpdate update;
    private final long nowTick;
    private final RandomGenerator random;
    private final int[] next = new int[Records.CLASSES + 1];
    private final int[] step = new int[Records.CLASSES + 1];
    private final int[] asked = new int[Records.CLASSES + 1];
    private final List<Page> pages = new ArrayList<>();
    private int firstPages;
    private int fetches;

    /** A page that was asked for, and what it held. */
    private static final class Page {
        final int classNumber;
        final int number;
        byte @Nullable [] content;

        Page(int classNumber, int number) {
            this.classNumber = classNumber;
            this.number = number;
        }
    }

    /** Begins to sample a swarm as it is, or was a moment ago. */
    PageSample(KnownSwarms.Large swarm, PeerUpdate update, long nowTick, RandomGenerator random) {
        this.header = swarm.header();
        this.fills = swarm.fills();
        this.update = update;
        this.nowTick = nowTick;
        this.random = random;
    }

    /**
     * Returns whether a swarm still has the pages that this sample goes by: among many, one more or less is as good as
     * none. A class that was empty had none to ask for.
     */
    boolean isOf(SwarmState swarm) {
        for (int i = 1; i <= Records.CLASSES; i++) {
            int pages = header.pages(i);
            if (Math.abs(swarm.pages(i) - pages) > (asked[i] < pages ? pages / 16 : 0)
                    || (header.hosts(i) == 0 && swarm.hosts(i) > 0 && isOfUse(i))) {
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
                addFields(fields, i, Math.max(FEWEST_MORE, asked[i]) * MORE);
            }
        }
        return fields.toArray(byte[][]::new);
    }

    /** Takes what the pages asked for last held. */
    void add(List<byte[]> contents) {
        int from = pages.size() - contents.size();
        if (fetches == 0) {
            firstPages = pages.size();
        }
        for (int i = 0; i < contents.size(); i++) {
            Page page = pages.get(from + i);
            byte[] content = contents.get(i);
            page.content = content;
            fills.saw(
                    page.classNumber,
                    page.number,
                    content == null ? 0 : (content.length - Records.PAGE_HEADER) / Records.size(page.classNumber));
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
                addFields(fields, i, pagesFor((SPARE * wanted[i] + Math.sqrt(wanted[i]) + 1) / perPage));
            }
        }
        return fields.toArray(byte[][]::new);
    }

    /** Returns on how many pages there are hosts enough but seldom: short ones would favour whoever is on them. */
    private static int pagesFor(double ofAverage) {
        double root = (SPREAD + Math.sqrt(SPREAD * SPREAD + 4 * ofAverage)) / 2;
        return (int) Math.ceil(root * root);
    }

    private void addFields(List<byte[]> fields, int classNumber, int count) {
        int of = header.pages(classNumber);
        for (int left = Math.min(count, of - asked[classNumber]); left > 0; left--) {
            fields.add(field(classNumber, of));
        }
    }

    private byte[] field(int classNumber, int of) {
        int number;
        if (fetches > 0) {
            number = step(classNumber, of);
        } else if (asked[classNumber] == 0) {
            number = fills.draw(header, classNumber, random);
        } else {
            number = random.nextInt(of);
            while (isAsked(classNumber, number, pages.size())) {
                number = random.nextInt(of);
            }
        }
        asked[classNumber]++;
        pages.add(new Page(classNumber, number));
        return new byte[] {(byte) classNumber, (byte) (number >> 8), (byte) number};
    }

    /** Returns whether a page is among the first of those asked for. */
    private boolean isAsked(int classNumber, int number, int among) {
        for (int i = 0; i < among; i++) {
            Page page = pages.get(i);
            if (page.number == number && page.classNumber == classNumber) {
                return true;
            }
        }
        return false;
    }

    /** Goes through all pages in steps of the same size, past those of the first fetch. */
    private int step(int classNumber, int of) {
        if (step[classNumber] == 0) {
            next[classNumber] = random.nextInt(of);
            step[classNumber] = stepThrough(of);
        }
        int number;
        do {
            number = next[classNumber];
            next[classNumber] = (int) (((long) number + step[classNumber]) % of);
        } while (isAsked(classNumber, number, firstPages));
        return number;
    }

    /** Returns a random step that visits every page before any of them twice. */
    private int stepThrough(int of) {
        for (int i = 0; i < 16; i++) {
            int candidate = 1 + random.nextInt(of);
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
