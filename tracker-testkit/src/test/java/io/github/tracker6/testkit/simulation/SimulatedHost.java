package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.Endpoint;
import java.util.BitSet;
import java.util.Random;

/** One client: its addresses, the data of its announces, and the hosts that it can connect to. */
final class SimulatedHost {
    private static final int IPV4_BASE = 11 << 24;
    private static final long IPV6_BASE = 0x2400_0000_0000_0000L;

    final int number;
    final HostKind kind;
    final boolean seeder;
    final byte[] peerId = new byte[20];
    final long key;

    /** The numbers of the hosts of which this host got an endpoint of its own families. */
    final BitSet reached = new BitSet(Population.ALL);

    private final Endpoint ipv4;
    private final Endpoint ipv6;

    SimulatedHost(int number, HostKind kind, boolean seeder, Random random) {
        this.number = number;
        this.kind = kind;
        this.seeder = seeder;
        random.nextBytes(peerId);
        this.key = AnnounceKey.ofNumber(random.nextInt() | 1);
        int port = 1024 + random.nextInt(64_512);
        this.ipv4 = Endpoint.ofIpv4(IPV4_BASE + number, port);
        this.ipv6 = Endpoint.ofIpv6(IPV6_BASE + number, random.nextLong(), port);
    }

    /** Returns the endpoint on which the host listens and from which it announces. Each host has its own /64. */
    Endpoint endpoint(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }
}
