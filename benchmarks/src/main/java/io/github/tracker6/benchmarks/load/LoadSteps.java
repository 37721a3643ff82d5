package io.github.tracker6.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Runs the steps in the lines of an input. After each step, when every announce is answered or lost, it prints a line
 * of JSON. A program that measures the tracker meanwhile can use it.
 */
final class LoadSteps {
    private final LoadPlan plan;
    private final BufferedReader in;
    private final PrintWriter out;

    LoadSteps(LoadPlan plan, BufferedReader in, PrintWriter out) {
        this.plan = plan;
        this.in = in;
        this.out = out;
    }

    /**
     * Runs until the end of the input.
     *
     * @return whether nothing was lost and no answer had a fault
     * @throws IOException if the target does not answer
     * @throws IllegalArgumentException if a line is no step, or the plan is impossible
     */
    boolean run() throws IOException, InterruptedException {
        boolean clean = true;
        try (LoadSession session = new LoadSession(plan)) {
            String line;
            while ((line = in.readLine()) != null) {
                long start = System.nanoTime();
                runStep(session, line);
                Tally tally = session.takeTally();
                out.println(json(line, tally, (System.nanoTime() - start) / 1e9));
                out.flush();
                clean &= tally.isClean();
            }
        }
        return clean;
    }

    private void runStep(LoadSession session, String line) throws IOException, InterruptedException {
        String[] words = line.strip().split(" +", -1);
        if (words[0].equals("join") && words.length == 2) {
            session.join((int) number(line, words[1], plan.peers()));
        } else if (words[0].equals("run") && (words.length == 2 || words.length == 3)) {
            Duration duration = Duration.ofMillis((long) (1_000 * number(line, words[1], 3_600)));
            double rate = words.length == 3 ? number(line, words[2], 100_000_000) : 0;
            session.measure(rate, Duration.ZERO, duration);
        } else if (words[0].equals("scrape") && words.length == 1) {
            session.scrape();
        } else {
            throw unknownStep(line);
        }
    }

    private static double number(String line, String word, double max) {
        try {
            double number = Double.parseDouble(word);
            if (number > 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the exception below names the line
        }
        throw unknownStep(line);
    }

    private static IllegalArgumentException unknownStep(String line) {
        return new IllegalArgumentException(
                "'" + line + "' is none of: join PEERS; run SECONDS [ANNOUNCES-PER-SECOND]; scrape");
    }

    private static ObjectNode json(String step, Tally tally, double seconds) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("step", step);
        root.put("seconds", seconds);
        root.put("sent", tally.sent);
        root.put("received", tally.received);
        root.put("good", tally.good());
        root.put("lost", tally.lost);
        root.put("unsent", tally.unsent);
        root.put("wrong", tally.wrong());
        ObjectNode examples = root.putObject("examples");
        tally.examples.forEach((fault, example) -> examples.put(fault.name().toLowerCase(Locale.ROOT), example));
        root.put("peersPerAnswer", tally.received == 0 ? 0 : (double) tally.peers / tally.received);
        root.put("p50Micros", tally.latencies.getValueAtPercentile(50) / 1e3);
        root.put("p99Micros", tally.latencies.getValueAtPercentile(99) / 1e3);
        root.put("scrapedSwarms", tally.scrapedSwarms);
        return root;
    }
}
