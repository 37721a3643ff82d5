package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.hash.SipHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one swarm that a stripe works on: its peers of both families, as small blocks or large tables, whichever they are.
 * {@link #open}, change, {@link #save}.
 */
final class OpenSwarm {
    /** A large table that shrank to this many records becomes a small block again. */
    private static final int SHRINK_AT = SmallPeers.MAX_RECORDS / 2;

    private final SwarmTable swarms;
    private final Slabs slabs;
    private final SipHash hash;
    private final Census census4;
    private final Census census6;
    private final SmallPeers small4;
    private final SmallPeers small6;
    private final List<@Nullable LargePeers> large = new ArrayList<>();
    private int swarm = SwarmTable.NONE;
    private PeerTable peers4;
    private PeerTable peers6;

    OpenSwarm(SwarmTable swarms, Slabs slabs, SipHash hash, Census census4, Census census6) {
        this.swarms = swarms;
        this.slabs = slabs;
        this.hash = hash;
        this.census4 = census4;
        this.census6 = census6;
        this.small4 = new SmallPeers(slabs, PeerRecords.IPV4, census4);
        this.small6 = new SmallPeers(slabs, PeerRecords.IPV6, census6);
        this.peers4 = small4;
        this.peers6 = small6;
    }

    OpenSwarm open(int newSwarm) {
        swarm = newSwarm;
        peers4 = table(swarms.peers4(newSwarm), small4);
        peers6 = table(swarms.peers6(newSwarm), small6);
        return this;
    }

    PeerTable peers(AddressFamily family) {
        return family == AddressFamily.IPV4 ? peers4 : peers6;
    }

    /** Writes back where the peers lie now. */
    void save() {
        peers4 = shrunk(peers4, small4);
        peers6 = shrunk(peers6, small6);
        swarms.peers(swarm, reference(peers4), reference(peers6));
    }

    boolean isEmpty() {
        return peers4.size() == 0 && peers6.size() == 0;
    }

    /** Adds a record, in a large table where the small block is full; returns its handle in {@link #peers}. */
    int insert(AddressFamily family, long high, long low, int port, long meta) {
        PeerTable table = peers(family);
        if (table instanceof SmallPeers small && small.isFull()) {
            table = grown(small, family == AddressFamily.IPV4 ? census4 : census6);
            if (family == AddressFamily.IPV4) {
                peers4 = table;
            } else {
                peers6 = table;
            }
        }
        return table.insert(high, low, port, meta);
    }

    /** Removes a record, after which the host's other endpoint, if it has one, stands alone. */
    void remove(AddressFamily family, int handle) {
        PeerTable table = peers(family);
        unlinkPartner(family, table.meta(handle));
        table.remove(handle);
    }

    /** Lets the partner of a record in the other family stand alone. */
    void unlinkPartner(AddressFamily family, long meta) {
        if (Meta.linked(meta)) {
            PeerTable others = peers(family.other());
            int partner = others.findTag(Meta.tag(meta));
            long partnerMeta = others.meta(partner);
            others.update(partner, Meta.withGroup(partnerMeta, Meta.group(partnerMeta) & ~Meta.LINKED));
        }
    }

    /**
     * Finds the records of an announce in both tables, see {@link PeerTable#locate}, and removes expired ones on the way:
     * all from small blocks, those found from large tables.
     *
     * @return how many expired
     */
    int locate(AddressFamily family, long high, long low, int port, long tag, int nowSeen) {
        PeerTable own = peers(family);
        PeerTable others = peers(family.other());
        int expired = 0;
        while (true) {
            own.locate(high, low, port, tag, nowSeen);
            others.locate(0, 0, 0, tag, nowSeen);
            int removed = removeExpired(family, own, nowSeen);
            if (removed == 0) {
                // Only then are the handles in the other table still good: a removal moves the partner there.
                removed = removeExpired(family.other(), others, nowSeen);
            }
            if (removed == 0) {
                return expired;
            }
            expired += removed;
        }
    }

    /** Removes all records; returns how many there were. */
    int removeAll() {
        return removeAll(peers4) + removeAll(peers6);
    }

    private static int removeAll(PeerTable table) {
        int removed = table.size();
        table.clear();
        return removed;
    }

    /** Returns the hosts of one role, each counted once. */
    int hosts(int role) {
        return peers4.count(role) + peers4.count(role | Meta.LINKED) + peers6.count(role);
    }

    /** Returns all hosts, each counted once. */
    int hosts() {
        return hosts(Meta.DOWNLOADER) + hosts(Meta.PARTIAL_SEED) + hosts(Meta.SEEDER);
    }

    private int removeExpired(AddressFamily family, PeerTable table, int nowSeen) {
        if (table.isStale()) {
            return removeAllExpired(family, table, nowSeen);
        }
        int stale = table.match != PeerTable.NONE && Ticks.isExpired(table.meta(table.match), nowSeen)
                ? table.match
                : table.tagMatch;
        if (stale != PeerTable.NONE && Ticks.isExpired(table.meta(stale), nowSeen)) {
            remove(family, stale);
            return 1;
        }
        return 0;
    }

    private int removeAllExpired(AddressFamily family, PeerTable table, int nowSeen) {
        int removed = 0;
        for (int handle = table.size() - 1; handle >= 0; handle--) {
            if (Ticks.isExpired(table.meta(handle), nowSeen)) {
                remove(family, handle);
                removed++;
            }
        }
        return removed;
    }

    private PeerTable table(int reference, SmallPeers small) {
        if (reference >= 0) {
            return small.over(reference);
        }
        LargePeers table = large.get(~reference);
        if (table == null) {
            throw new AssertionError("no large table " + ~reference);
        }
        return table;
    }

    private static int reference(PeerTable table) {
        return table instanceof LargePeers largeTable ? ~largeTable.number() : ((SmallPeers) table).block();
    }

    private LargePeers grown(SmallPeers small, Census census) {
        int number = large.indexOf(null);
        if (number < 0) {
            number = large.size();
            large.add(null);
        }
        LargePeers table = new LargePeers(slabs, small.records, census, hash, number);
        large.set(number, table);
        for (int handle = small.size() - 1; handle >= 0; handle--) {
            int at = small.at(handle);
            table.insert(
                    small.records.high(small.buffer(handle), at),
                    small.records.low(small.buffer(handle), at),
                    small.records.port(small.buffer(handle), at),
                    small.meta(handle));
            small.remove(handle);
        }
        return table;
    }

    private PeerTable shrunk(PeerTable table, SmallPeers small) {
        if (table instanceof LargePeers old && old.size() <= SHRINK_AT) {
            large.set(old.number(), null);
            old.moveTo(small.over(0));
            return small;
        }
        return table;
    }
}
