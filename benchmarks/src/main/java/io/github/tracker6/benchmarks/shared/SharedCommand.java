package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.benchmarks.support.OptionRanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code shared}. */
@Command(
        name = "shared",
        description = {
            "Measures three nodes, as processes, that share swarms through a Redis. It starts all of them.",
            "Costs are CPU time. The exit status is 1 if an announce failed, the nodes did not come to hold",
            "the same, or a download was lost or counted twice; not if a cost misses its goal.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class SharedCommand implements Callable<Integer> {
    private static final int MIN_PEERS = 3_000;
    private static final int MAX_PEERS = 20_000_000;
    private static final int MAX_SECONDS = 3_600;
    private static final int PEERS_PER_SWARM = 10;

    /** The simulation needs what only tests have, so this program can't run it. */
    private static final String SIMULATION = "mvn verify -pl tracker-testkit -am -Dtest=SimulationTest"
            + " -Dit.test=NoIntegrationTest -DexcludedGroups=none -Dtracker6.simulation.seeds=10000"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Peers over all swarms, a tenth as many. Default: ${DEFAULT-VALUE}.")
    int peers;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long each cost is measured. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
            names = "--fault-seconds",
            paramLabel = "N",
            defaultValue = "8",
            description = "How long each fault lasts. Default: ${DEFAULT-VALUE}.")
    int faultSeconds;

    @Option(
            names = "--black-hole-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long packets to Redis vanish. Default: ${DEFAULT-VALUE}.")
    int blackHoleSeconds;

    @Option(names = "--faults-only", description = "Leave out the costs.")
    boolean faultsOnly;

    @Override
    public Integer call() throws InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--peers", peers >= MIN_PEERS && peers <= MAX_PEERS, MIN_PEERS + " to " + MAX_PEERS);
        ranges.require("--seconds", seconds >= 1 && seconds <= MAX_SECONDS, "1 to " + MAX_SECONDS);
        ranges.require("--fault-seconds", faultSeconds >= 1 && faultSeconds <= MAX_SECONDS, "1 to " + MAX_SECONDS);
        ranges.require(
                "--black-hole-seconds",
                blackHoleSeconds >= 1 && blackHoleSeconds <= MAX_SECONDS,
                "1 to " + MAX_SECONDS);
        Goals goals = new Goals(spec.commandLine().getOut());
        goals.head();
        // Each node has the same number of them.
        int rounded = peers / NodeGroup.SIZE * NodeGroup.SIZE;
        int swarms = rounded / PEERS_PER_SWARM;
        if (!faultsOnly) {
            new CostPart(goals, rounded, swarms, seconds).run();
        }
        new FaultPart(goals, rounded, swarms, faultSeconds, blackHoleSeconds).run();
        goals.line("random histories of 3 to 8 nodes that end unequal, of 10,000: not run here; the command is");
        goals.line("    %s", SIMULATION);
        return goals.isBroken() ? 1 : 0;
    }
}
