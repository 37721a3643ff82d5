package io.github.tracker6.testkit.simulation.reachability;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One client: what it has, what the tracker told it, and its connections. */
final class SwarmHost {
    private static final int IPV4_BASE = 11 << 24;
    private static final long IPV6_BASE = 0x2400_0000_0000_0000L;
    private static final int SEEDS_ARRIVE_WITHIN_MILLIS = 60_000;
    private static final int LEECHERS_ARRIVE_WITHIN_MILLIS = 10 * 60_000;

    /** One seed comes in the second round. */
    private static final int LATE_SEED_MILLIS = 35 * 60_000;

    final int number;
    final boolean seed;
    final boolean dualStack;
    final long tag;
    final long arrivesMillis;

    /** Endpoints of others that it was told, in the order of the answers. */
    final List<Contact> contacts = new ArrayList<>();

    /** The numbers of the hosts with which it is connected. */
    final BitSet connected = new BitSet();

    /** The numbers of the hosts of which it was told an endpoint that it can connect to. */
    final BitSet dialable = new BitSet();

    /** The numbers of the hosts with which it is connected over IPv6. */
    final BitSet connectedOverIpv6 = new BitSet();

    /** When it had 8 peers that it can connect to, or all that were there; -1 until then. */
    long suppliedMillis = -1;

    /** The answers that wait for its first probe; null while that is not under way. */
    @Nullable
    List<Runnable> answers;

    private final Map<AddressFamily, BitSet> told = new EnumMap<>(AddressFamily.class);
    private final boolean announcesOverIpv4;
    private final boolean ipv4Open;
    private final boolean ipv6Open;
    private final Endpoint ipv4;
    private final Endpoint ipv6;

    /** An endpoint of another host. */
    record Contact(SwarmHost host, AddressFamily family) {}

    SwarmHost(Mix mix, int number, Random random) {
        this.number = number;
        this.seed = number < Math.max(1, Math.round(mix.hosts() * mix.seeds()));
        this.dualStack = random.nextDouble() < mix.dualStack();
        this.announcesOverIpv4 = !dualStack || random.nextDouble() >= mix.overIpv6Alone();
        boolean admitsIpv6 = random.nextDouble() >= mix.ipv6Closed();
        boolean admitsIpv4 = random.nextDouble() >= mix.ipv4Closed();
        this.ipv6Open = seed || admitsIpv6;
        this.ipv4Open = seed || admitsIpv4;
        long soon = random.nextInt(seed ? SEEDS_ARRIVE_WITHIN_MILLIS : LEECHERS_ARRIVE_WITHIN_MILLIS);
        this.arrivesMillis = number == 0 ? LATE_SEED_MILLIS : soon;
        this.tag = random.nextLong();
        int port = 1024 + random.nextInt(64_512);
        this.ipv4 = Endpoint.ofIpv4(IPV4_BASE + number, port);
        this.ipv6 = Endpoint.ofIpv6(IPV6_BASE + number, random.nextLong(), port);
        for (AddressFamily family : AddressFamily.values()) {
            told.put(family, new BitSet());
        }
    }

    Endpoint endpoint(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }

    boolean has(AddressFamily family) {
        return family == AddressFamily.IPV4 || dualStack;
    }

    boolean announcesOver(AddressFamily family) {
        return family == AddressFamily.IPV4 ? announcesOverIpv4 : dualStack;
    }

    /** Returns whether others can connect to it over a family. */
    boolean isOpen(AddressFamily family) {
        return has(family) && (family == AddressFamily.IPV4 ? ipv4Open : ipv6Open);
    }

    /** Returns whether it can connect to another host over a family. */
    boolean canDial(SwarmHost other, AddressFamily family) {
        return has(family) && other.isOpen(family);
    }

    /** Takes note of an endpoint from an answer. */
    void learn(SwarmHost other, AddressFamily family) {
        BitSet known = told.get(family);
        if (!known.get(other.number)) {
            known.set(other.number);
            contacts.add(new Contact(other, family));
            if (canDial(other, family)) {
                dialable.set(other.number);
            }
        }
    }

    HostClass hostClass() {
        if (seed) {
            return HostClass.SEED;
        }
        if (!dualStack) {
            return ipv4Open ? HostClass.IPV4 : HostClass.IPV4_CLOSED;
        }
        if (ipv6Open) {
            return ipv4Open ? HostClass.BOTH_OPEN : HostClass.ONLY_IPV6_OPEN;
        }
        return ipv4Open ? HostClass.ONLY_IPV4_OPEN : HostClass.BOTH_CLOSED;
    }
}
