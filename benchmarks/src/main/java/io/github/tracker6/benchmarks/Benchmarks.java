package io.github.tracker6.benchmarks;

import io.github.tracker6.benchmarks.attack.AttackCommand;
import io.github.tracker6.benchmarks.conformance.ConformanceCommand;
import io.github.tracker6.benchmarks.embedding.EmbeddingsCommand;
import io.github.tracker6.benchmarks.jmh.JmhCommand;
import io.github.tracker6.benchmarks.load.EchoCommand;
import io.github.tracker6.benchmarks.load.LoadCommand;
import io.github.tracker6.benchmarks.memory.MemoryCommand;
import io.github.tracker6.benchmarks.memory.PausesCommand;
import io.github.tracker6.benchmarks.shared.ServersCommand;
import io.github.tracker6.benchmarks.shared.SharedCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program: the benchmarks, the load generator and the checks are its subcommands. Its exit status is 0 for success, 1
 * if a measurement, a load or a check failed, 2 for wrong arguments.
 */
@Command(
        name = "tracker-benchmarks",
        description = "Puts load on trackers, checks them, and measures what the tracker and its stores cost.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        subcommands = {
            LoadCommand.class,
            EchoCommand.class,
            ConformanceCommand.class,
            MemoryCommand.class,
            PausesCommand.class,
            SharedCommand.class,
            AttackCommand.class,
            ServersCommand.class,
            EmbeddingsCommand.class,
            JmhCommand.class
        })
final class Benchmarks implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing, see --help");
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Benchmarks())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, all) -> fail(err, e, CommandLine.ExitCode.USAGE))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> fail(err, e, CommandLine.ExitCode.SOFTWARE))
                .execute(args);
    }

    private static int fail(PrintWriter err, Exception e, int status) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        err.println("tracker-benchmarks: " + message.lines().findFirst().orElse(""));
        return status;
    }
}
