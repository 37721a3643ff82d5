package io.github.tracker6.standalone;

import io.github.tracker6.standalone.cli.ExitStatus;
import io.github.tracker6.standalone.client.AnnounceCommand;
import io.github.tracker6.standalone.client.ScrapeCommand;
import io.github.tracker6.standalone.doctor.DoctorCommand;
import io.github.tracker6.standalone.log.Logs;
import io.github.tracker6.standalone.torrent.TorrentCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    static final int STATUS_OK = ExitStatus.OK;
    /** The environment does not allow it: for example, a port is in use. */
    static final int STATUS_FAILED = ExitStatus.FAILED;
    /** An option, a value or a file is wrong. */
    static final int STATUS_USAGE = ExitStatus.USAGE;

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    /** What stands before the host in a URI may be a password, also in an argument that should be no URI. */
    private static final Pattern CREDENTIALS = Pattern.compile("://\\S*@");

    private static final String SERVE = "serve";
    private static final String TORRENT = "torrent";
    private static final String ANNOUNCE = "announce";
    private static final String SCRAPE = "scrape";
    private static final String OPENTRACKER_CONFIG = "opentracker-config";
    private static final String DOCTOR = "doctor";

    /** The commands that start no tracker. */
    static final Set<String> OTHER_COMMANDS = Set.of(TORRENT, ANNOUNCE, SCRAPE, OPENTRACKER_CONFIG, DOCTOR);

    private static final Set<String> ALL_COMMANDS =
            Set.of(SERVE, TORRENT, ANNOUNCE, SCRAPE, OPENTRACKER_CONFIG, DOCTOR);

    private final PrintWriter out;
    private final PrintWriter err;
    private final ServeCommand serve;
    private final CommandLine defaultCommand;

    Program(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.serve = new ServeCommand(out);
        this.defaultCommand = commandLine(serve);
    }

    /**
     * Returns the command of this name, or null. Each is a command line of its own, so that its messages are those of the command
     * without a name. It is made when it is needed, so that the tracker starts as fast as without the others.
     */
    private @Nullable CommandLine command(String name) {
        return switch (name) {
            case SERVE -> defaultCommand;
            case TORRENT -> commandLine(new TorrentCommand());
            case ANNOUNCE -> commandLine(new AnnounceCommand());
            case SCRAPE -> commandLine(new ScrapeCommand());
            case OPENTRACKER_CONFIG -> commandLine(new OpentrackerConfigCommand(out));
            case DOCTOR -> commandLine(new DoctorCommand());
            default -> null;
        };
    }

    private CommandLine commandLine(Object command) {
        return Arguments.parser(command)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, args) -> report(STATUS_USAGE, mistake(failure)))
                .setExecutionExceptionHandler((failure, failed, result) -> report(failure));
    }

    /** Returns all commands, {@code serve} first. */
    List<CommandLine> commands() {
        return Stream.of(SERVE, TORRENT, ANNOUNCE, SCRAPE, OPENTRACKER_CONFIG, DOCTOR)
                .map(name -> Objects.requireNonNull(command(name)))
                .toList();
    }

    /** Runs a command and returns the exit status; 0 with a {@link #tracker()} means that it serves. */
    int run(String... args) {
        CommandLine named = args.length == 0 ? null : command(args[0]);
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
        return Arguments.mistake(failure, ALL_COMMANDS);
    }

    private int report(int status, String message) {
        err.println(NAME + ": " + line(message));
        return status;
    }
}
