package io.github.tracker6.testkit.simulation;

import io.github.tracker6.FamilyPolicy;

/**
 * The parameters of a simulation.
 *
 * @param policy the policy of the tracker
 * @param protocol the protocol of all clients
 * @param order the order of the two announces of a client that announces over both families
 * @param regularRounds how often each host announces after its {@code started}, half an hour apart
 */
record Scenario(FamilyPolicy policy, Protocol protocol, Order order, int regularRounds) {
    private static final int REGULAR_ROUNDS = 4;

    /** The protocol, which decides what an answer can contain. */
    enum Protocol {
        /** Peers of both families (BEP 7). */
        HTTP,
        /** Peers of the packet's family (BEP 15). */
        UDP
    }

    /** The family over which a client announces first. */
    enum Order {
        /** Either family, with equal probability. */
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

    /** Returns the same scenario without regular announces. */
    Scenario startedOnly() {
        return new Scenario(policy, protocol, order, 0);
    }
}
