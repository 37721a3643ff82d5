package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.redis.testing.RedisServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What announces cost in one round. Immutable.
 *
 * @param perSecond announces per second, end to end
 * @param redisMicros CPU time of Redis per announce, user and system
 * @param javaMicros CPU time of this program per announce
 * @param peers the mean number of peers in an answer
 */
record Cost(double perSecond, double redisMicros, double javaMicros, double p50Millis, double p99Millis, double peers) {
    /** Returns how many announces per second one core of Redis could process. */
    double perRedisCore() {
        return 1e6 / redisMicros;
    }

    /** Returns the median of each figure. */
    static Cost median(List<Cost> rounds) {
        return new Cost(
                median(rounds, Cost::perSecond),
                median(rounds, Cost::redisMicros),
                median(rounds, Cost::javaMicros),
                median(rounds, Cost::p50Millis),
                median(rounds, Cost::p99Millis),
                median(rounds, Cost::peers));
    }

    private static double median(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        List<Double> values = new ArrayList<>();
        rounds.forEach(round -> values.add(figure.applyAsDouble(round)));
        values.sort(Comparator.naturalOrder());
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** Reads the CPU clocks at the begin and at the end. */
    static final class Meter {
        private final RedisServer server;
        private final double redisBefore;
        private final double javaBefore;

        Meter(RedisServer server) {
            this.server = server;
            this.redisBefore = redisSeconds(server);
            this.javaBefore = javaSeconds();
        }

        Cost cost(ClosedLoop.Outcome outcome) {
            double redis = redisSeconds(server) - redisBefore;
            double java = javaSeconds() - javaBefore;
            Histogram latencies = outcome.latencies();
            double announces = latencies.getTotalCount();
            return new Cost(
                    announces / outcome.seconds(),
                    1e6 * redis / announces,
                    1e6 * java / announces,
                    latencies.getValueAtPercentile(50) / 1e6,
                    latencies.getValueAtPercentile(99) / 1e6,
                    outcome.peers());
        }

        /** Returns the cost of requests that another program has sent. */
        Cost cost(double perSecond, int requests, double p50Millis) {
            double redis = redisSeconds(server) - redisBefore;
            return new Cost(perSecond, 1e6 * redis / requests, Double.NaN, p50Millis, Double.NaN, Double.NaN);
        }

        private static double redisSeconds(RedisServer server) {
            return Double.parseDouble(server.info("cpu", "used_cpu_user"))
                    + Double.parseDouble(server.info("cpu", "used_cpu_sys"));
        }

        private static double javaSeconds() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                    ? os.getProcessCpuTime() / 1e9
                    : Double.NaN;
        }
    }
}
