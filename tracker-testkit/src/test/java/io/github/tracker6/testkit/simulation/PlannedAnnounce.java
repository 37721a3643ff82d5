package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One announce that a host will make.
 *
 * @param atMillis the time from the start of the simulation
 * @param round 0 for {@code started}; 1, 2 and so on for the regular announces
 */
record PlannedAnnounce(long atMillis, SimulatedHost host, AddressFamily family, int round) {
    private static final int INTERVAL_MILLIS = 30 * 60_000;
    private static final int JITTER_MILLIS = 60_000;
    private static final int SEEDERS_ARRIVE_WITHIN_MILLIS = 60_000;
    private static final int LEECHERS_ARRIVE_WITHIN_MILLIS = 10 * 60_000;

    /** The longest time between the two announces of a host. Others announce between them. */
    private static final int FAMILIES_APART_MILLIS = 1_000;

    /**
     * Returns all announces in the order of their times: first the seeders join, then the leechers as on a release day.
     */
    static List<PlannedAnnounce> schedule(Population population, Scenario scenario, Random random) {
        List<PlannedAnnounce> plan = new ArrayList<>();
        for (SimulatedHost host : population.hosts()) {
            long at = host.seeder
                    ? random.nextInt(SEEDERS_ARRIVE_WITHIN_MILLIS)
                    : SEEDERS_ARRIVE_WITHIN_MILLIS + random.nextInt(LEECHERS_ARRIVE_WITHIN_MILLIS);
            for (int round = 0; round <= scenario.regularRounds(); round++) {
                AddressFamily first = first(scenario.order(), random);
                long secondAt = at + random.nextInt(FAMILIES_APART_MILLIS);
                if (host.kind.announcesOver(first)) {
                    plan.add(new PlannedAnnounce(at, host, first, round));
                }
                if (host.kind.announcesOver(first.other())) {
                    plan.add(new PlannedAnnounce(secondAt, host, first.other(), round));
                }
                at += INTERVAL_MILLIS + random.nextInt(JITTER_MILLIS);
            }
        }
        plan.sort(Comparator.comparingLong(PlannedAnnounce::atMillis));
        return plan;
    }

    private static AddressFamily first(Scenario.Order order, Random random) {
        boolean coin = random.nextBoolean();
        return switch (order) {
            case RANDOM -> coin ? AddressFamily.IPV6 : AddressFamily.IPV4;
            case IPV4_FIRST -> AddressFamily.IPV4;
            case IPV6_FIRST -> AddressFamily.IPV6;
        };
    }
}
