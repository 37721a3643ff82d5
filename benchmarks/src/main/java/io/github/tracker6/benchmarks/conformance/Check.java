package io.github.tracker6.benchmarks.conformance;

import java.io.IOException;
import java.util.List;

/**
 * One rule that a tracker keeps, and how to see on the wire whether it does. Immutable.
 *
 * @param id short and stable
 * @param sentence the rule
 * @param source where the rule comes from: a BEP, an RFC, a CVE or a client
 * @param scope the ways over which the rule is checked
 * @param body the check
 */
record Check(String id, String sentence, String source, Scope scope, Body body) {
    /** The ways over which a check runs, one after the other. */
    enum Scope {
        EACH_WAY(Way.HTTP6, Way.HTTP4, Way.UDP6, Way.UDP4),
        HTTP(Way.HTTP6, Way.HTTP4),
        UDP(Way.UDP6, Way.UDP4),
        UDP_IPV6(Way.UDP6),
        /** Both families of a protocol at once. The body gets the way over IPv6. */
        BOTH_FAMILIES(Way.HTTP6, Way.UDP6);

        @SuppressWarnings("ImmutableEnumChecker") // List.of() is immutable
        private final List<Way> ways;

        Scope(Way... ways) {
            this.ways = List.of(ways);
        }

        List<Way> ways() {
            return ways;
        }

        boolean bothFamilies() {
            return this == BOTH_FAMILIES;
        }
    }

    /** What a check does over one way. */
    @FunctionalInterface
    interface Body {
        /**
         * Returns if the tracker keeps the rule.
         *
         * @throws Mismatch if it breaks the rule
         * @throws NotOffered if the rule can't be checked here
         * @throws IOException if the tracker does not answer as its protocol requires
         */
        void run(Session session, Way way) throws IOException, InterruptedException;
    }
}
