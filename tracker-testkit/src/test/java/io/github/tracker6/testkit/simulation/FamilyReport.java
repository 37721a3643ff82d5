package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.store.StoreTotals;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The result of one simulation: which hosts can connect to each other, and over which family. */
final class FamilyReport {
    /** All answers, from the first announce into the empty swarm on. */
    static final Set<AnswerKind> EVERY_ANSWER = EnumSet.allOf(AnswerKind.class);

    /** The answers that were sent while there were enough peers. */
    static final Set<AnswerKind> WHILE_PLENTY = EnumSet.of(AnswerKind.FIRST_OF_TWO, AnswerKind.SETTLED);

    /** The same without the answers to the first of two announces of a host. */
    static final Set<AnswerKind> SETTLED = EnumSet.of(AnswerKind.SETTLED);

    private final Population population;
    private final Encounters encounters = new Encounters(Population.DUAL_STACK);
    private final Map<HostKind, IntSummaryStatistics> dialable = new EnumMap<>(HostKind.class);
    private final Map<HostKind, IntSummaryStatistics> lacking = new EnumMap<>(HostKind.class);
    private final Map<AnswerKind, Integer> ipv4Sightings = new EnumMap<>(AnswerKind.class);
    private int ipv4SightingsOfHalfKnown;
    private int answersWithHostTwice;
    private int answersWithRequester;
    private int complete;
    private int incomplete;
    private StoreTotals totals = new StoreTotals(0, 0, 0, 0);

    FamilyReport(Population population) {
        this.population = population;
        for (HostKind kind : HostKind.values()) {
            dialable.put(kind, new IntSummaryStatistics());
            lacking.put(kind, new IntSummaryStatistics());
        }
    }

    /** Records that a dual-stack host got an endpoint of another; half known means announced over IPv4 only so far. */
    void recordEncounter(
            AnswerKind kind, SimulatedHost requester, SimulatedHost other, AddressFamily family, boolean halfKnown) {
        encounters.add(kind, requester.number, other.number, family);
        if (family == AddressFamily.IPV4) {
            ipv4Sightings.merge(kind, 1, Integer::sum);
            ipv4SightingsOfHalfKnown += halfKnown ? 1 : 0;
        }
    }

    /** Records how many peers of an answer a host could connect to, and how many peers the answer could have had. */
    void recordAnswer(SimulatedHost requester, int peers, int possible, boolean regular) {
        lacking.get(requester.kind).accept(Math.max(0, possible - peers));
        if (regular) {
            dialable.get(requester.kind).accept(peers);
        }
    }

    void recordHostTwice() {
        answersWithHostTwice++;
    }

    void recordRequesterInAnswer() {
        answersWithRequester++;
    }

    void recordEnd(AnnounceResponse last, StoreTotals newTotals) {
        complete = last.complete();
        incomplete = last.incomplete();
        totals = newTotals;
    }

    /** Returns over which families pairs of dual-stack hosts can connect, by the answers of the given kinds. */
    PairShares pairs(Set<AnswerKind> kinds) {
        return encounters.shares(kinds);
    }

    /**
     * Returns the least number of peers in an answer to a regular announce that a host of this kind could connect to.
     */
    int fewestPeers(HostKind kind) {
        return dialable.get(kind).getMin();
    }

    /** Returns by how much the worst answer to a host of this kind was below numwant, or below all available peers. */
    int mostLacking(HostKind kind) {
        return lacking.get(kind).getMax();
    }

    /** Returns the mean number of matching hosts that a leecher of this kind could connect to at the end. */
    double meanReached(HostKind kind, Predicate<SimulatedHost> matching) {
        return population
                .leechers(kind)
                .mapToLong(host -> reached(host).filter(matching).count())
                .average()
                .orElseThrow();
    }

    /** Returns the share of the leechers of this kind that could connect to a matching host at the end. */
    double shareReaching(HostKind kind, Predicate<SimulatedHost> matching) {
        return population
                .leechers(kind)
                .mapToInt(host -> reached(host).anyMatch(matching) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    int answersWithHostTwice() {
        return answersWithHostTwice;
    }

    int answersWithRequester() {
        return answersWithRequester;
    }

    int complete() {
        return complete;
    }

    int incomplete() {
        return incomplete;
    }

    StoreTotals totals() {
        return totals;
    }

    /** Returns how often a dual-stack host got the IPv4 endpoint of another from answers of this kind. */
    int ipv4Sightings(AnswerKind kind) {
        return ipv4Sightings.getOrDefault(kind, 0);
    }

    /** Returns how many of these endpoints belonged to hosts that had not announced over IPv6 yet. */
    int ipv4SightingsOfHalfKnown() {
        return ipv4SightingsOfHalfKnown;
    }

    private Stream<SimulatedHost> reached(SimulatedHost host) {
        return host.reached.stream().mapToObj(population.hosts()::get);
    }
}
