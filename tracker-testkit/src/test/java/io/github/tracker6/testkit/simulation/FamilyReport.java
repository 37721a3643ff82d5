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

/** The result of one simulation: which hosts can meet, and over which family. */
final class FamilyReport {
    /** From the first announce into the empty swarm on. */
    static final Set<AnswerKind> EVERY_ANSWER = EnumSet.allOf(AnswerKind.class);

    /** Those given while peers were plenty. */
    static final Set<AnswerKind> WHILE_PLENTY = EnumSet.of(AnswerKind.FIRST_OF_TWO, AnswerKind.SETTLED);

    /** The same without those to the first of a host's two announces. */
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

    /** Notes that a dual-stack host learned of another; half known is one that was heard over IPv4 alone so far. */
    void learned(
            AnswerKind kind, SimulatedHost requester, SimulatedHost other, AddressFamily family, boolean halfKnown) {
        encounters.add(kind, requester.number, other.number, family);
        if (family == AddressFamily.IPV4) {
            ipv4Sightings.merge(kind, 1, Integer::sum);
            ipv4SightingsOfHalfKnown += halfKnown ? 1 : 0;
        }
    }

    /** Notes how many peers a host could dial out of one answer, and how many the answer could have held. */
    void answered(SimulatedHost requester, int peers, int possible, boolean regular) {
        lacking.get(requester.kind).accept(Math.max(0, possible - peers));
        if (regular) {
            dialable.get(requester.kind).accept(peers);
        }
    }

    void hostTwice() {
        answersWithHostTwice++;
    }

    void requesterInAnswer() {
        answersWithRequester++;
    }

    void finished(AnnounceResponse last, StoreTotals newTotals) {
        complete = last.complete();
        incomplete = last.incomplete();
        totals = newTotals;
    }

    /** Returns how pairs of dual-stack hosts can meet, from answers of the given kinds. */
    PairShares pairs(Set<AnswerKind> kinds) {
        return encounters.shares(kinds);
    }

    /** Returns the fewest peers that a host of this kind could dial out of the answer to a regular announce. */
    int fewestPeers(HostKind kind) {
        return dialable.get(kind).getMin();
    }

    /** Returns by how many the worst answer to a host of this kind fell short of numwant, or of all there were. */
    int mostLacking(HostKind kind) {
        return lacking.get(kind).getMax();
    }

    /** Returns how many hosts as described a leecher of this kind could dial in the end, on average. */
    double meanReached(HostKind kind, Predicate<SimulatedHost> described) {
        return population
                .leechers(kind)
                .mapToLong(host -> reached(host).filter(described).count())
                .average()
                .orElseThrow();
    }

    /** Returns the share of the leechers of this kind that could dial any host as described in the end. */
    double shareReaching(HostKind kind, Predicate<SimulatedHost> described) {
        return population
                .leechers(kind)
                .mapToInt(host -> reached(host).anyMatch(described) ? 1 : 0)
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

    /** Returns how often a dual-stack host learned of another over IPv4 from answers of this kind. */
    int ipv4Sightings(AnswerKind kind) {
        return ipv4Sightings.getOrDefault(kind, 0);
    }

    /** Returns how many of those were of hosts whose announce over IPv6 had not come yet. */
    int ipv4SightingsOfHalfKnown() {
        return ipv4SightingsOfHalfKnown;
    }

    private Stream<SimulatedHost> reached(SimulatedHost host) {
        return host.reached.stream().mapToObj(population.hosts()::get);
    }
}
