package io.github.tracker6.testkit.simulation.reachability;

/** The families of a leecher, and over which of them others can connect to it. */
enum HostClass {
    IPV4("IPv4 alone, open"),
    IPV4_CLOSED("IPv4 alone, closed"),
    BOTH_OPEN("both, both open"),
    ONLY_IPV6_OPEN("both, IPv4 closed"),
    ONLY_IPV4_OPEN("both, IPv6 closed"),
    BOTH_CLOSED("both, both closed"),
    /** Of whichever families; open over all of them. */
    SEED("seed");

    final String label;

    HostClass(String label) {
        this.label = label;
    }
}
