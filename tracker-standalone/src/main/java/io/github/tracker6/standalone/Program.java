package io.github.tracker6.standalone;

import io.github.tracker6.standalone.log.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The program with its commands. The first argument names the command; without the name of a command it is
 * {@code serve}. A failure is one line that names what is wrong.
 */
final class Program {
    static final String NAME = "tracker6";
    static final int STATUS_OK = 0;
    /** The environment does not allow it: for example, a port is in use. */
    static final int STATUS_FAILED = 1;
    /** An option, a value or a file is wrong. */
    static final int STATUS_USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    /** What stands before the host in a URI may be a password, also in an argument that should be no URI. */
    private static final Pattern CREDENTIALS = Pattern.compile("://\\S*@");

    private final PrintWriter out;
    private final PrintWriter err;
    private final ServeCommand serve;
    private final CommandLine defaultCommand;
    /** Each is a command line of its own, so that its messages are those of the command without a name. */
    private final Map<String, CommandLine> commands;

    Program(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.serve = new ServeCommand(out);
        this.defaultCommand = commandLine(serve);
        this.commands = Map.of(defaultCommand.getCommandName(), defaultCommand);
    }

    private CommandLine commandLine(Object command) {
        return Arguments.parser(command)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, args) -> report(STATUS_USAGE, mistake(failure)))
                .setExecutionExceptionHandler((failure, failed, result) -> report(failure));
    }

    /** Runs a command and returns the exit status; 0 with a {@link #tracker()} means that it serves. */
    int run(String... args) {
        CommandLine named = args.length == 0 ? null : commands.get(args[0]);
        try {
            return named == null
                    ? defaultCommand.execute(args)
                    : named.execute(Arrays.copyOfRange(args, 1, args.length));
        } finally {
            Logs.installed().ifPresent(Logs::release); // where no command said how to log
        }
    }

    /** Returns the tracker that {@code serve} started, or null where there is none. */
    @Nullable
    StandaloneTracker tracker() {
        return serve.tracker();
    }

    /** Reads again what the tracker was started with. While it starts, this is done as soon as it serves. */
    void reload() {
        serve.reload();
    }

    /** Logs one line on what the tracker does. */
    void logSummary() {
        StandaloneTracker tracker = tracker();
        LOG.info("{}", tracker == null ? "The tracker is starting" : tracker.summary());
    }

    /** Returns the first line of a message, without passwords. */
    static String line(String message) {
        return withoutPasswords(message.lines().findFirst().orElse(""));
    }

    /** Returns a text with dots in the place of what may be a password. */
    static String withoutPasswords(String text) {
        return CREDENTIALS.matcher(text).replaceAll("://...@");
    }

    private int report(Exception failure) throws Exception {
        if (failure instanceof IOException) {
            return report(STATUS_FAILED, String.valueOf(failure.getMessage()));
        }
        throw failure; // a defect: picocli prints its stack trace
    }

    private String mistake(ParameterException failure) {
        return Arguments.mistake(failure, commands.keySet());
    }

    private int report(int status, String message) {
        err.println(NAME + ": " + line(message));
        return status;
    }
}
