package io.github.tracker6.benchmarks.embedding;

import io.github.tracker6.benchmarks.support.OptionRanges;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code embeddings}. */
@Command(
        name = "embeddings",
        description = {
            "Measures the CPU time of an announce to the engine, to the tracker's own HTTP server, and to the",
            "tracker in other HTTP servers. Each is a process of its own, all on this Java. They take turns.",
            "Each answer over HTTP is verified. What is printed is the median of the rounds. The generator's",
            "CPU time does not count.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class EmbeddingsCommand implements Callable<Integer> {
    private static final int MAX_ROUNDS = 1_000;
    private static final int MAX_SECONDS = 600;
    private static final int MAX_PEERS = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each is measured. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How long each measurement takes. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds of load on each before the first round. Default: ${DEFAULT-VALUE}.")
    int warmup;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Peers over all swarms. Default: ${DEFAULT-VALUE}.")
    int peers;

    @Option(
            names = "--swarms",
            paramLabel = "N",
            defaultValue = "200",
            description = "Swarms, all of one size. Default: ${DEFAULT-VALUE}.")
    int swarms;

    @Option(names = "--serve", hidden = true)
    @Nullable
    Embedding serve;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--rounds", rounds >= 1 && rounds <= MAX_ROUNDS, "1 to " + MAX_ROUNDS);
        ranges.require("--seconds", seconds >= 1 && seconds <= MAX_SECONDS, "1 to " + MAX_SECONDS);
        ranges.require("--warmup", warmup >= 1 && warmup <= MAX_SECONDS, "1 to " + MAX_SECONDS);
        ranges.require("--peers", peers >= 1 && peers <= MAX_PEERS, "1 to " + MAX_PEERS);
        ranges.require("--swarms", swarms >= 1 && swarms <= peers, "1 to the number of peers");
        PrintWriter out = spec.commandLine().getOut();
        if (serve != null) {
            new EmbeddingProgram(peers, swarms).run(serve, out);
            return 0;
        }
        measure(out);
        return 0;
    }

    private void measure(PrintWriter out) throws IOException, InterruptedException {
        List<EmbeddingProcess> all = new ArrayList<>();
        try {
            for (Embedding each : Embedding.values()) {
                EmbeddingProcess process = new EmbeddingProcess(each, peers, swarms);
                all.add(process);
                process.warmUp(Duration.ofSeconds(warmup));
            }
            for (int round = 0; round < rounds; round++) {
                for (EmbeddingProcess each : all) {
                    each.measure(Duration.ofSeconds(seconds));
                }
            }
            print(out, all);
        } finally {
            all.forEach(EmbeddingProcess::close);
        }
    }

    private static void print(PrintWriter out, List<EmbeddingProcess> all) {
        double own = all.stream()
                .filter(each -> each.embedding() == Embedding.NETTY)
                .findFirst()
                .orElseThrow()
                .microsPerAnnounce();
        out.printf(Locale.ROOT, "%-10s %14s %20s %14s%n", "", "CPU in us", "per second and core", "of netty's CPU");
        for (EmbeddingProcess each : all) {
            double micros = each.microsPerAnnounce();
            out.printf(
                    Locale.ROOT, "%-10s %14.2f %20.0f %14.2f%n", each.embedding(), micros, 1e6 / micros, micros / own);
        }
    }
}
