package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.ScrapeBatch;
import java.nio.ByteBuffer;

/**
 * What a reply tells of a swarm: the whole of a small one, the header of a large one, or that there is none. A view of the
 * reply's bytes; not thread-safe.
 */
final class SwarmState {
    private static final int LARGE_HEADER = 41;
    private static final int LARGE_HOSTS = 5;
    private static final int SMALL_DOWNLOADS = 13;

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
                : isLarge()
                        ? data.getInt(LARGE_HOSTS + Integer.BYTES * (classNumber - 1))
                        : data.get(6 + classNumber) & 0xff;
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
    private int touch() {
        return data.getInt(1);
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
                    data.putShort(Records.seenAt(at, classNumber, family), (short) nowTick);
                    return Records.hasBoth(classNumber);
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
            batch.setCounts(index, seeders(), incomplete, downloaded, incomplete - partialSeeds());
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
