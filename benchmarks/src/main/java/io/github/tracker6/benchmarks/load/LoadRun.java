package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** Carries out a plan from the first join to the last scrape. */
final class LoadRun {
    private LoadRun() {}

    /**
     * Puts the load on the target and waits until all is done.
     *
     * @throws IOException if the target is out of reach
     * @throws IllegalArgumentException if the plan can't be carried out
     */
    static Tally run(LoadPlan plan) throws IOException, InterruptedException {
        try (LoadSession session = new LoadSession(plan)) {
            session.join(plan.peers());
            Tally total = session.takeTally();
            total.latencies.reset(); // those of the joins are nobody's question
            session.measure(plan.rate(), plan.warmup(), plan.duration());
            if (!plan.echo()) {
                session.scrape();
            }
            total.add(session.takeTally());
            return total;
        }
    }
}
