package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.InfoHash;
import io.github.tracker6.benchmarks.load.Target;
import io.github.tracker6.benchmarks.support.OptionRanges;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommand {@code conformance}. */
@Command(
        name = "conformance",
        description = "Checks on the wire whether a tracker keeps the rules of the BEPs, and lacks known bugs.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The checks send from the addresses in --source. Without it, a tracker in 127.0.0.0/8 is asked"
                    + " from addresses of this network, other ones for each check (Linux routes all of"
                    + " them), and any other tracker from the one address that the system chooses. A check that needs"
                    + " more addresses of a family is reported as not offered there. There must be no address"
                    + " translation in between.",
            "Info hashes are random, and the checks stop their peers at the end."
        })
public final class ConformanceCommand implements Callable<Integer> {
    private static final int MOST_PEERS = 10_000;
    private static final int MOST_SECONDS = 3_600;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "URL",
            converter = Target.Converter.class,
            description = "The tracker: http://[::1]:6969/announce or udp://[::1]:6969. Give one of each"
                    + " protocol and family that it serves. Both families must share their swarms.")
    List<Target> targets = List.of();

    @Option(names = "--source", paramLabel = "ADDRESS", description = "Send from this local address; can be repeated.")
    List<InetAddress> sources = List.of();

    @Option(
            names = "--numwant-max",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many peers an answer of the tracker has at most. Default: 200.")
    int numWantLimit;

    @Option(
            names = "--check",
            paramLabel = "ID",
            split = ",",
            description = "Run these checks and no others; can be repeated.")
    Set<String> only = new LinkedHashSet<>();

    @Option(names = "--list", description = "Print the checks, and run none.")
    boolean list;

    @Option(names = "--seed", paramLabel = "N", description = "What info hashes depend on. Default: random.")
    @Nullable
    Long seed;

    @Option(
            names = "--print-info-hashes",
            description = "Print all info hashes of --seed, and run no check: for a tracker with an allow list.")
    boolean printInfoHashes;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long all checks may take; what is not finished then has failed. Default: 60.")
    int limitSeconds;

    @Option(names = "--json", description = "Print the results as JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--numwant-max", numWantLimit >= 1 && numWantLimit <= MOST_PEERS, "1 to " + MOST_PEERS);
        ranges.require("--limit", limitSeconds >= 1 && limitSeconds <= MOST_SECONDS, "1 to " + MOST_SECONDS);
        List<Check> checks = selected();
        PrintWriter out = spec.commandLine().getOut();
        InfoHashes infoHashes =
                new InfoHashes(seed == null ? ThreadLocalRandom.current().nextLong() : seed);
        if (printInfoHashes) {
            infoHashes.all().stream().map(InfoHash::toString).forEach(out::println);
            return 0;
        }
        if (list) {
            checks.forEach(check -> out.printf("%s: %s [%s]%n", check.id(), check.sentence(), check.source()));
            return 0;
        }
        int firstBlock = ThreadLocalRandom.current().nextInt(0x10000);
        Setup setup = new Setup(
                targetsByWay(), new Sources(sources, firstBlock), infoHashes, Pacer.polite(), PATIENCE, numWantLimit);
        if (!json) {
            printPlan(setup, out);
        }
        Report report = new Report(ConformanceSuite.run(setup, checks, Duration.ofSeconds(limitSeconds)));
        out.println(json ? report.json() : report.text());
        int leftOut = ConformanceSuite.CHECKS.size() - checks.size();
        if (!json && leftOut > 0) {
            out.println(leftOut + " checks are not among --check");
        }
        return report.hasFailures() ? 1 : 0;
    }

    private List<Check> selected() {
        Set<String> unknown = new LinkedHashSet<>(only);
        ConformanceSuite.CHECKS.forEach(check -> unknown.remove(check.id()));
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--check: no such check: " + String.join(", ", unknown) + "; see --list");
        }
        return ConformanceSuite.CHECKS.stream()
                .filter(check -> only.isEmpty() || only.contains(check.id()))
                .toList();
    }

    private Map<Way, Target> targetsByWay() {
        Map<Way, Target> byWay = new EnumMap<>(Way.class);
        for (Target target : targets) {
            Way way = Way.of(target);
            if (byWay.put(way, target) != null) {
                throw new ParameterException(spec.commandLine(), "--target: more than one with " + way);
            }
        }
        if (byWay.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--target is missing");
        }
        return byWay;
    }

    private static void printPlan(Setup setup, PrintWriter out) throws IOException {
        for (Way way : Way.values()) {
            Target target = setup.targets().get(way);
            out.println(
                    target == null
                            ? way + ": not offered, no --target"
                            : way + ": " + target + " from " + setup.sources().description(target.address()));
        }
    }
}
