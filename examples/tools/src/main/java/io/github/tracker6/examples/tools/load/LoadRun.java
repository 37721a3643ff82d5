package io.github.tracker6.examples.tools.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the generators of a plan, phase by phase. */
final class LoadRun {
    /** A phase of one generator. */
    private interface Phase {
        void run(Generator generator) throws IOException;
    }

    private LoadRun() {}

    /**
     * Puts the load on the target and waits until all is done.
     *
     * @throws IOException if the target is out of reach
     * @throws IllegalArgumentException if the plan can't be carried out
     */
    static Tally run(LoadPlan plan) throws IOException, InterruptedException {
        List<Generator> generators = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(plan.threads());
        try {
            int perThread = plan.sources() / plan.threads();
            for (int i = 0; i < plan.threads(); i++) {
                Sources sources = Sources.towards(plan.target().address(), perThread, i * perThread);
                generators.add(new Generator(plan, sources, i));
            }
            all(threads, generators, Generator::open);
            all(threads, generators, Generator::fill);
            all(threads, generators, Generator::measure);
            if (!plan.echo()) {
                all(threads, generators, Generator::scrape);
            }
            Tally total = new Tally();
            generators.forEach(generator -> total.add(generator.tally()));
            return total;
        } finally {
            threads.shutdownNow();
            generators.forEach(Generator::close);
        }
    }

    private static void all(ExecutorService threads, List<Generator> generators, Phase phase)
            throws IOException, InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        for (Generator generator : generators) {
            running.add(threads.submit(() -> {
                phase.run(generator);
                return null;
            }));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw new IOException(cause.getMessage(), cause);
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
