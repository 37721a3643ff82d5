package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The generators of a plan, each on its own thread. All of them do one step at the same time, then the next. */
final class LoadSession implements AutoCloseable {
    /** A step that all generators do at the same time. */
    private interface Phase {
        void run(Generator generator) throws IOException;
    }

    private final List<Generator> generators = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * Opens the sockets of the generators.
     *
     * @throws IOException if the target does not answer
     * @throws IllegalArgumentException if the plan is impossible
     */
    LoadSession(LoadPlan plan) throws IOException, InterruptedException {
        threads = Executors.newFixedThreadPool(plan.threads());
        try {
            int perThread = plan.sources() / plan.threads();
            for (int i = 0; i < plan.threads(); i++) {
                Sources sources =
                        Sources.towards(plan.firstSource(), plan.target().address(), perThread, i * perThread);
                generators.add(new Generator(plan, sources, i));
            }
            all(Generator::open);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Lets peers join that have never joined, as fast as the answers arrive; fewer if fewer are left. */
    void join(int peers) throws IOException, InterruptedException {
        all(generator -> generator.join(peers));
    }

    /** Puts load on the target for a time. A rate of 0 is a closed loop. */
    void measure(double rate, Duration warmup, Duration duration) throws IOException, InterruptedException {
        all(generator -> generator.measure(rate, warmup, duration));
    }

    /** Scrapes all swarms and compares the counts. */
    void scrape() throws IOException, InterruptedException {
        all(Generator::scrape);
    }

    /** Returns the counts since the last call. */
    Tally takeTally() {
        Tally total = new Tally();
        generators.forEach(generator -> total.add(generator.takeTally()));
        return total;
    }

    private void all(Phase phase) throws IOException, InterruptedException {
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

    @Override
    public void close() {
        threads.shutdownNow();
        generators.forEach(Generator::close);
    }
}
