package io.github.tracker6.benchmarks.shared;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tracker6.benchmarks.support.Goals;
import io.github.tracker6.benchmarks.support.OptionRanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code servers}. */
@Command(
        name = "servers",
        description = {
            "Puts load on three standalone servers that share swarms through a Redis, while the Redis is",
            "killed, paused, made a replica, filled, out of reach, replaced by an empty one and failed over",
            "by Sentinel, and while a server is killed and started again. It starts all of them. Each answer",
            "is verified. After each fault, all swarms are scraped at each server. The exit status is 1 if an",
            "announce failed, the servers did not come to count what was announced, or a download was lost or",
            "counted twice.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class ServersCommand implements Callable<Integer> {
    private static final int MIN_PEERS = 600;
    private static final int MAX_PEERS = 1_000_000;
    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_SECONDS = 3_600;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            defaultValue = "tracker-standalone/target/tracker6.jar",
            description = "The server. Default: ${DEFAULT-VALUE}.")
    Path jar = Path.of("");

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Announces per second at all servers together. Default: ${DEFAULT-VALUE}.")
    int rate;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "30000",
            description = "Peers over all swarms, a tenth as many. Default: ${DEFAULT-VALUE}.")
    int peers;

    @Option(
            names = "--fault-seconds",
            paramLabel = "N",
            defaultValue = "4",
            description = "How long each fault lasts. Default: ${DEFAULT-VALUE}.")
    int faultSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionRanges ranges = new OptionRanges(spec);
        ranges.require("--jar", Files.isRegularFile(jar), "a file");
        ranges.require("--rate", rate >= 1 && rate <= MAX_RATE, "1 to " + MAX_RATE);
        ranges.require("--peers", peers >= MIN_PEERS && peers <= MAX_PEERS, MIN_PEERS + " to " + MAX_PEERS);
        ranges.require("--fault-seconds", faultSeconds >= 1 && faultSeconds <= MAX_SECONDS, "1 to " + MAX_SECONDS);
        Goals goals = new Goals(spec.commandLine().getOut());
        Path folder = Files.createTempDirectory("tracker6-servers");
        goals.line("The logs of the servers are in %s until all goals are met", folder);
        goals.head();
        new ServersPart(goals, jar, folder, rate, peers, faultSeconds).run();
        if (goals.isBroken()) {
            return 1;
        }
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        return 0;
    }
}
