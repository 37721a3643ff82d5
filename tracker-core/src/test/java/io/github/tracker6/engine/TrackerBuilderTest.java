package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrackerBuilderTest {
    private final TrackerBuilder builder =
            Tracker.builder().store(MemorySwarmStore.builder().build());

    @Test
    void defaultsBuild() {
        assertThat(builder.build().intervalSeconds()).isEqualTo(1_800);
    }

    @Test
    void aStoreIsRequired() {
        assertThatNullPointerException().isThrownBy(() -> Tracker.builder().build());
        assertThatNullPointerException().isThrownBy(() -> Tracker.builder().store(null));
        assertThatNullPointerException().isThrownBy(() -> builder.interceptor(null));
        assertThatNullPointerException().isThrownBy(() -> builder.listener(null));
        assertThatNullPointerException().isThrownBy(() -> builder.clock(null));
        assertThatNullPointerException().isThrownBy(() -> builder.executor(null));
    }

    @Test
    void intervalsReachFromASecondToADay() {
        builder.interval(Duration.ofSeconds(1)).interval(Duration.ofDays(1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.interval(Duration.ofMillis(999)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.interval(Duration.ofDays(1).plusMillis(1)));
    }

    @Test
    void theIntervalIsBelowTheTimeToLive() {
        assertThat(builder.interval(Duration.ofMinutes(45).minusSeconds(1))
                        .build()
                        .intervalSeconds())
                .isEqualTo(2_699);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.interval(Duration.ofMinutes(45)).build())
                .withMessageContaining("PT45M");
    }

    @Test
    void theSecondFamilyDelayReachesFromNoneToFiveSeconds() {
        builder.secondFamilyDelay(Duration.ZERO).secondFamilyDelay(Duration.ofSeconds(5));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.secondFamilyDelay(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.secondFamilyDelay(Duration.ofMillis(5_001)));
    }

    @Test
    void theRequestTimeoutIsOffOrReachesFromTenMillisecondsToTenMinutes() {
        builder.requestTimeout(Duration.ZERO)
                .requestTimeout(Duration.ofMillis(10))
                .requestTimeout(Duration.ofMinutes(10));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.requestTimeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.requestTimeout(Duration.ofMillis(9)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.requestTimeout(Duration.ofMillis(600_001)));
    }

    @Test
    void theRequestTimeoutIsAboveTheSecondFamilyDelay() {
        builder.secondFamilyDelay(Duration.ofSeconds(5));
        assertThat(builder.requestTimeout(Duration.ofMillis(5_001)).build()).isNotNull();
        assertThat(builder.requestTimeout(Duration.ZERO).build()).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requestTimeout(Duration.ofSeconds(5)).build())
                .withMessageContaining("secondFamilyDelay");
    }

    @Test
    void theReachabilityDelayCountsOnlyWithResults() {
        builder.reachabilityDelay(Duration.ZERO).reachabilityDelay(Duration.ofSeconds(5));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.reachabilityDelay(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.reachabilityDelay(Duration.ofMillis(5_001)));
        assertThat(builder.build()).isNotNull();
        builder.reachability(new ReachabilityResults() {
                    @Override
                    public boolean isExpected(AnnounceRequest request, AnnounceResponse response) {
                        return false;
                    }

                    @Override
                    public boolean tryAwait(AnnounceRequest request, Runnable onResult) {
                        return false;
                    }
                })
                .requestTimeout(Duration.ofMillis(5_250));
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("reachabilityDelay PT5S");
        assertThat(builder.requestTimeout(Duration.ofMillis(5_251)).build()).isNotNull();
    }

    @Test
    void numWantHasLimits() {
        builder.numWantLimit(1).numWantLimit(2_000).numWantDefault(0).numWantDefault(2_000);
        assertThat(builder.build()).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.numWantLimit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.numWantLimit(2_001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.numWantDefault(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.numWantDefault(2_001));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.numWantLimit(49).numWantDefault(50).build());
    }

    @Test
    void aFullScrapeNeedsAStoreThatCanList() {
        builder.fullScrapeLimit(0).fullScrapeLimit(1_000_000);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.fullScrapeLimit(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.fullScrapeLimit(1_000_001));
        TrackerBuilder plain = Tracker.builder().store(new ScriptedStore()).fullScrapeLimit(1);
        assertThatIllegalArgumentException().isThrownBy(plain::build);
    }
}
