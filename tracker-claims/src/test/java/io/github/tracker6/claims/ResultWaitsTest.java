package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Reachability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers wait exactly as long as a result for their host is under way. */
class ResultWaitsTest {
    private static final String IPV6 = "[2001:4860:4860::8888]:6881";
    private static final String IPV4 = "8.8.8.8:6881";

    private final ResultWaits waits = new ResultWaits();
    private final List<String> ended = new ArrayList<>();

    @Test
    void anAnswerWaitsUntilEveryExpectedResultHasCome() {
        waits.begin(1);
        waits.begin(1);
        waits.begin(2);
        assertThat(waits.tryAdd(1, () -> ended.add("a"))).isTrue();
        assertThat(waits.tryAdd(1, () -> ended.add("b"))).isTrue();
        waits.end(2);
        waits.end(1);
        assertThat(ended).isEmpty();
        waits.end(1);
        assertThat(ended).containsExactly("a", "b");
        assertThat(waits.size()).isZero();
    }

    @Test
    void noAnswerWaitsWhereNoResultIsExpected() {
        waits.begin(1);
        waits.begin(ResultWaits.NO_HOST);
        waits.end(1);
        assertThat(waits.tryAdd(1, () -> ended.add("a"))).isFalse();
        assertThat(waits.tryAdd(ResultWaits.NO_HOST, () -> ended.add("b"))).isFalse();
        waits.end(ResultWaits.NO_HOST);
        waits.end(3);
        assertThat(ended).isEmpty();
        assertThat(waits.size()).isZero();
    }

    @Test
    void aClosedProberKeepsNoAnswerWaiting() {
        waits.begin(1);
        waits.begin(2);
        assertThat(waits.tryAdd(1, () -> ended.add("a"))).isTrue();
        assertThat(waits.tryAdd(2, () -> ended.add("b"))).isTrue();
        waits.close();
        assertThat(ended).containsExactlyInAnyOrder("a", "b");
        waits.end(1);
        waits.begin(3);
        assertThat(waits.isExpected(3)).isFalse();
        assertThat(waits.size()).isZero();
    }

    @Test
    void aHostHasFewAnswersThatWait() {
        waits.begin(1);
        int added = 0;
        while (added < 1_000 && waits.tryAdd(1, () -> ended.add("a"))) {
            added++;
        }
        assertThat(added).isEqualTo(16);
    }

    @Test
    void anAnswerThatFailsKeepsNoOther() {
        waits.begin(1);
        waits.tryAdd(1, () -> {
            throw new IllegalStateException("planted");
        });
        waits.tryAdd(1, () -> ended.add("b"));
        waits.end(1);
        assertThat(ended).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(
            value = ProbeOutcome.class,
            names = {"VERIFIED", "TIMED_OUT", "NOT_TRIED"})
    void aResultIsExpectedUntilTheProbeHasEnded(ProbeOutcome outcome) {
        try (ReachabilityScene scene = ReachabilityScene.dualStack().believing()) {
            scene.network.holds = true;
            scene.network.tcp = endpoint -> outcome;
            scene.send(IPV4);
            scene.send(IPV6);
            scene.send(IPV6);
            assertThat(scene.network.running()).isEqualTo(1);
            assertThat(scene.waits.size()).isEqualTo(1);

            List<Reachability> found = new ArrayList<>();
            Runnable look = () -> found.add(scene.state(IPV6));
            assertThat(scene.waits.tryAdd(scene.host(announce(IPV4)), look)).isTrue();
            assertThat(found).isEmpty();
            scene.network.endAll();
            assertThat(found)
                    .as("the store knows before the answer is drawn again")
                    .containsExactly(
                            switch (outcome) {
                                case VERIFIED -> Reachability.REACHED;
                                case TIMED_OUT -> Reachability.NOT_REACHED;
                                default -> Reachability.UNKNOWN;
                            });
            assertThat(scene.waits.size()).isZero();
        }
    }

    @Test
    void whatNeedsNoProbeOrMayHaveNoneLeavesNoHostBehind() {
        try (ReachabilityScene scene = ReachabilityScene.dualStack().believing()) {
            scene.send(IPV4);
            scene.send(IPV6);
            assertThat(scene.network.overTcp).hasSize(1);
            assertThat(scene.waits.size()).isZero();
            for (int port = 7_000; port < 7_020; port++) {
                scene.send(announce(IPV4).port(port).key(port));
                scene.send(announce(IPV6).port(port).key(port));
            }
            assertThat(scene.stats.refusals(ProbeRefusal.SOURCE)).isPositive();
            scene.send(announce(IPV6).infoHash(ReachabilityScene.OTHER_TORRENT));
            scene.pass(Duration.ofHours(3));
            scene.send(IPV4);
            scene.send(IPV6);
            assertThat(scene.waits.size()).isZero();
        }
    }

    @Test
    void aFailureLeavesNoHostBehind() {
        try (ReachabilityScene scene = ReachabilityScene.dualStack().believing()) {
            scene.network.tcp = endpoint -> {
                throw new IllegalStateException("planted");
            };
            long host = scene.host(announce(IPV4));
            scene.waits.begin(host);
            assertThat(scene.waits.tryAdd(host, () -> ended.add("a"))).isTrue();
            scene.send(IPV4);
            scene.send(IPV6);
            assertThat(ended).as("the other result is still to come").isEmpty();
            scene.waits.end(host);
            assertThat(ended).hasSize(1);
            assertThat(scene.waits.size()).isZero();
        }
    }
}
