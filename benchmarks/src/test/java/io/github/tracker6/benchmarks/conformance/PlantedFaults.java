package io.github.tracker6.benchmarks.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

/** Faults of a tracker, by the id of the check that must find them. Each call makes new ones: some keep state. */
final class PlantedFaults {
    private PlantedFaults() {}

    static Map<String, Tamper> all() {
        Map<String, Tamper> faults = new LinkedHashMap<>();
        SwarmFaults.swarms(faults);
        SwarmFaults.families(faults);
        UdpFaults.udpSources(faults);
        UdpFaults.udp(faults);
        HttpFaults.queries(faults);
        HttpFaults.answers(faults);
        HttpFaults.connections(faults);
        return faults;
    }
}
