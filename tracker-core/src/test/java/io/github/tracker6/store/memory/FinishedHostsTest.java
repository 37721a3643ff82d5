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
    void aHostIsFinishedForAsLongAsAPeerLives() {
        assertThat(finished.isEmpty()).isTrue();
        assertThat(finished.isFinished(HOST, ME, 0, 5_000)).isFalse();
        finished.put(HOST, order(5_000), OTHER);
        assertThat(finished.isEmpty()).isFalse();
        assertThat(finished.isFinished(HOST, ME, 0, 5_999)).isTrue();
        assertThat(finished.isFinished(HOST, ME, 0, 6_000)).isFalse();
        assertThat(finished.isFinished(HOST + 1, ME, 0, 5_000)).isFalse();
    }

    @Test
    void aHostThatLeftIsNotFinishedForNodesThatKnowIt() {
        finished.put(HOST, order(5_000), ME);
        finished.leave(HOST, order(5_100), OTHER, order(5_050));
        assertThat(finished.isFinished(HOST, OTHER, 0, 5_200)).isFalse();
        assertThat(finished.isFinished(HOST, ME, order(5_099), 5_200)).isTrue();
        assertThat(finished.isFinished(HOST, ME, order(5_100), 5_200)).isFalse();
    }

    @Test
    void aNodeThatDidNotKnowOfTheFinishTakesNothingBack() {
        finished.put(HOST, order(5_000), ME);
        finished.leave(HOST, order(5_100), OTHER, order(4_999));
        assertThat(finished.isFinished(HOST, OTHER, order(9_000), 5_200)).isTrue();
        finished.leave(HOST, order(5_100), ME, order(4_999));
        assertThat(finished.isFinished(HOST, ME, 0, 5_200)).isFalse();
    }

    @Test
    void aHostThatFinishesOnceMoreIsFinishedAgain() {
        finished.put(HOST, order(5_000), ME);
        finished.leave(HOST, order(5_100), ME, 0);
        finished.put(HOST, order(5_200), OTHER);
        assertThat(finished.isFinished(HOST, ME, order(5_150), 5_300)).isTrue();
        assertThat(finished.isCountedBy(HOST, OTHER, order(5_199))).isTrue();
        assertThat(finished.isCountedBy(HOST, OTHER, order(5_200))).isFalse();
        assertThat(finished.isCountedBy(HOST, ME, 0)).isFalse();
    }

    @Test
    void whatComesBehindTheLogIsForeseen() {
        finished.put(HOST, order(5_000), OTHER);
        FinishedHosts.Outlook outlook = finished.outlook(HOST, ME, 5_100);
        assertThat(outlook.isFinished(0)).isTrue();
        outlook.leave(order(4_999));
        assertThat(outlook.isFinished(0)).as("the node did not know").isTrue();
        outlook.leave(order(5_000));
        assertThat(outlook.isFinished(0)).isFalse();
        outlook.finish(0);
        assertThat(outlook.isFinished(0)).isTrue();
        outlook.leave(0);
        assertThat(outlook.isFinished(0)).as("its own finish it knows").isFalse();
        assertThat(finished.isFinished(HOST, ME, 0, 5_100))
                .as("the log's part is untouched")
                .isTrue();
        assertThat(finished.outlook(HOST + 1, ME, 5_100).isFinished(0)).isFalse();
    }

    @Test
    void hostsAreForgottenAfterTwoLivesAtMost() {
        int hosts = 10_000;
        finished.age(1_000_000);
        for (int i = 1; i <= hosts; i++) {
            finished.put(i * 31L, order(1_000_000), ME);
        }
        finished.age(1_000_999);
        assertThat(count()).isEqualTo(hosts);
        finished.age(1_001_000);
        assertThat(count()).isEqualTo(hosts);
        for (int i = 1; i <= hosts; i++) {
            assertThat(finished.isFinished(i * 31L, ME, 0, 1_000_999)).isTrue();
        }
        finished.age(1_002_000);
        assertThat(count()).isZero();
        assertThat(finished.isEmpty()).isTrue();
    }

    private int count() {
        int[] count = {0};
        finished.forEach(entry -> count[0]++);
        return count[0];
    }
}
