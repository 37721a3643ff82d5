package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FinishedHostsTest {
    private static final long LIFE_MILLIS = 1_000;
    private static final long HOST = 77;
    private static final long ME = 1;
    private static final long OTHER = 2;

    private final FinishedHosts finished = new FinishedHosts(LIFE_MILLIS);

    private static long order(long millis) {
        return millis << 20;
    }

    @Test
    void aCompletionIsUnseenByNodesThatDidNotReadItsEntry() {
        assertThat(finished.isEmpty()).isTrue();
        assertThat(finished.isFinished(HOST, ME, 0, 5_000)).isFalse();
        finished.put(HOST, order(5_000), OTHER);
        assertThat(finished.isEmpty()).isFalse();
        assertThat(finished.isFinished(HOST, ME, order(5_000) - 1, 5_001)).isTrue();
        assertThat(finished.isFinished(HOST, ME, order(5_000), 5_001)).isFalse();
        assertThat(finished.isFinished(HOST + 1, ME, 0, 5_001)).isFalse();
    }

    @Test
    void aNodeKnowsItsOwnCompletionsBeforeItReadsThem() {
        finished.put(HOST, order(5_000), ME);
        assertThat(finished.isFinished(HOST, ME, 0, 5_001)).isFalse();
        assertThat(finished.isFinished(HOST, OTHER, 0, 5_001)).isTrue();
        assertThat(finished.isCountedBy(HOST, ME, order(4_999))).isTrue();
        assertThat(finished.isCountedBy(HOST, ME, order(5_000))).isFalse();
        assertThat(finished.isCountedBy(HOST, OTHER, 0)).isFalse();
    }

    @Test
    void aBlindStopTakesNothingBack() {
        finished.put(HOST, order(5_000), OTHER);
        assertThat(finished.hasBlindStops()).isFalse();
        finished.stop(HOST, ME, order(4_999));
        assertThat(finished.hasBlindStops()).isTrue();
        assertThat(finished.isFinished(HOST, ME, order(5_100), 5_200)).isTrue();
        assertThat(finished.isFinished(HOST, OTHER, order(5_100), 5_200)).isTrue();
    }

    @Test
    void aHostMayFinishAgainAfterAStopByANodeThatKnew() {
        finished.put(HOST, order(5_000), OTHER);
        finished.stop(HOST, ME, order(4_999));
        finished.stop(HOST, ME, order(5_000));
        assertThat(finished.isFinished(HOST, ME, order(5_100), 5_200)).isFalse();
        finished.stop(HOST, OTHER, 0);
        assertThat(finished.isFinished(HOST, OTHER, 0, 5_200))
                .as("its own completion")
                .isFalse();
        finished.stop(HOST, ME, order(4_999));
        finished.put(HOST, order(5_300), ME);
        assertThat(finished.isFinished(HOST, ME, order(5_400), 5_500))
                .as("a new completion")
                .isFalse();
    }

    @Test
    void theLatestCompletionOfAHostIsKept() {
        finished.put(HOST, order(5_000), ME);
        finished.put(HOST, order(5_200), OTHER);
        assertThat(finished.isFinished(HOST, ME, order(5_100), 5_300)).isTrue();
        assertThat(finished.isFinished(HOST, OTHER, 0, 5_300)).isFalse();
    }

    @Test
    void aCompletionIsOldAfterALife() {
        finished.put(HOST, order(5_000), OTHER);
        assertThat(finished.isFinished(HOST, ME, 0, 5_999)).isTrue();
        assertThat(finished.isFinished(HOST, ME, 0, 6_000)).isFalse();
        assertThat(finished.isFinished(HOST, ME, 0, FinishedHosts.NOT_LOGGED)).isTrue();
    }

    @Test
    void hostsAreForgottenAfterTwoLivesAtMost() {
        int hosts = 10_000;
        finished.age(1_000_000);
        for (int i = 1; i <= hosts; i++) {
            finished.put(i * 31L, order(1_000_000), OTHER);
        }
        finished.stop(31, ME, 0);
        finished.age(1_000_999);
        assertThat(count()).isEqualTo(hosts);
        finished.age(1_001_000);
        assertThat(count()).isEqualTo(hosts);
        for (int i = 1; i <= hosts; i++) {
            assertThat(finished.isFinished(i * 31L, ME, 0, 1_000_999)).isTrue();
        }
        assertThat(finished.hasBlindStops()).isTrue();
        finished.age(1_002_000);
        assertThat(finished.hasBlindStops()).isFalse();
        assertThat(count()).isZero();
        assertThat(finished.isEmpty()).isTrue();
    }

    private int count() {
        int[] count = {0};
        finished.forEach(entry -> count[0]++);
        return count[0];
    }
}
