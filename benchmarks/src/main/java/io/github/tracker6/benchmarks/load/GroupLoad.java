package io.github.tracker6.benchmarks.load;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A load on several trackers that share their swarms: over UDP, an open loop, each answer verified. Each peer announces to
 * one of the trackers, and each swarm has peers at all of them. Not thread-safe.
 */
public final class GroupLoad implements AutoCloseable {
    private static final int SOCKETS = 60;
    private static final int IN_FLIGHT = 64;
    private static final int NUM_WANT = 50;
    private static final double SEEDERS = 0.3;
    private static final double STOPS = 0.05;
    private static final double COMPLETIONS = 0.02;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration EQUAL_LIMIT = Duration.ofSeconds(30);

    /**
     * What became of the load since the last check.
     *
     * @param announces the announces that were sent
     * @param rate announces per second while the load ran
     * @param failures the announces that were not answered in time, and the answers with a fault
     * @param example one of the failures or differences, or an empty text
     * @param cutOff the announces that a tracker had not answered when it was killed; they are no failures
     * @param differences the swarms that a tracker counts otherwise than they were announced
     * @param contents how many different contents the trackers have
     * @param downloads the downloads that the first tracker counts
     * @param fewestDownloads how many it must count
     * @param mostDownloads how many it may count
     * @param p99Millis within which 99 % of the announces of the load were answered, in milliseconds
     */
    public record Outcome(
            long announces,
            double rate,
            long failures,
            String example,
            long cutOff,
            long differences,
            long contents,
            long downloads,
            long fewestDownloads,
            long mostDownloads,
            double p99Millis) {}

    private final Generator generator;
    private final int rate;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final long equalNanos;
    private Tally total = new Tally();
    private double loadSeconds;
    private long startNanos;
    private @Nullable Future<?> running;

    /**
     * Opens the sockets.
     *
     * @param trackers their UDP addresses, all of one family
     * @param rate announces per second at all trackers together
     * @throws IOException if a tracker does not answer
     */
    public GroupLoad(List<InetSocketAddress> trackers, int rate, int peers, int swarms) throws IOException {
        this(trackers, rate, peers, swarms, EQUAL_LIMIT);
    }

    GroupLoad(List<InetSocketAddress> trackers, int rate, int peers, int swarms, Duration equalLimit)
            throws IOException {
        this.rate = rate;
        this.equalNanos = equalLimit.toNanos();
        List<Target> targets = trackers.stream()
                .map(each -> Target.parse("udp://" + Endpoint.of(each.getAddress(), each.getPort())))
                .toList();
        Target first = targets.get(0);
        LoadPlan plan = new LoadPlan(
                first,
                rate,
                true,
                IN_FLIGHT,
                Duration.ZERO,
                Duration.ZERO,
                TIMEOUT,
                swarms,
                peers,
                0,
                SEEDERS,
                STOPS,
                NUM_WANT,
                SOCKETS,
                null,
                1,
                false,
                false,
                false,
                ThreadLocalRandom.current().nextLong(),
                targets.subList(1, targets.size()),
                COMPLETIONS);
        generator = new Generator(plan, Sources.towards(null, first.address(), SOCKETS, 0), 0);
        try {
            generator.open();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Lets every peer announce once. */
    public void join() throws IOException {
        generator.join(Integer.MAX_VALUE);
    }

    /** Starts the load. It goes on until {@link #stop()}. */
    public void start() {
        generator.end(false);
        startNanos = System.nanoTime();
        running = thread.submit(() -> {
            generator.measure(rate, Duration.ZERO, LONGEST);
            return null;
        });
    }

    /**
     * Reports that a tracker was killed. Its peers announce to the next one until {@link #comeBack}. Call it while the load
     * runs.
     *
     * @param sinceNanos the others may lack the completions that it has answered since then, as of {@link
     *     System#nanoTime()}
     */
    public void leave(int tracker, long sinceNanos) {
        generator.requestLeaving(tracker, sinceNanos);
    }

    /** Lets the peers of a tracker announce to it again. Call it while the load does not run. */
    public void comeBack(int tracker) throws IOException {
        generator.comeBack(tracker);
    }

    /** Stops the load and waits for the last answers. */
    public void stop() throws IOException, InterruptedException {
        Future<?> load = running;
        if (load == null) {
            throw new IllegalStateException("the load does not run");
        }
        generator.end(true);
        running = null;
        try {
            load.get();
        } catch (ExecutionException e) {
            throw new IOException("the load ended: " + e.getCause(), e);
        }
        generator.end(false);
        loadSeconds += (System.nanoTime() - startNanos) / 1e9;
        total.add(generator.takeTally());
    }

    /** Waits, up to 30 s, until each tracker counts what was announced, and returns what happened since the last check. */
    public Outcome check() throws IOException {
        double perSecond = loadSeconds > 0 ? total.sent / loadSeconds : 0;
        double p99Millis = total.latencies.getValueAtPercentile(99) / 1e6;
        generator.settle();
        total.add(generator.takeTally());
        Tally tally = total;
        total = new Tally();
        loadSeconds = 0;
        long start = System.nanoTime();
        Tally differences;
        List<ScrapeCheck> checks;
        do {
            differences = new Tally();
            checks = generator.scrape(differences);
        } while ((!differences.isClean() || contents(checks) > 1) && System.nanoTime() - start < equalNanos);
        String example = tally.examples.values().stream().findFirst().orElse("");
        return new Outcome(
                tally.sent,
                perSecond,
                tally.lost + tally.wrong(),
                example.isEmpty() ? differences.example(Fault.SCRAPE) : example,
                tally.cutOff,
                differences.lost + differences.wrong(),
                contents(checks),
                checks.get(0).downloads(),
                generator.sureDownloads(),
                generator.sureDownloads() + generator.unsureDownloads(),
                p99Millis);
    }

    private static long contents(List<ScrapeCheck> checks) {
        return checks.stream().mapToLong(ScrapeCheck::contents).distinct().count();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        generator.close();
    }
}
