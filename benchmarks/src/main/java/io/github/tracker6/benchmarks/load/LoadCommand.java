package io.github.tracker6.benchmarks.load;

import io.github.tracker6.benchmarks.support.AddressLiteral;
import io.github.tracker6.benchmarks.support.OptionRanges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The subcommand {@code load}. */
@Command(
        name = "load",
        description = {
            "Puts load on a tracker and verifies every answer.",
            "First every peer joins once. Then the load runs for the warm-up and the measured",
            "time. At last all swarms are scraped and compared with what was announced.",
            "The exit status is 1 if anything was lost (not answered in time) or wrong.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class LoadCommand implements Callable<Integer> {
    private static final int MAX_SOURCES = 60_000;
    private static final int MAX_PEERS = 50_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "URL",
            required = true,
            converter = Target.Converter.class,
            description = "udp://[::1]:6969 or http://127.0.0.1:6969/announce.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Target target;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Announces per second, independent of the answers (open loop). Latencies count from"
                    + " the time at which an announce is due. Default: a closed loop.")
    @Nullable
    Double rate;

    @Option(names = "--uniform", description = "Even gaps in the open loop. Default: Poisson arrivals.")
    boolean uniform;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "64",
            description = "Announces in flight in a closed loop and while peers join. Default: ${DEFAULT-VALUE}.")
    int inFlight;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "The measured time. Default: ${DEFAULT-VALUE}.")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "Load before the measured time. Default: ${DEFAULT-VALUE}.")
    Duration warmup = Duration.ZERO;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "An announce without an answer by then is lost. Default: ${DEFAULT-VALUE}.")
    Duration timeout = Duration.ZERO;

    @Option(
            names = "--swarms",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Swarms. Their info hashes are new in each run. Default: ${DEFAULT-VALUE}.")
    int swarms;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Peers over all swarms. Default: ${DEFAULT-VALUE}.")
    int peers;

    @Option(
            names = "--zipf",
            paramLabel = "S",
            defaultValue = "0",
            description = "Exponent of the sizes of swarms. Default: ${DEFAULT-VALUE}, all equal.")
    double zipf;

    @Option(
            names = "--seeders",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of seeders, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double seeders;

    @Option(
            names = "--churn",
            paramLabel = "SHARE",
            defaultValue = "0.05",
            description = "Share of announces with event stopped, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double churn;

    @Option(
            names = "--numwant",
            paramLabel = "N",
            defaultValue = "50",
            description = "Peers wanted per announce, 0 to 200. Default: ${DEFAULT-VALUE}.")
    int numWant;

    @Option(
            names = "--sources",
            paramLabel = "N",
            defaultValue = "64",
            description = "UDP sockets or HTTP connections. Over IPv4 loopback each has its own address,"
                    + " otherwise they share one. Default: ${DEFAULT-VALUE}.")
    int sources;

    @Option(
            names = "--first-source",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "The address of the first source. The others have the addresses after it. The machine"
                    + " must have all of them.")
    @Nullable
    InetAddress firstSource;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads, each with its own swarms and sources. Default: ${DEFAULT-VALUE}.")
    int threads;

    @Option(names = "--connection-per-request", description = "HTTP without keep-alive.")
    boolean connectionPerRequest;

    @Option(
            names = "--echo",
            description = "The target is the subcommand echo: verify only the framing of answers. Shows the"
                    + " maximum of this generator.")
    boolean echo;

    @Option(
            names = "--tolerate-self",
            description = "Let the tracker tell the requester of itself, as some do; it counts as one of the peers.")
    boolean tolerateSelf;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats a run; the info hashes follow from it. Default: random.")
    @Nullable
    Long seed;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(
            names = "--steps",
            description = "Run the steps in the lines of standard input, and print a line of JSON for each. join"
                    + " PEERS: so many more peers join. run SECONDS [RATE]: load, as a closed loop if there"
                    + " is no rate. scrape: compare all swarms.")
    boolean steps;

    @Option(names = "--print-info-hashes", description = "Print the info hash of each swarm, and send nothing.")
    boolean printInfoHashes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = plan();
        if (printInfoHashes) {
            printInfoHashes(plan);
            return 0;
        }
        try {
            return steps ? runSteps(plan) : run(plan);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void printInfoHashes(LoadPlan plan) {
        ByteBuffer hash = ByteBuffer.allocate(20);
        for (int swarm = 0; swarm < plan.swarms(); swarm++) {
            Population.putInfoHash(plan.seed(), swarm, hash.clear());
            spec.commandLine().getOut().println(HexFormat.of().formatHex(hash.array()));
        }
    }

    private int runSteps(LoadPlan plan) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        return new LoadSteps(plan, in, spec.commandLine().getOut()).run() ? 0 : 1;
    }

    private int run(LoadPlan plan) throws IOException, InterruptedException {
        Tally tally = LoadRun.run(plan);
        Report report = new Report(plan, tally);
        spec.commandLine().getOut().println(json ? report.json() : report.text().stripTrailing());
        return tally.isClean() ? 0 : 1;
    }

    private LoadPlan plan() {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--rate", rate == null || (rate > 0 && rate <= 100_000_000), "above 0 and at most 100000000");
        ranges.require("--in-flight", inFlight >= 1 && inFlight <= 500_000, "1 to 500000");
        ranges.require("--duration", duration.compareTo(Duration.ofMillis(100)) >= 0, "100ms or more");
        ranges.require("--timeout", timeout.toMillis() >= 10 && timeout.toMillis() <= 60_000, "10ms to 60s");
        ranges.require("--threads", threads >= 1 && threads <= 64, "1 to 64");
        ranges.require("--swarms", swarms >= threads && swarms <= MAX_PEERS, "the number of threads to 50000000");
        ranges.require("--peers", peers >= threads && peers <= MAX_PEERS, "the number of threads to 50000000");
        ranges.require("--zipf", zipf >= 0 && zipf <= 4, "0 to 4");
        ranges.require("--seeders", seeders >= 0 && seeders <= 1, "0 to 1");
        ranges.require("--churn", churn >= 0 && churn <= 1, "0 to 1");
        ranges.require("--numwant", numWant >= 0 && numWant <= 200, "0 to 200");
        ranges.require("--sources", sources >= threads && sources <= MAX_SOURCES, "the number of threads to 60000");
        ranges.require(
                "--first-source",
                firstSource == null
                        || (firstSource instanceof Inet4Address)
                                == (target.address().getAddress() instanceof Inet4Address),
                "of the family of --target");
        ranges.require("--connection-per-request", !connectionPerRequest || !target.udp(), "for HTTP only");
        return new LoadPlan(
                target,
                rate == null ? 0 : rate,
                !uniform,
                inFlight,
                warmup,
                duration,
                timeout,
                swarms,
                peers,
                zipf,
                seeders,
                churn,
                numWant,
                sources,
                firstSource,
                threads,
                connectionPerRequest,
                echo,
                tolerateSelf,
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                List.of(),
                0);
    }

    /** Reads a literal address. Host names are not resolved. */
    static final class AddressConverter implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) {
            try {
                return AddressLiteral.parse(text);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new TypeConversionException("'" + text + "' is no address such as 127.0.0.2 or fd00::1");
            }
        }
    }
}
