package io.github.tracker6.testkit.replication;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds a node with a fault, and shortens the history that shows it. */
@Tag("long")
class PlantedFaultsTest {
    private static final int SEEDS = 200;
    private static final int A_FEW = 12;

    @ParameterizedTest
    @EnumSource
    void theSimulationFindsAFault(TamperedLog.Fault fault) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimHistory history = new SimHistory(seed);
            List<SimStep> steps = history.steps();
            if (fails(history, steps, fault)) {
                List<SimStep> few = SimShrinker.shrink(steps, some -> fails(history, some, fault));
                if (few.size() <= A_FEW) {
                    return;
                }
            }
        }
        throw new AssertionError("not found and shortened within " + SEEDS + " seeds");
    }

    private static boolean fails(SimHistory history, List<SimStep> steps, TamperedLog.Fault fault) {
        return Simulation.play(history, steps, log -> new TamperedLog(log, fault)) != null;
    }
}
