package io.github.tracker6.benchmarks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.benchmarks.conformance.Result.Status;
import io.github.tracker6.benchmarks.load.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program passes every check, and each check finds a planted fault. */
@Tag("long")
class ConformanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A fault may be that an answer is missing. */
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(200);

    private static TrackerProcess unlimited;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        unlimited = new TrackerProcess(folder, "--no-rate-limit");
    }

    @AfterAll
    static void stop() {
        unlimited.close();
    }

    private static List<Result> run(Map<Way, Target> targets, Pacer pacer, Duration patience, List<Check> checks)
            throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Setup setup = new Setup(
                targets,
                new Sources(List.of(), random.nextInt(0x10000)),
                new InfoHashes(random.nextLong()),
                pacer,
                patience,
                200);
        return ConformanceSuite.run(setup, checks, LIMIT);
    }

    private static Check check(String id) {
        return ConformanceSuite.CHECKS.stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + id));
    }

    @Test
    void theProgramPassesEveryCheckWithItsDefaultsAndThePage(@TempDir Path folder) throws Exception {
        try (TrackerProcess program = new TrackerProcess(folder, "--public-page")) {
            List<Result> results = run(program.targets(), Pacer.polite(), PATIENCE, ConformanceSuite.CHECKS);

            assertThat(results)
                    .allSatisfy(result -> assertThat(result.status())
                            .as(new Report(List.of(result)).text())
                            .isEqualTo(Status.OK));
        }
    }

    @Test
    void aLimitThatIsOffIsNotOffered() throws Exception {
        List<Result> results = run(unlimited.targets(), Pacer.fast(), PATIENCE, RateChecks.ALL);

        assertThat(results)
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.NOT_OFFERED));
    }

    private static Stream<String> faults() {
        return PlantedFaults.all().keySet().stream();
    }

    @Test
    void everyCheckHasAPlantedFault() {
        assertThat(PlantedFaults.all().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ConformanceSuite.CHECKS.stream().map(Check::id).toList());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFound(String id) throws Exception {
        Tamper fault = PlantedFaults.all().get(id);
        try (FaultyTracker tracker = new FaultyTracker(unlimited.addresses(), fault)) {
            Result result = run(tracker.targets(), Pacer.fast(), SHORT_PATIENCE, List.of(check(id)))
                    .get(0);

            Map<Boolean, Set<Status>> byProtocol = result.outcomes().entrySet().stream()
                    .collect(Collectors.groupingBy(
                            outcome -> outcome.getKey().isUdp(),
                            Collectors.mapping(outcome -> outcome.getValue().status(), Collectors.toSet())));
            assertThat(byProtocol.values())
                    .as(new Report(List.of(result)).text())
                    .allSatisfy(statuses -> assertThat(statuses).contains(Status.FAIL));
        }
    }

    @Test
    void withoutAFaultTheSameTrackerPasses() throws Exception {
        try (FaultyTracker tracker = new FaultyTracker(unlimited.addresses(), new Tamper())) {
            List<Check> checks = ConformanceSuite.CHECKS.stream()
                    .filter(check -> !RateChecks.ALL.contains(check))
                    .toList();

            List<Result> results = run(tracker.targets(), Pacer.fast(), PATIENCE, checks);

            assertThat(results)
                    .allSatisfy(result -> assertThat(result.status())
                            .as(new Report(List.of(result)).text())
                            .isNotEqualTo(Status.FAIL));
        }
    }
}
