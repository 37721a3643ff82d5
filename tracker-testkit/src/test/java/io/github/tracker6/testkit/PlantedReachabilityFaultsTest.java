package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stores that break one rule of reachability each: the test of that rule fails with them. It passes with the same store without
 * the fault.
 */
class PlantedReachabilityFaultsTest {
    private enum Fault {
        FORGETS_A_STATE_WHEN_ITS_ENDPOINT_ANNOUNCES,
        KEEPS_THE_FIRST_STATE,
        PASSES_A_STATE_TO_EVERY_ENDPOINT_OF_THE_HOST,
        PASSES_A_STATE_TO_NO_ENDPOINT,
        PASSES_A_STATE_TO_THE_WHOLE_PREFIX,
        FORGETS_A_STATE_WITH_THE_TAG,
        PREFERS_THE_STATE_OF_THE_REPLACED,
        REMEMBERS_ENDPOINTS_THAT_ARE_GONE,
        KEEPS_AN_ENDED_ENDPOINT,
        CREATES_WHAT_IT_IS_TOLD_OF,
        IGNORES_THE_PORT,
        IGNORES_THE_SWARM,
        EXPIRES_BY_THE_CLOCK_OF_PROBES,
        KEEPS_A_STATE_OF_IPV4,
        ANSWERS_OVER_IPV6_ALONE,
        ANSWERS_THE_FIRST_LOOK_ALONE,
        KNOWS_WHAT_IS_NOT_LISTED,
        COUNTS_NO_STATE,
        COUNTS_NO_STATE_IN_TOTALS,
        MISSES_SOME
    }

    private enum SelectionFault {
        TAKES_CLOSED_FOR_OPEN,
        TAKES_UNKNOWN_FOR_CLOSED,
        TAKES_REACHED_FOR_CLOSED,
        KNOWS_NO_STALLED_HOST,
        KNOWS_NO_ANSWER_OF_BOTH_FAMILIES,
        KNOWS_NO_CLAIM,
        KNOWS_NO_NEW_HOST,
        TAKES_A_KNOWN_HOST_FOR_NEW,
        TAKES_SINGLES_FOR_SEEDERS,
        TAKES_CLOSED_FOR_OPEN_OVER_IPV6,
        CLOSES_UNDER_EVERY_POLICY,
        KEEPS_THE_FIRST_STATE
    }

    @ParameterizedTest
    @EnumSource
    void theTestOfARuleFindsItBroken(Fault fault) {
        runTestOf(fault, reachabilityTests(null));
        ReachabilityTests tests = reachabilityTests(fault);
        assertThatThrownBy(() -> runTestOf(fault, tests)).isInstanceOf(AssertionError.class);
    }

    private static ReachabilityTests reachabilityTests(@Nullable Fault fault) {
        ReachabilityTests tests = new ReachabilityTests(options -> new FaultyStore(fault, options)) {};
        tests.openStore();
        return tests;
    }

    private static void runTestOf(Fault fault, ReachabilityTests tests) {
        switch (fault) {
            case FORGETS_A_STATE_WHEN_ITS_ENDPOINT_ANNOUNCES, ANSWERS_OVER_IPV6_ALONE ->
                tests.anEndpointKeepsItsStateWhenItAnnouncesAgain(Reachability.REACHED);
            case KEEPS_THE_FIRST_STATE -> tests.theLastStateCounts(Reachability.NOT_REACHED);
            case PASSES_A_STATE_TO_EVERY_ENDPOINT_OF_THE_HOST ->
                tests.aStatePassesToTheEndpointThatReplacesItInTheSame64WithTheSamePort(
                        "[2001:db8:0:8::1]:6881", false);
            case PASSES_A_STATE_TO_NO_ENDPOINT ->
                tests.aStatePassesToTheEndpointThatReplacesItInTheSame64WithTheSamePort("[2001:db8:0:7::2]:6881", true);
            case PASSES_A_STATE_TO_THE_WHOLE_PREFIX -> tests.aStatePassesToNoEndpointOfAnotherHost();
            case FORGETS_A_STATE_WITH_THE_TAG -> tests.anEndpointTakesItsStateAlongToAnotherTag();
            case PREFERS_THE_STATE_OF_THE_REPLACED -> tests.itsOwnStateComesBeforeThatOfTheEndpointThatItReplaces();
            case REMEMBERS_ENDPOINTS_THAT_ARE_GONE -> tests.aStateGoesWithItsEndpoint();
            case KEEPS_AN_ENDED_ENDPOINT -> tests.aStateGoesWithAnEndpointThatAnAnnounceEnds();
            case CREATES_WHAT_IT_IS_TOLD_OF, IGNORES_THE_PORT, IGNORES_THE_SWARM -> tests.whatIsNotThereIsNotChanged();
            case EXPIRES_BY_THE_CLOCK_OF_PROBES -> tests.aResultFromAClockThatIsAheadEndsNoEndpoint(1.1);
            case KEEPS_A_STATE_OF_IPV4 -> tests.anIpv4EndpointHasNoState();
            case ANSWERS_THE_FIRST_LOOK_ALONE -> tests.everyAnswerSaysWhatIsKnownOfItsHost(FamilyPolicy.SAME_FAMILY);
            case KNOWS_WHAT_IS_NOT_LISTED -> tests.ofAHostThatIsNotListedNothingIsKnown();
            case COUNTS_NO_STATE, COUNTS_NO_STATE_IN_TOTALS ->
                tests.aHostThatBecomesDualStackIsCountedByTheStateThatItHas(Reachability.REACHED);
            case MISSES_SOME -> tests.inALargeSwarmEveryStateIsCountedAndKept();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTestOfARowFindsItBroken(SelectionFault fault) {
        runTestOf(fault, closedHostTests(null));
        ClosedHostTests tests = closedHostTests(fault);
        assertThatThrownBy(() -> runTestOf(fault, tests)).isInstanceOf(AssertionError.class);
    }

    private static ClosedHostTests closedHostTests(@Nullable SelectionFault fault) {
        ClosedHostTests tests = new ClosedHostTests(options -> new FaultyStore(fault, options)) {};
        tests.openStore();
        return tests;
    }

    private static void runTestOf(SelectionFault fault, ClosedHostTests tests) {
        switch (fault) {
            case TAKES_CLOSED_FOR_OPEN -> tests.twoClosedHostsMeetOverIpv4(0, 0, 0, 3);
            case TAKES_UNKNOWN_FOR_CLOSED -> tests.anOpenHostGetsNoClosedHostWhereItHasOthers(Reachability.UNKNOWN);
            case TAKES_REACHED_FOR_CLOSED ->
                tests.anOpenHostGetsClosedOnesUntilItHasFourteenAndLeavesIpv4ToOthers(0, 0, 0, 20, 50, 0, 13);
            case KNOWS_NO_STALLED_HOST -> tests.aStalledHostGetsClosedOnesAndSomeOpenOnesOverIpv4(Reachability.UNKNOWN);
            case KNOWS_NO_ANSWER_OF_BOTH_FAMILIES -> tests.overIpv6AloneByHttpClosedHostsComeByTheirIpv4Endpoints();
            case KNOWS_NO_CLAIM -> tests.overIpv4AClaimOfIpv6EarnsOpenHostsOverIpv6AndTheOthersOverIpv4();
            case KNOWS_NO_NEW_HOST -> tests.overIpv6ANewHostGetsClosedOnesUntilItHasFourteen(0, 0, 0, 20, 14);
            case TAKES_A_KNOWN_HOST_FOR_NEW -> tests.overIpv6AloneByHttpClosedHostsComeByTheirIpv4Endpoints();
            case TAKES_SINGLES_FOR_SEEDERS -> tests.aNewDownloaderGetsAllAlikeWhereFewerThanEightOfTheFirstSeed();
            case TAKES_CLOSED_FOR_OPEN_OVER_IPV6 -> tests.aHostWithIpv4AloneGetsAllOverIpv4AndOpenOnesOverIpv6();
            case CLOSES_UNDER_EVERY_POLICY -> tests.otherPoliciesKnowNoClosedHosts(FamilyPolicy.SAME_FAMILY);
            case KEEPS_THE_FIRST_STATE -> tests.aHostIsClosedFromTheProbeOnAndOpenAgainAfterTheNext();
        }
    }

    /** Breaks one rule, or none, on the way to a correct store. */
    private static final class FaultyStore implements SwarmStore {
        private final @Nullable Enum<?> fault;
        private final SwarmStore correct;
        private final Map<Endpoint, Reachability> found = new HashMap<>();
        private final Map<Long, Endpoint> latest = new HashMap<>();
        private final Set<Endpoint> announced = new HashSet<>();
        private Reachability ofIpv4 = Reachability.UNKNOWN;
        private int probes;

        FaultyStore(@Nullable Enum<?> fault, StoreOptions options) {
            this.fault = fault;
            this.correct = new ModelSwarmStore(options, new Random(1));
        }

        private boolean is(Enum<?> other) {
            return fault == other;
        }

        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            Endpoint endpoint = update.endpoint();
            if (is(Fault.KEEPS_AN_ENDED_ENDPOINT)) {
                update.joins(false);
            }
            if (is(SelectionFault.KNOWS_NO_STALLED_HOST)) {
                update.stalled(false);
            }
            if (is(SelectionFault.KNOWS_NO_ANSWER_OF_BOTH_FAMILIES)) {
                update.bothFamilies(false);
            }
            if (is(SelectionFault.KNOWS_NO_CLAIM)) {
                update.claimsOtherFamily(false);
            }
            if (is(SelectionFault.CLOSES_UNDER_EVERY_POLICY) && update.numWant() > 0) {
                update.policy(FamilyPolicy.IPV6_FIRST);
            }
            if (is(SelectionFault.TAKES_SINGLES_FOR_SEEDERS) && update.hostTag() == 0) {
                update.role(PeerRole.SEEDER);
            }
            if (is(SelectionFault.TAKES_A_KNOWN_HOST_FOR_NEW) && update.hostTag() != 0 && !update.stopped()) {
                var unused = correct.announce(update.stopped(true), new AnnounceResponse());
                update.stopped(false);
            }
            if (is(SelectionFault.KNOWS_NO_NEW_HOST) && !update.stopped()) {
                var unused = correct.announce(update, new AnnounceResponse());
            }
            var unused = correct.announce(update, response);
            if (endpoint.family() == AddressFamily.IPV6 && !update.stopped()) {
                Reachability state = stateAfter(update, endpoint, response.reachability());
                correct.reachability(update.infoHash(), endpoint, state, update.nowMillis());
                response.reachability(state);
                found.merge(
                        endpoint, state, (before, now) -> is(Fault.REMEMBERS_ENDPOINTS_THAT_ARE_GONE) ? before : now);
                latest.put(update.hostTag(), endpoint);
                announced.add(endpoint);
            }
            if ((is(Fault.ANSWERS_OVER_IPV6_ALONE) && endpoint.family() == AddressFamily.IPV4)
                    || (is(Fault.ANSWERS_THE_FIRST_LOOK_ALONE) && update.repeated())) {
                response.reachability(Reachability.UNKNOWN);
            }
            if (is(Fault.KNOWS_WHAT_IS_NOT_LISTED) && response.unlistedBy() != null) {
                response.reachability(Reachability.NOT_REACHED);
            }
            return response.done();
        }

        /** Returns what a faulty store knows of an IPv6 endpoint that has announced. */
        private Reachability stateAfter(PeerUpdate update, Endpoint endpoint, Reachability right) {
            Reachability own = found.getOrDefault(endpoint, Reachability.UNKNOWN);
            Endpoint former = latest.getOrDefault(update.hostTag(), endpoint);
            Reachability ofFormer = found.getOrDefault(former, Reachability.UNKNOWN);
            if (is(Fault.FORGETS_A_STATE_WHEN_ITS_ENDPOINT_ANNOUNCES)
                    || (is(Fault.PASSES_A_STATE_TO_NO_ENDPOINT) && !announced.contains(endpoint))
                    || (is(Fault.FORGETS_A_STATE_WITH_THE_TAG) && !latest.containsKey(update.hostTag()))) {
                return Reachability.UNKNOWN;
            }
            if (is(Fault.PASSES_A_STATE_TO_EVERY_ENDPOINT_OF_THE_HOST) || is(Fault.PREFERS_THE_STATE_OF_THE_REPLACED)) {
                return ofFormer;
            }
            if (is(Fault.PASSES_A_STATE_TO_THE_WHOLE_PREFIX)) {
                return found.values().stream()
                        .filter(state -> state != Reachability.UNKNOWN)
                        .findAny()
                        .orElse(right);
            }
            if (is(Fault.REMEMBERS_ENDPOINTS_THAT_ARE_GONE)) {
                return own;
            }
            return is(Fault.KEEPS_A_STATE_OF_IPV4) ? ofIpv4 : right;
        }

        @Override
        public void reachability(InfoHash torrent, Endpoint endpoint, Reachability state, long nowMillis) {
            Endpoint at = is(Fault.IGNORES_THE_PORT) && endpoint.family() == AddressFamily.IPV6
                    ? Endpoint.ofIpv6(endpoint.addressHigh(), endpoint.addressLow(), 6881)
                    : endpoint;
            boolean first = found.getOrDefault(at, Reachability.UNKNOWN) == Reachability.UNKNOWN;
            probes++;
            if (is(Fault.EXPIRES_BY_THE_CLOCK_OF_PROBES)) {
                var unused = correct.maintain(nowMillis);
            }
            if ((is(Fault.MISSES_SOME) && probes % 100 == 99)
                    || (is(Fault.KEEPS_THE_FIRST_STATE) && !first)
                    || (is(SelectionFault.KEEPS_THE_FIRST_STATE) && !first)) {
                return;
            }
            if (at.family() == AddressFamily.IPV4) {
                ofIpv4 = state;
            }
            if (is(Fault.CREATES_WHAT_IT_IS_TOLD_OF)) {
                var unused = correct.announce(
                        new PeerUpdate().infoHash(torrent).endpoint(at).nowMillis(nowMillis), new AnnounceResponse());
            }
            InfoHash swarm = is(Fault.IGNORES_THE_SWARM) ? StoreTests.SWARM : torrent;
            found.put(at, state);
            correct.reachability(swarm, at, confused(state), nowMillis);
        }

        private Reachability confused(Reachability state) {
            boolean closed = (is(SelectionFault.TAKES_UNKNOWN_FOR_CLOSED) && state == Reachability.UNKNOWN)
                    || (is(SelectionFault.TAKES_REACHED_FOR_CLOSED) && state == Reachability.REACHED);
            boolean open =
                    is(SelectionFault.TAKES_CLOSED_FOR_OPEN) || is(SelectionFault.TAKES_CLOSED_FOR_OPEN_OVER_IPV6);
            return closed ? Reachability.NOT_REACHED : open ? Reachability.REACHED : state;
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            var unused = correct.scrape(batch, nowMillis);
            for (int i = 0; i < batch.size() && is(Fault.COUNTS_NO_STATE); i++) {
                batch.families(i, batch.ipv4Hosts(i), batch.ipv6Hosts(i), batch.dualStackHosts(i));
            }
            return batch.done();
        }

        @Override
        public Duration peerTtl() {
            return correct.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            StoreTotals totals = correct.totals();
            return is(Fault.COUNTS_NO_STATE_IN_TOTALS)
                    ? new StoreTotals(totals.swarms(), totals.ipv4Hosts(), totals.ipv6Hosts(), totals.dualStackHosts())
                    : totals;
        }

        @Override
        public int maintain(long nowMillis) {
            return correct.maintain(nowMillis);
        }

        @Override
        public void close() {
            correct.close();
        }
    }
}
