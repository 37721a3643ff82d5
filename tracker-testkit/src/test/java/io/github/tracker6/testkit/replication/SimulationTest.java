package io.github.tracker6.testkit.replication;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories of several nodes end with equal tables and exact counts. */
@Tag("long")
class SimulationTest {
    @Test
    void nodesAgreeAfterAnyHistory() {
        long first = Long.getLong("tracker6.simulation.first", 0);
        int seeds = Integer.getInteger("tracker6.simulation.seeds", 300);
        List<String> failures = new ArrayList<>();
        for (long seed = first; seed < first + seeds && failures.size() < 3; seed++) {
            SimHistory history = new SimHistory(seed);
            List<SimStep> steps = history.steps();
            String trouble = Simulation.play(history, steps);
            if (trouble != null) {
                failures.add(shortened(history, steps, trouble));
            }
        }
        if (!failures.isEmpty()) {
            fail(String.join("\n\n", failures));
        }
    }

    private static String shortened(SimHistory history, List<SimStep> steps, String trouble) {
        List<SimStep> few = SimShrinker.shrink(steps, some -> Simulation.play(history, some) != null);
        return "seed " + history.seed() + ": " + trouble + "\nshortened to " + few.size() + " steps: "
                + Simulation.play(history, few) + "\n"
                + few.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
