package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores with a bug each: random histories find it, and the shortest history that shows it is printed. */
class PlantedFaultsTest {
    private static final Pattern OPERATIONS = Pattern.compile("shortened to (\\d+) operations");

    private static final int A_FEW = 5;

    private enum Fault {
        NEVER_LINKS,
        NEVER_LINKS_A_SEEDER,
        FORGETS_WHO_FINISHED,
        IGNORES_STOPPED,
        IGNORES_A_ROLE,
        NEVER_EXPIRES,
        EXPIRES_EARLY,
        ONE_PEER_TOO_FEW,
        ONE_PEER_TOO_MANY,
        TELLS_OF_THE_REQUESTER,
        DROPS_THE_OTHER_FAMILY,
        FORGETS_CLAIMS,
        TAKES_A_LINKED_CLAIMER_FOR_LINKED,
        KNOWS_NO_NEWCOMER,
        KNOWS_NOBODY_STALLED,
        TAKES_EVERYBODY_FOR_STALLED,
        CALLS_EVERY_ANSWER_FINAL,
        CALLS_ANSWERS_TO_DUAL_STACK_HOSTS_FINAL,
        RECORDS_WHO_IS_GONE,
        RECORDS_A_SECOND_LOOK,
        KEEPS_THE_OTHER_FAMILY_OF_A_HOST_THAT_JOINS,
        KEEPS_AN_OVERDUE_OTHER_FAMILY,
        ANSWERS_NO_HOST_OVER_A_CAP,
        STOPS_BY_THE_ADDRESS_ALONE,
        TELLS_SEEDERS_OF_NO_SEEDER,
        COUNTS_BEFORE_THE_UPDATE,
        SWAPS_THE_COUNTS_BY_FAMILY,
        FORGETS_THE_DUAL_STACK_FLAG,
        KNOWS_NOTHING_OF_REACHABILITY,
        TAKES_UNKNOWN_FOR_CLOSED,
        TAKES_CLOSED_FOR_REACHED,
        ANSWERS_NO_REACHABILITY,
        ANSWERS_NO_COUNTED_DOWNLOAD
    }

    @ParameterizedTest
    @EnumSource
    void randomHistoriesFindAFaultAndShortenIt(Fault fault) {
        History history = switch (fault) {
            case KNOWS_NO_NEWCOMER -> History.ARRIVALS;
            case ANSWERS_NO_HOST_OVER_A_CAP -> History.CAPS;
            default -> History.COLLISIONS;
        };
        ModelTests tests =
                new ModelTests(options -> new FaultyStore(fault, new ModelSwarmStore(options, new LastFirst()))) {};
        String message = catchThrowable(() -> tests.shortHistoriesGiveWhatTheModelGives(history))
                .getMessage();
        Matcher matcher = OPERATIONS.matcher(message);
        assertThat(matcher.find()).as(message).isTrue();
        assertThat(Integer.parseInt(matcher.group(1))).as(message).isBetween(1, A_FEW);
        assertThat(message).contains("with seed ");
    }

    @Test
    void aHistoryIsTheSameForTheSameSeed() {
        for (History history : History.values()) {
            List<Operation> played = history.operations(5, 500);
            assertThat(history.operations(5, 500)).isEqualTo(played);
            assertThat(history.operations(6, 500)).isNotEqualTo(played);
        }
    }

    @Test
    void shrinkingKeepsWhatItTakesToFail() {
        List<Integer> numbers = new Random(1).ints(1_000, 0, 1_000).boxed().toList();
        int first = numbers.get(100);
        int second = numbers.get(900);
        assertThat(Shrinker.shrink(numbers, some -> some.contains(first) && some.contains(second)))
                .containsExactlyInAnyOrder(first, second);
        assertThat(Shrinker.shrink(numbers, some -> some.size() >= 17)).hasSize(17);
    }

    /** Draws the latest first, so that no chance comes between a fault and its shortest history. */
    private static final class LastFirst extends Random {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    }

    /** Breaks one rule on the way to a correct store. */
    private record FaultyStore(Fault fault, SwarmStore correct) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            int completeBefore = complete(update);
            switch (fault) {
                case NEVER_LINKS -> update.hostTag(0);
                case NEVER_LINKS_A_SEEDER -> update.hostTag(update.role() == PeerRole.SEEDER ? 0 : update.hostTag());
                case FORGETS_WHO_FINISHED -> forget(update);
                case IGNORES_STOPPED -> update.stopped(false);
                case IGNORES_A_ROLE ->
                    update.role(update.role() == PeerRole.SEEDER ? PeerRole.SEEDER : PeerRole.DOWNLOADER);
                case NEVER_EXPIRES -> update.nowMillis(StoreTests.START_MILLIS);
                case EXPIRES_EARLY -> update.nowMillis(update.nowMillis() - History.STEP_MILLIS);
                case ONE_PEER_TOO_FEW -> update.numWant(Math.max(0, update.numWant() - 1));
                case ONE_PEER_TOO_MANY -> update.numWant(update.numWant() + 1);
                case DROPS_THE_OTHER_FAMILY -> update.bothFamilies(false);
                case FORGETS_CLAIMS -> update.claimsOtherFamily(false);
                case TAKES_A_LINKED_CLAIMER_FOR_LINKED -> forgetTheClaimOfALinked(update);
                case KNOWS_NO_NEWCOMER -> introduce(update);
                case RECORDS_WHO_IS_GONE -> update.repeated(false);
                case RECORDS_A_SECOND_LOOK -> recordAgain(update);
                case KEEPS_THE_OTHER_FAMILY_OF_A_HOST_THAT_JOINS -> update.joins(false);
                case KEEPS_AN_OVERDUE_OTHER_FAMILY -> update.otherFamilyMaxAgeMillis(Long.MAX_VALUE);
                case STOPS_BY_THE_ADDRESS_ALONE -> update.hostTag(update.stopped() ? 0 : update.hostTag());
                case TELLS_SEEDERS_OF_NO_SEEDER -> update.mayLackMetadata(false);
                case KNOWS_NOBODY_STALLED -> update.stalled(false);
                case TAKES_EVERYBODY_FOR_STALLED -> update.stalled(true);
                default -> {}
            }
            var unused = correct.announce(update, response);
            if (fault == Fault.TELLS_OF_THE_REQUESTER && response.rejection() == null) {
                response.peers(update.family()).add(ModelSwarmStore.endpoint(update));
            }
            if (fault == Fault.ANSWERS_NO_HOST_OVER_A_CAP && response.unlistedBy() != null) {
                response.peers(update.family()).clear();
            }
            if (fault == Fault.COUNTS_BEFORE_THE_UPDATE) {
                response.counts(completeBefore, response.incomplete(), response.downloaded());
            }
            if (fault == Fault.FORGETS_THE_DUAL_STACK_FLAG) {
                response.dualStack(false);
            }
            if (fault == Fault.ANSWERS_NO_REACHABILITY) {
                response.reachability(Reachability.UNKNOWN);
            }
            if (fault == Fault.ANSWERS_NO_COUNTED_DOWNLOAD) {
                response.countedDownload(false);
            }
            if (fault == Fault.CALLS_EVERY_ANSWER_FINAL) {
                response.provisional(false);
            }
            if (fault == Fault.CALLS_ANSWERS_TO_DUAL_STACK_HOSTS_FINAL && response.dualStack()) {
                response.provisional(false);
            }
            return response.done();
        }

        /** Makes the store forget the record, and with it that the host finished. */
        private void forget(PeerUpdate update) {
            if (update.completed() && !update.stopped()) {
                var unused = correct.announce(update.stopped(true), new AnnounceResponse());
                update.stopped(false);
            }
        }

        /** Records a repeated announce of a known endpoint, which gets peers or is linked. */
        private void recordAgain(PeerUpdate update) {
            AnnounceResponse look = new AnnounceResponse();
            var unused = correct.announce(update, look);
            update.repeated(
                    update.repeated() && look.peers4().size() + look.peers6().size() == 0);
        }

        /** Makes the endpoint known before it announces. */
        private void introduce(PeerUpdate update) {
            if (!update.stopped()) {
                var unused = correct.announce(update, new AnnounceResponse());
            }
        }

        private void forgetTheClaimOfALinked(PeerUpdate update) {
            if (update.bothFamilies() && update.claimsOtherFamily()) {
                AnnounceResponse foreseen = new AnnounceResponse();
                var unused = correct.announce(update, foreseen);
                update.claimsOtherFamily(!foreseen.dualStack());
            }
        }

        private int complete(PeerUpdate update) {
            ScrapeBatch batch = new ScrapeBatch().add(update.hashHead(), update.hashMiddle(), update.hashTail());
            return StoreTests.join(correct.scrape(batch, update.nowMillis())).complete(0);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            var unused = correct.scrape(batch, nowMillis);
            for (int i = 0; i < batch.size() && fault == Fault.SWAPS_THE_COUNTS_BY_FAMILY; i++) {
                batch.families(i, batch.ipv6Hosts(i), batch.ipv4Hosts(i), batch.dualStackHosts(i));
            }
            return batch.done();
        }

        @Override
        public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
            boolean closed = found == Reachability.NOT_REACHED;
            Reachability recorded = switch (fault) {
                case TAKES_UNKNOWN_FOR_CLOSED -> found == Reachability.UNKNOWN ? Reachability.NOT_REACHED : found;
                case TAKES_CLOSED_FOR_REACHED -> closed ? Reachability.REACHED : found;
                default -> found;
            };
            if (fault != Fault.KNOWS_NOTHING_OF_REACHABILITY) {
                correct.reachability(torrent, endpoint, recorded, nowMillis);
            }
        }

        @Override
        public Duration peerTtl() {
            return correct.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return correct.totals();
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
