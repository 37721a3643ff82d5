package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The hosts of a swarm. A tenth of each kind are seeders. */
final class Population {
    static final int DUAL_STACK = 1_000;
    static final int IPV4_ONLY = 1_000;
    static final int IPV6_ONLY = 100;
    static final int ALL = DUAL_STACK + IPV4_ONLY + IPV6_ONLY;
    static final int SEEDERS = ALL / 10;

    /** Every third dual-stack host announces only over IPv6. */
    static final int DUAL_STACK_OVER_IPV6 = DUAL_STACK / 3;

    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final Map<Endpoint, SimulatedHost> byEndpoint = new HashMap<>();

    Population(Random random) {
        for (int i = 0; i < DUAL_STACK; i++) {
            add(i % 3 == 2 ? HostKind.DUAL_STACK_OVER_IPV6 : HostKind.DUAL_STACK, i, random);
        }
        for (int i = 0; i < IPV4_ONLY; i++) {
            add(HostKind.IPV4_ONLY, i, random);
        }
        for (int i = 0; i < IPV6_ONLY; i++) {
            add(HostKind.IPV6_ONLY, i, random);
        }
    }

    private void add(HostKind kind, int index, Random random) {
        SimulatedHost host = new SimulatedHost(hosts.size(), kind, index % 10 == 0, random);
        hosts.add(host);
        for (AddressFamily family : AddressFamily.values()) {
            if (kind.announcesOver(family)) {
                byEndpoint.put(host.endpoint(family), host);
            }
        }
    }

    /** Returns all hosts. The dual-stack hosts are first: their numbers are 0 to 999. */
    List<SimulatedHost> hosts() {
        return hosts;
    }

    Stream<SimulatedHost> leechers(HostKind kind) {
        return hosts.stream().filter(host -> host.kind == kind && !host.seeder);
    }

    /** Returns the host that announces from this endpoint. */
    SimulatedHost at(Endpoint endpoint) {
        SimulatedHost host = byEndpoint.get(endpoint);
        if (host == null) {
            throw new AssertionError("no host announces from " + endpoint);
        }
        return host;
    }
}
