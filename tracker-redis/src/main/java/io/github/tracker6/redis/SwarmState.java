package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.ScrapeBatch;
import java.nio.ByteBuffer;

/**
 * What a reply tells of a swarm: the whole of a small one, the header of a large one, or that there is none. A view of the
 * reply's bytes; not thread-safe.
 */
final class SwarmState {
    private static final int LARGE_HEADER = 55;
    private static final int SMALL_DOWNLOADS = 13;
    private static final int CLASS_ENTRY = 6;

    private final ByteBuffer data;

    SwarmState(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    SwarmState(ByteBuffer data) {
        this.data = data;
    }

    boolean isEmpty() {
        return data.capacity() == 0;
    }

    /** Returns whether this is a header; a small swarm of that length has another one in its place. */
    boolean isLarge() {
        return !isEmpty() && data.get(0) == SwarmKeys.LARGE;
    }

    /** Returns the hosts of a class, those among them that expired lately included where the swarm is large. */
    int hosts(int classNumber) {
        return isEmpty()
                ? 0
                : isLarge() ? data.getInt(CLASS_ENTRY * classNumber + 1) : data.get(6 + classNumber) & 0xff;
    }

    int hosts() {
        int hosts = 0;
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            hosts += hosts(classNumber);
        }
        return hosts;
    }

    int seeders() {
        return hosts(1) + hosts(3) + hosts(5);
    }

    int ipv4Hosts() {
        return hosts(1) + hosts(2);
    }

    int ipv6Hosts() {
        return hosts(3) + hosts(4);
    }

    int dualStackHosts() {
        return hosts(5) + hosts(6);
    }

    /** Returns the pages of a class of a large swarm. */
    int pages(int classNumber) {
        return data.getShort(CLASS_ENTRY * classNumber - 1) & 0xffff;
    }

    /** Returns in how many ticks the next endpoint of a small swarm expires that does not announce again; 0 where one did. */
    int ticksLeft(long nowTick) {
        int oldest = 0;
        int at = Records.SMALL_HEADER;
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            for (int i = hosts(classNumber); i > 0; i--) {
                oldest = Math.max(oldest, Records.age(data, at, classNumber, nowTick));
                at += Records.size(classNumber);
            }
        }
        return Math.max(0, Records.TTL_TICKS - oldest);
    }

    private int partialSeeds() {
        return data.getInt(LARGE_HEADER - 8);
    }

    /** Returns how many downloads were completed, as far as the swarm knows itself. */
    int downloads() {
        int downloads = isEmpty() ? 0 : data.getInt(isLarge() ? LARGE_HEADER - 4 : SMALL_DOWNLOADS);
        return downloads < 0 ? Integer.MAX_VALUE : downloads;
    }

    /** Returns the tick of the last touch: the start, or later, of the window that its totals are kept in. */
    int touch() {
        return data.getInt(1);
    }

    /** Returns the page of a large swarm's class where a host with a tag is. */
    int pageOf(int classNumber, long tag) {
        int pages = pages(classNumber);
        long hash = tag & 0xffff_ffffL;
        int span = span(pages);
        int number = (int) (hash % span);
        return number < pages ? number : (int) (hash % (span >> 1));
    }

    /** Returns how many hosts a page of a large swarm's class has on average: one that was not split yet has twice as many. */
    double expectedHosts(int classNumber, int page) {
        int pages = pages(classNumber);
        int span = span(pages);
        boolean isSplit = span == 1 || page >= span >> 1 || page + (span >> 1) < pages;
        return (isSplit ? 1.0 : 2.0) * hosts(classNumber) / span;
    }

    /** Returns the least power of two that is no less. */
    private static int span(int pages) {
        return pages == 1 ? 1 : Integer.highestOneBit(pages - 1) << 1;
    }

    /**
     * Notes when a host of a small swarm was seen, by one of its families.
     *
     * @return whether it has both, where nobody expired
     */
    boolean sawHost(long tag, boolean linkable, AddressFamily family, long nowTick) {
        int at = Records.SMALL_HEADER;
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            for (int i = hosts(classNumber); i > 0; i--) {
                if (Records.tag(data, at) == tag && Records.isUnlinkable(data, at) != linkable) {
                    Records.saw(data, at, classNumber, family, nowTick);
                    return Records.hasIpv4(classNumber) && Records.hasIpv6(classNumber);
                }
                at += Records.size(classNumber);
            }
        }
        return false;
    }

    /** Adds everybody in a small swarm. */
    void addTo(Candidates candidates) {
        int at = Records.SMALL_HEADER;
        for (int classNumber = 1; classNumber <= Records.CLASSES; classNumber++) {
            int end = at + hosts(classNumber) * Records.size(classNumber);
            candidates.add(data, at, end, classNumber);
            at = end;
        }
    }

    /** Says in a batch what there is, without what expired where the swarm is small. */
    void scrape(ScrapeBatch batch, int index, int downloaded, long nowTick) {
        boolean forgotten = !isEmpty() && (int) nowTick - touch() >= Records.TTL_TICKS + Records.WINDOW_TICKS;
        if (isLarge() && !forgotten) {
            int incomplete = hosts() - seeders();
            batch.found(index, seeders(), incomplete, downloaded, incomplete - partialSeeds());
            batch.families(index, ipv4Hosts(), ipv6Hosts(), dualStackHosts());
            return;
        }
        LiveCounts counts = new LiveCounts();
        int at = Records.SMALL_HEADER;
        for (int classNumber = 1; classNumber <= Records.CLASSES && !forgotten; classNumber++) {
            for (int i = hosts(classNumber); i > 0; i--) {
                counts.add(data, at, classNumber, nowTick);
                at += Records.size(classNumber);
            }
        }
        if (counts.hosts() > 0 || downloaded > 0) {
            counts.put(batch, index, downloaded);
        }
    }
}
