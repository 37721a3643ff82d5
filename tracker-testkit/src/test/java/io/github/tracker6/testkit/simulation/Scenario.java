package io.github.tracker6.testkit.simulation;

import io.github.tracker6.FamilyPolicy;

/**
 * What differs from one simulation to the next.
 *
 * @param protocol over which every client announces
 * @param order in which a client that announces over both families does so
 * @param regularRounds how often each host announces, half an hour apart, after its {@code started}
 */
record Scenario(FamilyPolicy policy, Protocol protocol, Order order, int regularRounds) {
    private static final int REGULAR_ROUNDS = 4;

    /** What an answer can carry. */
    enum Protocol {
        /** Peers of both families (BEP 7). */
        HTTP,
        /** Peers of the packet's family (BEP 15). */
        UDP
    }

    /** Which family a client announces over first. */
    enum Order {
        /** Either, equally likely. */
        RANDOM,
        IPV4_FIRST,
        IPV6_FIRST
    }

    static Scenario of(FamilyPolicy policy, Protocol protocol) {
        return new Scenario(policy, protocol, Order.RANDOM, REGULAR_ROUNDS);
    }

    Scenario in(Order newOrder) {
        return new Scenario(policy, protocol, newOrder, regularRounds);
    }

    /** The same, ended when every host has announced {@code started}. */
    Scenario startedOnly() {
        return new Scenario(policy, protocol, order, 0);
    }
}
