package io.github.tracker6.standalone;

import io.github.tracker6.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One run of the command: from arguments to a server that serves, or to one line that says why not. */
final class ServerCommand {
    static final int STATUS_OK = 0;
    /** The environment says no, such as a busy port. */
    static final int STATUS_FAILED = 1;
    /** An option, a value or a file is wrong. */
    static final int STATUS_USAGE = 2;

    /** What stands before the host in a URI: it may be a password, here in an argument where none was expected. */
    private static final Pattern CREDENTIALS = Pattern.compile("://\\S*@");

    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable TrackerServer server;

    ServerCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Returns the server that {@link #run} started, or null where there is none. */
    @Nullable
    TrackerServer server() {
        return server;
    }

    /** Returns the exit status; 0 with a {@link #server()} means that it serves. */
    int run(String... args) {
        ServerSettings settings;
        try {
            CommandLine commandLine = new CommandLine(new ServerOptions());
            commandLine.parseArgs(args);
            if (commandLine.isUsageHelpRequested()) {
                commandLine.usage(out);
                return STATUS_OK;
            }
            if (commandLine.isVersionHelpRequested()) {
                commandLine.printVersionHelp(out);
                return STATUS_OK;
            }
            settings = settings(commandLine, args);
        } catch (ParameterException | IllegalArgumentException e) {
            return fail(STATUS_USAGE, e);
        }
        return serve(settings);
    }

    /**
     * Returns what the arguments and their configuration file say.
     *
     * @throws ParameterException or {@link IllegalArgumentException} naming what is wrong
     */
    static ServerSettings settings(String... args) {
        CommandLine commandLine = new CommandLine(new ServerOptions());
        commandLine.parseArgs(args);
        return settings(commandLine, args);
    }

    private static ServerSettings settings(CommandLine commandLine, String... args) {
        ServerOptions options = commandLine.getCommand();
        return (options.config == null ? options : withConfigFile(options.config, commandLine, args)).settings();
    }

    private int serve(ServerSettings settings) {
        TrackerServer assembled;
        try {
            assembled = TrackerServer.of(settings);
        } catch (IOException e) {
            return fail(STATUS_USAGE, e); // a list that can't be read
        } catch (StoreException e) {
            return fail(STATUS_FAILED, e);
        }
        try {
            assembled.start();
        } catch (IOException e) {
            assembled.close();
            return fail(STATUS_FAILED, e);
        }
        server = assembled;
        assembled.announceUrls().forEach(out::println);
        return STATUS_OK;
    }

    /** Parses anew, with what the file says and the command line does not. */
    private static ServerOptions withConfigFile(Path path, CommandLine commandLine, String... args) {
        Set<String> given = names(commandLine.getParseResult());
        List<String> arguments;
        try {
            ConfigFile file = ConfigFile.read(path, commandLine.getCommandSpec());
            // By itself first, so that its mistakes are told with its name, also where the command line overrides them.
            new CommandLine(new ServerOptions())
                    .parseArgs(file.argumentsWithout(Set.of()).toArray(String[]::new));
            arguments = new ArrayList<>(file.argumentsWithout(given));
        } catch (ParameterException | IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
        arguments.addAll(List.of(args));
        ServerOptions merged = new ServerOptions();
        new CommandLine(merged).parseArgs(arguments.toArray(String[]::new));
        return merged;
    }

    /** An address on the command line also takes back the file's "no". */
    private static Set<String> names(ParseResult given) {
        Set<String> names =
                given.matchedOptions().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
        for (String protocol : List.of("http", "udp")) {
            if (names.contains("--" + protocol)) {
                names.add("--no-" + protocol);
            } else if (names.contains("--no-" + protocol)) {
                names.add("--" + protocol);
            }
        }
        return names;
    }

    private int fail(int status, Exception e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        err.println("tracker-server: " + CREDENTIALS.matcher(line).replaceAll("://...@"));
        return status;
    }
}
