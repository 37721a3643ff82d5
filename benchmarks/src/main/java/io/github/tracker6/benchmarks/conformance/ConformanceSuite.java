package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.benchmarks.conformance.Result.Outcome;
import io.github.tracker6.benchmarks.conformance.Result.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs checks against one tracker: several at a time, and behind them those that use up a rate limit. Stateless. */
final class ConformanceSuite {
    /** The checks that may run at the same time. */
    static final List<Check> CHECKS = Stream.of(
                    SwarmChecks.ALL,
                    FamilyChecks.ALL,
                    UdpSourceChecks.ALL,
                    UdpChecks.ALL,
                    HttpQueryChecks.ALL,
                    HttpAnswerChecks.ALL,
                    HttpConnectionChecks.ALL,
                    RateChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private static final int AT_ONCE = 6;

    private ConformanceSuite() {}

    /**
     * Runs checks, and returns their results in the same order.
     *
     * @param limit how long all of them may take; a check that is not finished then has failed
     */
    static List<Result> run(Setup setup, List<Check> checks, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Check> last = checks.stream().filter(RateChecks.ALL::contains).toList();
        List<Check> first =
                checks.stream().filter(check -> !last.contains(check)).toList();
        List<Result> results = new ArrayList<>(run(setup, first, AT_ONCE, end));
        results.addAll(run(setup, last, 1, end));
        return results;
    }

    private static List<Result> run(Setup setup, List<Check> checks, int atOnce, long endNanos)
            throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "conformance");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<Result>> tasks = new ArrayList<>();
            for (Check check : checks) {
                tasks.add(() -> run(setup, check));
            }
            long rest = Math.max(0, endNanos - System.nanoTime());
            List<Future<Result>> futures = executor.invokeAll(tasks, rest, TimeUnit.NANOSECONDS);
            List<Result> results = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                results.add(result(checks.get(i), futures.get(i)));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    private static Result result(Check check, Future<Result> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return failed(check, "not finished within the time limit");
        } catch (ExecutionException e) {
            return failed(check, String.valueOf(e.getCause()));
        }
    }

    private static Result failed(Check check, String detail) {
        Map<Way, Outcome> outcomes = new EnumMap<>(Way.class);
        check.scope().ways().forEach(way -> outcomes.put(way, new Outcome(Status.FAIL, detail)));
        return new Result(check, outcomes);
    }

    private static Result run(Setup setup, Check check) throws InterruptedException {
        Map<Way, Outcome> outcomes = new EnumMap<>(Way.class);
        for (Way way : check.scope().ways()) {
            outcomes.put(way, outcome(setup, check, way));
        }
        return new Result(check, outcomes);
    }

    private static Outcome outcome(Setup setup, Check check, Way way) throws InterruptedException {
        try {
            setup.target(way);
            if (check.scope().bothFamilies()) {
                setup.target(way.otherFamily());
            }
            try (Session session = new Session(setup)) {
                check.body().run(session, way);
            }
            return new Outcome(Status.OK, "");
        } catch (NotOffered e) {
            return new Outcome(Status.NOT_OFFERED, message(e));
        } catch (IOException | RuntimeException e) {
            return new Outcome(Status.FAIL, message(e));
        }
    }

    private static String message(Exception e) {
        String text = e instanceof Mismatch || e instanceof NotOffered ? String.valueOf(e.getMessage()) : e.toString();
        // It may hold what the tracker sent.
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
