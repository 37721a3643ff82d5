package io.github.tracker6.benchmarks.redis;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects rounds, and prints their medians and the goals. Not thread-safe. */
final class Report {
    private static final String ROW = "%-44s %10s %9s %9s %8s %8s %8s %6s%n";

    private final PrintWriter out;
    private final Map<String, List<Cost>> rounds = new LinkedHashMap<>();

    Report(PrintWriter out) {
        this.out = out;
    }

    void add(String name, Cost cost) {
        rounds.computeIfAbsent(name, unused -> new ArrayList<>()).add(cost);
    }

    /** Removes all rounds. */
    void clear() {
        rounds.clear();
    }

    Cost of(String name) {
        return Cost.median(rounds.getOrDefault(name, List.of()));
    }

    void costs() {
        line(ROW, "", "announces", "Redis", "announces", "Java", "p50", "p99", "peers");
        line(ROW, "medians", "/s", "us each", "/s/core", "us each", "ms", "ms", "each");
        rounds.forEach((name, all) -> {
            Cost cost = Cost.median(all);
            line(
                    ROW,
                    name,
                    number("%,.0f", cost.perSecond()),
                    number("%.2f", cost.redisMicros()),
                    number("%,.0f", cost.perRedisCore()),
                    number("%.1f", cost.javaMicros()),
                    number("%.2f", cost.p50Millis()),
                    number("%.2f", cost.p99Millis()),
                    number("%.1f", cost.peers()));
        });
    }

    void line(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }

    /** Prints a figure whose goal is a minimum. */
    void atLeast(String name, String format, double goal, double figure) {
        goal(name, ">= " + number(format, goal), number(format, figure), figure >= goal);
    }

    /** Prints a figure whose goal is a maximum. */
    void atMost(String name, String format, double goal, double figure) {
        goal(name, "<= " + number(format, goal), number(format, figure), figure <= goal);
    }

    private void goal(String name, String goal, String figure, boolean met) {
        line("%-60s %12s %12s  %s%n", name, goal, figure, met ? "met" : "MISSED");
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }
}
