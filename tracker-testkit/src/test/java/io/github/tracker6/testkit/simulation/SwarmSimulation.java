package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.ManualClock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;

/** A simulation: one swarm, its clients and a real tracker, from the first announce to the last. */
final class SwarmSimulation {
    static final int NUM_WANT = 50;

    private static final InfoHash INFO_HASH = InfoHash.fromHex("6c696e75782d6469737472696275746f6e2e2e2e");
    private static final long SEED = 20_200_115;

    private final Scenario scenario;
    private final Population population;
    private final KnownEndpoints known = new KnownEndpoints();
    private final KnownEndpoints knownIpv4Only = new KnownEndpoints();
    private final ManualClock clock = ManualClock.atMillis(0);
    private final AnnounceRequest request = new AnnounceRequest();
    private final AnnounceResponse response = new AnnounceResponse();
    private final FamilyReport report;

    private SwarmSimulation(Scenario scenario, Population population) {
        this.scenario = scenario;
        this.population = population;
        this.report = new FamilyReport(population);
    }

    static FamilyReport run(Scenario scenario) {
        Random random = new Random(SEED);
        Population population = new Population(random);
        SwarmSimulation simulation = new SwarmSimulation(scenario, population);
        try (MemorySwarmStore store =
                        MemorySwarmStore.builder().random(new Random(SEED)).build();
                Tracker tracker = Tracker.builder()
                        .store(store)
                        .clock(simulation.clock)
                        .hostKey(SEED, ~SEED)
                        .familyPolicy(scenario.policy())
                        .build()) {
            for (PlannedAnnounce announce : PlannedAnnounce.schedule(population, scenario, random)) {
                simulation.announce(tracker, announce);
            }
            simulation.report.recordEnd(simulation.response, tracker.totals());
        }
        return simulation.report;
    }

    private void announce(Tracker tracker, PlannedAnnounce announce) {
        SimulatedHost host = announce.host();
        AddressFamily family = announce.family();
        Endpoint source = host.endpoint(family);
        AnswerKind kind = kindOfAnswerTo(host, family);
        clock.advance(Duration.ofMillis(announce.atMillis() - clock.millis()));
        request.reset()
                .infoHash(INFO_HASH)
                .peerId(host.peerId)
                .key(host.key)
                .source(family, source.addressHigh(), source.addressLow())
                .port(source.port())
                .left(host.seeder ? 0 : 1_000_000)
                .event(announce.round() == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
                .numWant(NUM_WANT)
                .bothFamilies(scenario.protocol() == Scenario.Protocol.HTTP);
        tracker.announce(request, response.reset()).toCompletableFuture().join();
        if (response.rejection() != null) {
            throw new AssertionError(source + " was refused: " + response.rejection());
        }
        known.add(host, family);
        if (host.kind == HostKind.IPV4_ONLY) {
            knownIpv4Only.add(host, family);
        }
        read(announce, kind);
    }

    private AnswerKind kindOfAnswerTo(SimulatedHost host, AddressFamily family) {
        if (knownIpv4Only.availableTo(host, AddressFamily.IPV4) < NUM_WANT) {
            return AnswerKind.SCARCE;
        }
        boolean waits = host.kind.announcesOverBoth() && !known.has(host, family.other());
        return waits ? AnswerKind.FIRST_OF_TWO : AnswerKind.SETTLED;
    }

    private void read(PlannedAnnounce announce, AnswerKind kind) {
        SimulatedHost host = announce.host();
        BitSet inAnswer = new BitSet(Population.ALL);
        int dialable = 0;
        for (AddressFamily family : AddressFamily.values()) {
            EndpointList peers = response.peers(family);
            for (int i = 0; i < peers.size(); i++) {
                SimulatedHost other = population.at(peers.get(i));
                if (other == host) {
                    report.recordRequesterInAnswer();
                } else if (inAnswer.get(other.number)) {
                    report.recordHostTwice();
                } else if (host.kind.has(family)) {
                    dialable++;
                    learn(host, other, family, kind);
                }
                inAnswer.set(other.number);
            }
        }
        int possible = Math.min(NUM_WANT, known.availableTo(host, announce.family()));
        report.recordAnswer(host, dialable, possible, announce.round() > 0);
    }

    private void learn(SimulatedHost host, SimulatedHost other, AddressFamily family, AnswerKind kind) {
        host.reached.set(other.number);
        if (host.kind.isDualStack() && other.kind.isDualStack()) {
            report.recordEncounter(kind, host, other, family, !known.has(other, AddressFamily.IPV6));
        }
    }
}
