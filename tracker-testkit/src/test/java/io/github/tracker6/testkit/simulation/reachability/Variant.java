package io.github.tracker6.testkit.simulation.reachability;

import io.github.tracker6.FamilyPolicy;

/** A tracker: its policy, and whether it probes. */
enum Variant {
    /** Knows of no host whether it can be reached. */
    IPV6_FIRST_BLIND("`IPV6_FIRST`, no probes", FamilyPolicy.IPV6_FIRST, false),
    IPV6_FIRST("`IPV6_FIRST`, probes", FamilyPolicy.IPV6_FIRST, true),
    BALANCED("`BALANCED`", FamilyPolicy.BALANCED, false),
    /** As most trackers. */
    SAME_FAMILY("`SAME_FAMILY`", FamilyPolicy.SAME_FAMILY, false);

    final String label;
    final FamilyPolicy policy;
    final boolean probes;

    Variant(String label, FamilyPolicy policy, boolean probes) {
        this.label = label;
        this.policy = policy;
        this.probes = probes;
    }
}
