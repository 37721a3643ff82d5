package io.github.tracker6.examples.benchmarks;

import io.github.tracker6.examples.benchmarks.jmh.JmhCommand;
import io.github.tracker6.examples.benchmarks.memory.MemoryCommand;
import io.github.tracker6.examples.benchmarks.memory.PausesCommand;
import io.github.tracker6.examples.benchmarks.redis.RedisCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks, each a subcommand. Exit status: 0 measured, 1 it could not be measured, 2 it was asked for wrongly. */
@Command(
        name = "tracker-benchmarks",
        description = "Measures what the tracker and its stores cost.",
        mixinStandardHelpOptions = true,
        subcommands = {MemoryCommand.class, PausesCommand.class, JmhCommand.class, RedisCommand.class})
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
        err.println("tracker-benchmarks: " + (e.getMessage() == null ? e : e.getMessage()));
        return status;
    }
}
