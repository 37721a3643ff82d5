package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The hosts that have announced so far, by family. */
final class KnownEndpoints {
    private final Map<AddressFamily, Set<SimulatedHost>> seeders = new EnumMap<>(AddressFamily.class);
    private final Map<AddressFamily, Set<SimulatedHost>> leechers = new EnumMap<>(AddressFamily.class);

    KnownEndpoints() {
        for (AddressFamily family : AddressFamily.values()) {
            seeders.put(family, new HashSet<>());
            leechers.put(family, new HashSet<>());
        }
    }

    void add(SimulatedHost host, AddressFamily family) {
        (host.seeder ? seeders : leechers).get(family).add(host);
    }

    boolean has(SimulatedHost host, AddressFamily family) {
        return (host.seeder ? seeders : leechers).get(family).contains(host);
    }

    /** Returns how many other hosts an answer to a host may contain. A seeder needs no seeders. */
    int availableTo(SimulatedHost host, AddressFamily family) {
        if (host.seeder) {
            return leechers.get(family).size();
        }
        return seeders.get(family).size() + leechers.get(family).size() - (has(host, family) ? 1 : 0);
    }
}
