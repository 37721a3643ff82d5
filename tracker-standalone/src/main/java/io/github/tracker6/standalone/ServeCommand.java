package io.github.tracker6.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code serve}: from arguments to a tracker that serves. */
@Command(
        name = "serve",
        customSynopsis = "tracker6 [serve] [OPTION]...",
        description = {"A BitTorrent tracker over HTTP and UDP, IPv6 first.", ""},
        footer = {
            "",
            "Every option but --config is also a key of the configuration file, without",
            "the dashes; what can be given repeatedly is a list there. The command line",
            "wins. HOST is a literal address, IPv6 in brackets, or localhost. A tracker",
            "that listens on loopback addresses alone admits loopback peers.",
            "Every user who may list processes sees a password in --store: write it into",
            "the configuration file, or into the environment variable TRACKER6_STORE."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = false)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;
    private volatile @Nullable StandaloneTracker tracker;

    ServeCommand(PrintWriter out) {
        this.out = out;
    }

    /** Returns the tracker that {@link #call} started, or null where there is none. */
    @Nullable
    StandaloneTracker tracker() {
        return tracker;
    }

    /**
     * Starts the tracker and prints its announce URLs.
     *
     * @throws ParameterException naming an option, a value or a file that is wrong
     * @throws IOException if an address can't be served
     */
    @Override
    public Integer call() throws IOException {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        StandaloneTracker built = build(commandLine);
        try {
            built.start();
        } catch (Throwable e) {
            built.close();
            throw e;
        }
        tracker = built;
        built.announceUrls().forEach(out::println);
        return Program.STATUS_OK;
    }

    private StandaloneTracker build(CommandLine commandLine) {
        ServeSettings settings;
        try {
            settings = settings(options, commandLine.getParseResult());
            if (settings.probeFrom() != null) {
                ProbeAddress.requireOwn(settings.probeFrom());
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, e.getMessage(), e);
        }
        try {
            return StandaloneTracker.of(settings);
        } catch (IOException e) {
            throw new ParameterException(commandLine, e.getMessage(), e); // a list that can't be read
        }
    }

    /**
     * Returns what the command line and its configuration file say.
     *
     * @param options as the command line says
     * @param given what stands on the command line
     * @throws ParameterException or {@link IllegalArgumentException} naming what is wrong
     */
    static ServeSettings settings(ServeOptions options, ParseResult given) {
        return (options.config == null ? options : withConfigFile(options.config, given)).settings();
    }

    /** Parses again, with what the file says and the command line does not. */
    private static ServeOptions withConfigFile(Path path, ParseResult given) {
        List<String> arguments;
        try {
            ConfigFile file = ConfigFile.read(path, given.commandSpec());
            // By itself first, so that a mistake is reported with the file's name, also where the command line wins.
            new CommandLine(new ServeOptions())
                    .parseArgs(file.argumentsWithout(Set.of()).toArray(String[]::new));
            arguments = new ArrayList<>(file.argumentsWithout(names(given)));
        } catch (ParameterException | IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
        arguments.addAll(given.originalArgs());
        ServeOptions merged = new ServeOptions();
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
}
