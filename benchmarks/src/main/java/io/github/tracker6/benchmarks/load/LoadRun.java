package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** Runs a plan from the first join to the last scrape. Stateless. */
final class LoadRun {
    private LoadRun() {}

    /**
     * Runs a plan and waits for its end.
     *
     * @throws IOException if the target does not answer
     * @throws IllegalArgumentException if the plan is impossible, such as more peers than there are endpoints
     */
    static Tally run(LoadPlan plan) throws IOException, InterruptedException {
        try (LoadSession session = new LoadSession(plan)) {
            session.join(plan.peers());
            Tally total = session.takeTally();
            total.latencies.reset(); // the latencies of the joins are not reported
            session.measure(plan.rate(), plan.warmup(), plan.duration());
            if (!plan.echo()) {
                session.scrape();
            }
            total.add(session.takeTally());
            return total;
        }
    }
}
