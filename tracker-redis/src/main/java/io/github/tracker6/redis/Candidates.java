package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.PeerRole;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.PeerSource;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Who may be in the answer to one announce: those fetched, sorted by the endpoints that the requester may be told of. */
final class Candidates implements PeerSource {
    private final Pool[] ipv4 = pools();
    private final Pool[] ipv6 = pools();
    private final Pool[] both = pools();

    /** Dual-stack hosts of which one endpoint is out of the requester's scope. */
    private final Pool[] bothByIpv4 = pools();

    private final Pool[] bothByIpv6 = pools();

    private final RandomGenerator random;
    private final long nowTick;
    private final long requesterTag;
    private final boolean linkable;
    private final boolean downloaders;
    private final AddressScope scope;
    private @Nullable SeenTags seen;
    private int ipv4Seeders;
    private boolean isShort;

    Candidates(PeerUpdate update, long nowTick, long requesterTag, RandomGenerator random) {
        this.random = random;
        this.nowTick = nowTick;
        this.requesterTag = requesterTag;
        this.linkable = update.hostTag() != 0;
        this.downloaders = update.role() != PeerRole.DOWNLOADER;
        this.scope = AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
    }

    /** Passes over hosts that were added before, from now on. */
    void refuseRepeats() {
        seen = new SeenTags();
    }

    /** Adds the records of one class from a part of a buffer. */
    void add(ByteBuffer data, int from, int to, int classNumber) {
        int size = Records.size(classNumber);
        for (int at = from; at + size <= to; at += size) {
            add(data, at, classNumber);
        }
    }

    private void add(ByteBuffer data, int at, int classNumber) {
        long tag = Records.tag(data, at);
        if (tag == 0) {
            // Who was here left an array.
            return;
        }
        boolean isUnlinkable = Records.isUnlinkable(data, at);
        if (tag == requesterTag && linkable != isUnlinkable) {
            return;
        }
        if (seen != null && !seen.add(isUnlinkable ? ~tag : tag)) {
            return;
        }
        boolean has4 = Records.hasIpv4(classNumber) && Records.isIpv4Alive(data, at, nowTick);
        boolean has6 = Records.hasIpv6(classNumber) && Records.isIpv6Alive(data, classNumber, at, nowTick);
        if (has4 && !has6 && Records.isSeeder(classNumber)) {
            ipv4Seeders++;
        }
        if (downloaders && (Records.isSeeder(classNumber) || Records.isPartialSeed(data, at))) {
            return;
        }
        int role = role(classNumber);
        boolean use4 = has4
                && isInScope(AddressScope.of(AddressFamily.IPV4, 0, data.getInt(Records.ipv4At(at)) & 0xffff_ffffL));
        int at6 = Records.ipv6At(classNumber, at);
        boolean use6 = has6 && isInScope(AddressScope.of(AddressFamily.IPV6, data.getLong(at6), data.getLong(at6 + 8)));
        if (has4 && has6) {
            if (use4 || use6) {
                (use4 && use6 ? both : use4 ? bothByIpv4 : bothByIpv6)[role].add(data, at, classNumber);
            }
        } else if (use4) {
            ipv4[role].add(data, at, classNumber);
        } else if (use6) {
            ipv6[role].add(data, at, classNumber);
        }
    }

    private boolean isInScope(AddressScope other) {
        return other.compareTo(scope) <= 0;
    }

    /** Says how many hosts a class has, of which some were not fetched. */
    void population(int classNumber, int hosts) {
        if (!downloaders || !Records.isSeeder(classNumber)) {
            Pool[] pools = classNumber < 3 ? ipv4 : classNumber < 5 ? ipv6 : both;
            pools[role(classNumber)].population(hosts);
        }
    }

    /** Sets how many hosts with IPv4 alone seed, where not all of them were fetched. */
    void ipv4Seeders(int hosts) {
        ipv4Seeders = hosts;
    }

    /** Knows one figure, the only one that is asked for: how many seeders are known by IPv4 alone, in any scope. */
    @Override
    public int count(AddressFamily family, Hosts hosts, Roles roles) {
        if (family != AddressFamily.IPV4 || hosts != Hosts.SINGLE || roles != Roles.SEEDERS) {
            throw new IllegalArgumentException("no count of " + family + ", " + hosts + ", " + roles);
        }
        return ipv4Seeders;
    }

    @Override
    public boolean drewDualStack() {
        for (int role = 0; role < both.length; role++) {
            if (both[role].taken() + bothByIpv4[role].taken() + bothByIpv6[role].taken() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a draw wanted somebody who was not fetched. */
    boolean isShort() {
        return isShort;
    }

    /** Only hosts of the roles that the requester wants were added. */
    @Override
    public int draw(EndpointList list, Hosts hosts, Roles roles, int wanted) {
        Pool[] single = single(list.family());
        Pool[] dual = dual(list.family());
        return switch (hosts) {
            case SINGLE -> draw(wanted, list, single);
            case DUAL_STACK -> draw(wanted, list, both, dual);
            case ALL -> draw(wanted, list, single, both, dual);
        };
    }

    private Pool[] single(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }

    private Pool[] dual(AddressFamily family) {
        return family == AddressFamily.IPV4 ? bothByIpv4 : bothByIpv6;
    }

    private int draw(int wanted, EndpointList list, Pool[]... kinds) {
        Pool[] pools = new Pool[2 * kinds.length];
        int left = 0;
        for (int i = 0; i < pools.length; i++) {
            pools[i] = kinds[i / 2][i % 2];
            left += pools[i].left();
        }
        int drawn = 0;
        while (drawn < wanted && left > 0) {
            int pick = random.nextInt(left);
            for (Pool pool : pools) {
                if (pick >= pool.left()) {
                    pick -= pool.left();
                } else if (pool.isExhausted()) {
                    isShort = true;
                    left -= pool.left();
                    pool.forgetUnfetched();
                    break;
                } else {
                    add(pool, pool.take(random.nextInt(pool.fetchedLeft())), list);
                    drawn++;
                    left--;
                    break;
                }
            }
        }
        return drawn;
    }

    /** Seeders and others, of whom as many may have been fetched as not. */
    private static Pool[] pools() {
        return new Pool[] {new Pool(), new Pool()};
    }

    private static int role(int classNumber) {
        return Records.isSeeder(classNumber) ? 0 : 1;
    }

    private static void add(Pool pool, int number, EndpointList list) {
        ByteBuffer data = pool.data(number);
        int at = pool.place(number);
        if (list.family() == AddressFamily.IPV4) {
            int at4 = Records.ipv4At(at);
            list.addIpv4(data.getInt(at4), data.getShort(at4 + 4));
        } else {
            int at6 = Records.ipv6At(pool.classNumber(number), at);
            list.addIpv6(data.getLong(at6), data.getLong(at6 + 8), data.getShort(at6 + 16));
        }
    }
}
