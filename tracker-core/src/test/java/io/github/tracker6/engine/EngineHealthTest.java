package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineHealthTest {
    private long nanos = Long.MAX_VALUE - 5; // it may overflow
    private final EngineHealth health = new EngineHealth(() -> nanos);
    private final FaultyStore store = new FaultyStore();

    @Test
    void oneFailureOfHousekeepingIsNoFaultAndThreeInARowAre() {
        turn("a");
        turn("b");
        turn("");
        turn("c");
        turn("d");
        assertThat(health.ofStarted()).isEqualTo(Health.UP);

        turn("e");
        assertThat(health.ofStarted()).isEqualTo(Health.degraded("the store's housekeeping fails: e"));

        turn("");
        assertThat(health.ofStarted()).isEqualTo(Health.UP);
    }

    @Test
    void housekeepingThatDoesNotEndIsAFaultUntilItEnds() {
        health.beginTurn();
        nanos += EngineHealth.LONG_TURN_NANOS - 1;
        assertThat(health.ofStarted()).isEqualTo(Health.UP);
        nanos++;
        assertThat(health.ofStarted().reason()).isEqualTo("the store's housekeeping has not ended for more than 30 s");
        health.endTurn("");
        assertThat(health.ofStarted()).isEqualTo(Health.UP);
    }

    @Test
    void aTimeoutIsAFaultForAMinute() {
        health.noteTimeout();
        nanos += EngineHealth.RECENT_NANOS - 1;
        assertThat(health.ofStarted())
                .isEqualTo(Health.degraded("requests reached the time limit within the last minute"));
        nanos++;
        assertThat(health.ofStarted()).isEqualTo(Health.UP);
    }

    private void turn(String failure) {
        health.beginTurn();
        health.endTurn(failure);
    }

    @Test
    void aTrackerIsDownUnlessItIsStarted() {
        Tracker tracker = Tracker.builder().store(store).build();
        assertThat(tracker.health()).isEqualTo(Health.down("not started"));
        tracker.start();
        assertThat(tracker.health()).isEqualTo(Health.UP);
        tracker.close();
        assertThat(tracker.health()).isEqualTo(Health.down("closed"));
    }

    @Test
    void aStoreWhoseHousekeepingFailsIsNoticedAndItsRecoveryToo() {
        store.maintaining = () -> {
            throw new StoreException("the disk is away", null);
        };
        try (Tracker tracker = Tracker.builder().store(store).build().start()) {
            await(() -> tracker.health().state() == HealthState.DEGRADED);
            assertThat(tracker.health().reason()).isEqualTo("the store's housekeeping fails: the disk is away");
            store.maintaining = () -> 0;
            await(() -> tracker.health().state() == HealthState.UP);
        }
    }

    @Test
    void anAnnounceThatReachesTheTimeLimitIsNoticed() {
        store.announcing = (update, response) -> new CompletableFuture<>();
        try (Tracker tracker = Tracker.builder()
                .store(store)
                .requestTimeout(Duration.ofMillis(300))
                .build()
                .start()) {
            CompletableFuture<AnnounceResponse> answer =
                    tracker.announce(request()).toCompletableFuture();
            await(answer::isCompletedExceptionally);
            assertThat(tracker.stats().timeouts()).isEqualTo(1);
            assertThat(tracker.health().state()).isEqualTo(HealthState.DEGRADED);
        }
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(1, 2, 3)
                .source(AddressFamily.IPV6, 0x2a00L << 48, 1)
                .port(6_881);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("within 30 s").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
