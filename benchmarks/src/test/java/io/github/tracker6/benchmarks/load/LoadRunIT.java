package io.github.tracker6.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator finds nothing wrong with a right tracker, and each planted flaw. */
@Tag("long")
class LoadRunIT {
    private static final int NUM_WANT = 10;
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:0", "127.0.0.1:0"})
    void aCorrectUdpTrackerPasses(String address) throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address(address), Flaw.NONE)) {
            requireClean(plan(tracker.address(), true, false));
        }
    }

    @ParameterizedTest
    @CsvSource({"[::1]:0, false", "[::1]:0, true", "127.0.0.1:0, false", "127.0.0.1:0, true"})
    void aCorrectHttpTrackerPasses(String address, boolean connectionPerRequest) throws Exception {
        try (FlawedHttpTracker tracker = new FlawedHttpTracker(address(address), Flaw.NONE)) {
            requireClean(plan(tracker.address(), false, connectionPerRequest));
            assertThat(tracker.connectionFields()).containsExactly(connectionPerRequest ? "close" : "keep-alive");
        }
    }

    private static void requireClean(LoadPlan plan) throws Exception {
        Tally tally = LoadRun.run(plan);

        assertThat(tally.faults).as("%s", tally.examples).isEmpty();
        assertThat(tally.lost).isZero();
        assertThat(tally.received).isEqualTo(tally.sent).isGreaterThan(plan.peers());
        assertThat(tally.latencies.getTotalCount()).isPositive();
        assertThat(tally.scrapedSwarms).isEqualTo(plan.swarms());
        assertThat(new Report(plan, tally).text()).contains("wrong      0");
    }

    @ParameterizedTest
    @CsvSource({
        "HANDS_OUT_REQUESTER, SELF",
        "HANDS_OUT_STRANGER, FOREIGN",
        "HANDS_OUT_STOPPED, GONE",
        "HANDS_OUT_TWICE, REPEATED",
        "HANDS_OUT_TOO_MANY, TOO_MANY",
        "HANDS_OUT_TOO_FEW, TOO_FEW",
        "BROKEN_STRIDE, STRIDE",
        "NEGATIVE_COUNT, COUNTS",
        "HUGE_COUNT, COUNTS",
        "ZERO_INTERVAL, INTERVAL",
        "REFUSES, REFUSED",
        "FORGETS_PEERS_IN_SCRAPE, SCRAPE",
        "OTHER_TRANSACTION, TRANSACTION",
        "OTHER_ACTION, ACTION",
        "CUT_OFF, LENGTH",
        "ANSWERS_TWICE, TRANSACTION",
    })
    void aFlawOfAUdpTrackerIsDetected(Flaw flaw, Fault fault) throws Exception {
        for (String address : new String[] {"[::1]:0", "127.0.0.1:0"}) {
            try (FlawedUdpTracker tracker = new FlawedUdpTracker(address(address), flaw)) {
                LoadPlan plan = flaw == Flaw.OTHER_TRANSACTION
                        ? impatient(tracker.address(), true)
                        : plan(tracker.address(), true, false);

                Tally tally = LoadRun.run(plan);

                assertThat(tally.faults).containsOnlyKeys(fault);
                assertThat(tally.isClean()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HANDS_OUT_REQUESTER, SELF",
        "HANDS_OUT_STOPPED, GONE",
        "HANDS_OUT_TOO_FEW, TOO_FEW",
        "BROKEN_STRIDE, STRIDE",
        "REFUSES, REFUSED",
        "FORGETS_PEERS_IN_SCRAPE, SCRAPE",
        "STATUS_500, STATUS",
        "NO_BENCODE, SYNTAX",
    })
    void aFlawOfAnHttpTrackerIsDetected(Flaw flaw, Fault fault) throws Exception {
        for (String address : new String[] {"[::1]:0", "127.0.0.1:0"}) {
            try (FlawedHttpTracker tracker = new FlawedHttpTracker(address(address), flaw)) {
                assertThat(LoadRun.run(plan(tracker.address(), false, false)).faults)
                        .containsOnlyKeys(fault);
            }
        }
    }

    /** 18 bytes over IPv4 are three wrong peers; 6 bytes over IPv6 are a third of a peer. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1:0, FOREIGN", "[::1]:0, STRIDE"})
    void theStrideOfTheOtherFamilyIsDetected(String address, Fault fault) throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address(address), Flaw.OTHER_STRIDE)) {
            assertThat(LoadRun.run(plan(tracker.address(), true, false)).faults).containsKey(fault);
        }
    }

    @Test
    void missingAnswersOverUdpAreLostAndNoFault() throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.IS_SILENT)) {
            Tally tally = LoadRun.run(impatient(tracker.address(), true));

            assertThat(tally.lost).isPositive();
            assertThat(tally.sent).isEqualTo(tally.received + tally.lost);
            assertThat(tally.faults).as("%s", tally.examples).isEmpty();
            assertThat(tally.isClean()).isFalse();
        }
    }

    @Test
    void missingAnswersOverHttpAreLostAndNoFault() throws Exception {
        try (FlawedHttpTracker tracker = new FlawedHttpTracker(address("127.0.0.1:0"), Flaw.IS_SILENT)) {
            Tally tally = LoadRun.run(impatient(tracker.address(), false));

            assertThat(tally.lost).isPositive();
            assertThat(tally.sent).isEqualTo(tally.received + tally.lost);
            assertThat(tally.faults).as("%s", tally.examples).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:0", "127.0.0.1:0"})
    void aTargetThatNeverAnswersEndsTheRunWithAMessageThatNamesIt(String address) throws Exception {
        try (DatagramChannel silent = DatagramChannel.open().bind(new InetSocketAddress(address(address), 0))) {
            InetSocketAddress target = (InetSocketAddress) silent.getLocalAddress();

            assertThatThrownBy(() -> LoadRun.run(impatient(target, true)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer a connect")
                    .hasMessageContaining(":" + target.getPort());
        }
    }

    @Test
    void anOpenLoopSendsAtItsRate() throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.NONE)) {
            LoadPlan plan = plan(tracker.address(), true, false, 1_000, LONG_TIMEOUT);

            Tally tally = LoadRun.run(plan);

            long measured = tally.latencies.getTotalCount();
            assertThat(measured + tally.unsent).isBetween(150L, 250L); // 200, give or take 3.5 sigma
            assertThat(tally.isClean()).isTrue();
        }
    }

    @Test
    void onlyTheFramingOfAnEchoIsVerified() throws Exception {
        try (UdpEcho echo = new UdpEcho(Endpoint.parse("127.0.0.1:0").socketAddress())) {
            startThread(echo::run);
            LoadPlan plan = plan(echo.address(), true, false);

            assertThat(LoadRun.run(plan).faults).isNotEmpty();
            assertThat(LoadRun.run(echoed(plan)).isClean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheFramingOfAnHttpEchoIsVerified(boolean connectionPerRequest) throws Exception {
        try (HttpEcho echo = new HttpEcho(Endpoint.parse("127.0.0.1:0").socketAddress())) {
            startThread(echo::run);
            LoadPlan plan = plan(echo.address(), false, connectionPerRequest);

            assertThat(LoadRun.run(plan).faults).isNotEmpty();
            Tally tally = LoadRun.run(echoed(plan));
            assertThat(tally.isClean()).isTrue();
            assertThat(tally.good()).isEqualTo(tally.sent).isGreaterThan(plan.peers());
        }
    }

    @Test
    void theRequesterInItsOwnAnswerIsToleratedOnRequest() throws Exception {
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.HANDS_OUT_REQUESTER)) {
            assertThat(LoadRun.run(tolerant(plan(tracker.address(), true, false))).faults)
                    .isEmpty();
        }
        try (FlawedUdpTracker tracker = new FlawedUdpTracker(address("[::1]:0"), Flaw.HANDS_OUT_STRANGER)) {
            assertThat(LoadRun.run(tolerant(plan(tracker.address(), true, false))).faults)
                    .containsOnlyKeys(Fault.FOREIGN);
        }
    }

    private interface Echo {
        void run() throws IOException;
    }

    private static void startThread(Echo echo) {
        Thread thread = new Thread(() -> {
            try {
                echo.run();
            } catch (IOException e) {
                throw new AssertionError("echo", e);
            }
        });
        thread.start();
    }

    private static InetAddress address(String text) {
        return Endpoint.parse(text).address();
    }

    private static LoadPlan plan(InetSocketAddress target, boolean udp, boolean connectionPerRequest) {
        return plan(target, udp, connectionPerRequest, 0, LONG_TIMEOUT);
    }

    /** Returns a plan with a short timeout, for trackers that do not answer. */
    private static LoadPlan impatient(InetSocketAddress target, boolean udp) {
        return plan(target, udp, false, 0, Duration.ofMillis(300));
    }

    private static LoadPlan plan(
            InetSocketAddress target, boolean udp, boolean connectionPerRequest, double rate, Duration timeout) {
        return new LoadPlan(
                new Target(udp, target, "/announce"),
                rate,
                true,
                8,
                Duration.ZERO,
                Duration.ofMillis(200),
                timeout,
                4,
                64,
                0.5,
                0.4,
                0.1,
                NUM_WANT,
                8,
                null,
                2,
                connectionPerRequest,
                false,
                false,
                42,
                List.of(),
                0);
    }

    private static LoadPlan echoed(LoadPlan plan) {
        return verified(plan, true, false);
    }

    private static LoadPlan tolerant(LoadPlan plan) {
        return verified(plan, false, true);
    }

    /** Returns the same load with other rules for the verification of answers. */
    private static LoadPlan verified(LoadPlan plan, boolean echo, boolean tolerateSelf) {
        return new LoadPlan(
                plan.target(),
                plan.rate(),
                plan.poisson(),
                plan.inFlight(),
                plan.warmup(),
                plan.duration(),
                plan.timeout(),
                plan.swarms(),
                plan.peers(),
                plan.zipf(),
                plan.seeders(),
                plan.churn(),
                plan.numWant(),
                plan.sources(),
                plan.firstSource(),
                plan.threads(),
                plan.connectionPerRequest(),
                echo,
                tolerateSelf,
                plan.seed(),
                plan.others(),
                plan.completions());
    }
}
