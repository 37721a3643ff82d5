package io.github.tracker6.examples.tools;

import io.github.tracker6.examples.tools.load.EchoCommand;
import io.github.tracker6.examples.tools.load.LoadCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tools, each a subcommand. Exit status: 0 all well, 1 what was asked for failed, 2 it was asked for wrongly. */
@Command(
        name = "tracker-tools",
        description = "Tools around BitTorrent trackers.",
        mixinStandardHelpOptions = true,
        versionProvider = ToolsVersion.class,
        subcommands = {LoadCommand.class, EchoCommand.class})
final class Tools implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing, see --help");
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Tools())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, all) -> fail(err, e, CommandLine.ExitCode.USAGE))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> fail(err, e, CommandLine.ExitCode.SOFTWARE))
                .execute(args);
    }

    private static int fail(PrintWriter err, Exception e, int status) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        err.println("tracker-tools: " + message.lines().findFirst().orElse(""));
        return status;
    }
}
