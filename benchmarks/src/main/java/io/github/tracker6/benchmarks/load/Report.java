package io.github.tracker6.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The result of a load, as text and as JSON. Immutable. */
record Report(LoadPlan plan, Tally tally) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private double rate() {
        return tally.latencies.getTotalCount() / (plan.duration().toNanos() / 1e9);
    }

    private String load() {
        String offered = plan.openLoop()
                ? format("%.0f/s offered (%s)", plan.rate(), plan.poisson() ? "Poisson" : "even")
                : format("closed loop, %d in flight", plan.inFlight());
        String connections = plan.target().udp() ? "sockets" : "connections";
        return format(
                "%s, %s warm-up + %s, %d %s%s, %d threads",
                offered,
                seconds(plan.warmup().toMillis()),
                seconds(plan.duration().toMillis()),
                plan.sources(),
                connections,
                plan.connectionPerRequest() ? " with one request each" : "",
                plan.threads());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "target", plan.target().toString());
        line(text, "load", load());
        line(
                text,
                "swarms",
                format(
                        "%d with %d peers, Zipf %s, %.0f %% seeders, %.0f %% stops, numwant %d, seed %d",
                        plan.swarms(),
                        plan.peers(),
                        plan.zipf(),
                        100 * plan.seeders(),
                        100 * plan.churn(),
                        plan.numWant(),
                        plan.seed()));
        line(text, "sent", Long.toString(tally.sent));
        line(text, "received", Long.toString(tally.received));
        line(text, "lost", tally.lost + (tally.late > 0 ? format(" (%d came late)", tally.late) : ""));
        line(text, "wrong", Long.toString(tally.wrong()));
        tally.faults.forEach((fault, count) ->
                line(text, "", format("%d: %s, such as: %s", count, fault.text(), tally.example(fault))));
        line(text, "rate", format("%.0f answers/s in the measured time", rate()));
        StringBuilder latency = new StringBuilder();
        for (double percentile : PERCENTILES) {
            latency.append(format("p%s %.3f  ", trim(percentile), millis(percentile)));
        }
        line(text, "latency", latency + format("max %.3f ms", tally.latencies.getMaxValue() / 1e6));
        line(text, "scrape", format("%d swarms compared", tally.scrapedSwarms));
        if (plan.openLoop()) {
            String unsent = tally.unsent > 0 ? format(", %d NOT SENT: the rate was not offered", tally.unsent) : "";
            line(text, "generator", format("%.3f ms late at most%s", tally.maxBehindNanos / 1e6, unsent));
        }
        return text.toString();
    }

    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("target", plan.target().toString());
        root.put("offeredPerSecond", plan.rate());
        root.put("poisson", plan.openLoop() && plan.poisson());
        root.put("inFlight", plan.inFlight());
        root.put("durationSeconds", plan.duration().toMillis() / 1e3);
        root.put("warmupSeconds", plan.warmup().toMillis() / 1e3);
        root.put("swarms", plan.swarms());
        root.put("peers", plan.peers());
        root.put("zipf", plan.zipf());
        root.put("seeders", plan.seeders());
        root.put("churn", plan.churn());
        root.put("numWant", plan.numWant());
        root.put("sources", plan.sources());
        root.put("threads", plan.threads());
        root.put("connectionPerRequest", plan.connectionPerRequest());
        root.put("seed", plan.seed());
        root.put("sent", tally.sent);
        root.put("received", tally.received);
        root.put("lost", tally.lost);
        root.put("late", tally.late);
        root.put("unsent", tally.unsent);
        root.put("wrong", tally.wrong());
        ObjectNode faults = root.putObject("faults");
        tally.faults.forEach((fault, count) -> faults.put(fault.name().toLowerCase(Locale.ROOT), count));
        ObjectNode examples = root.putObject("examples");
        tally.examples.forEach((fault, example) -> examples.put(fault.name().toLowerCase(Locale.ROOT), example));
        root.put("answersPerSecond", rate());
        ObjectNode latency = root.putObject("latencyMillis");
        for (double percentile : PERCENTILES) {
            latency.put("p" + trim(percentile), millis(percentile));
        }
        latency.put("max", tally.latencies.getMaxValue() / 1e6);
        root.put("behindMillis", tally.maxBehindNanos / 1e6);
        root.put("scrapedSwarms", tally.scrapedSwarms);
        return root.toPrettyString();
    }

    private double millis(double percentile) {
        return tally.latencies.getValueAtPercentile(percentile) / 1e6;
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(format("%-10s %s%n", label, value));
    }

    private static String seconds(long millis) {
        return trim(millis / 1e3) + " s";
    }

    private static String trim(double number) {
        return number == Math.rint(number) ? format("%.0f", number) : Double.toString(number);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
