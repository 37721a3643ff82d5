package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.benchmarks.support.OptionRanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code redis}. */
@Command(
        name = "redis",
        description = {
            "Measures the Redis store on a Redis that it starts: one on the PATH, or else the one of the tests.",
            "CPU time per announce and ratios are stable. Announces per second are not: Redis and this program",
            "share the cores of the machine. The exit status is 0 even if a goal is missed.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class RedisCommand implements Callable<Integer> {
    private static final int MAX_PEERS = 20_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Peers over all swarms. Default: ${DEFAULT-VALUE}.")
    int peers;

    @Option(
            names = "--swarms",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Swarms. Default: ${DEFAULT-VALUE}.")
    int swarms;

    @Option(
            names = "--zipf",
            paramLabel = "S",
            defaultValue = "1",
            description = "Exponent of the sizes of swarms. Default: ${DEFAULT-VALUE}.")
    double zipf;

    @Option(
            names = "--ipv6",
            paramLabel = "SHARE",
            defaultValue = "0.4",
            description = "Share of IPv6 among hosts with one family. Default: ${DEFAULT-VALUE}.")
    double ipv6;

    @Option(
            names = "--dual",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of hosts with both families, which are two peers each. Default: ${DEFAULT-VALUE}.")
    double dual;

    @Option(
            names = "--seeders",
            paramLabel = "SHARE",
            defaultValue = "0.3",
            description = "Share of seeders. Default: ${DEFAULT-VALUE}.")
    double seeders;

    @Option(
            names = "--numwant",
            paramLabel = "N",
            defaultValue = "50",
            description = "Peers wanted per announce. Default: ${DEFAULT-VALUE}.")
    int numWant;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "256",
            description = "Announces in flight per store. Default: ${DEFAULT-VALUE}.")
    int inFlight;

    @Option(
            names = "--announces",
            paramLabel = "N",
            defaultValue = "30000",
            description = "Announces per round and measurement. Default: ${DEFAULT-VALUE}.")
    int announces;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Rounds. Prints their medians. One more round before is not counted. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--store-only", description = "Leave out the ceilings and the common layout.")
    boolean storeOnly;

    @Override
    public Integer call() throws InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--peers", peers >= 2_000 && peers <= MAX_PEERS, "2000 to " + MAX_PEERS);
        ranges.require("--swarms", swarms >= 1 && swarms <= peers, "1 to the number of peers");
        ranges.require("--zipf", zipf >= 0 && zipf <= 4, "0 to 4");
        ranges.require("--ipv6", ipv6 >= 0 && ipv6 <= 1, "0 to 1");
        ranges.require("--dual", dual >= 0 && dual <= 1, "0 to 1");
        ranges.require("--seeders", seeders >= 0 && seeders <= 1, "0 to 1");
        ranges.require("--numwant", numWant >= 0 && numWant <= 200, "0 to 200");
        ranges.require("--in-flight", inFlight >= 1 && inFlight <= 4_096, "1 to 4096");
        ranges.require("--announces", announces >= 1_000, "1000 or more");
        ranges.require("--rounds", rounds >= 1 && rounds <= 99, "1 to 99");
        Setup setup = new Setup(peers, swarms, zipf, ipv6, dual, seeders, numWant);
        Report report = new Report(spec.commandLine().getOut());
        new RedisBenchmark(setup, inFlight, announces, rounds, storeOnly, report).run();
        return 0;
    }
}
