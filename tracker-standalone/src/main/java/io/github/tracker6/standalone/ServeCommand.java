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
        customSynopsis = {
            "tracker6 [serve] [OPTION]...",
            "       tracker6 torrent|announce|scrape|opentracker-config|doctor --help"
        },
        description = {"A BitTorrent tracker over HTTP and UDP, IPv6 first.", ""},
        footer = {
            "",
            "Every option but --config and --check is also a key of the configuration",
            "file, without the dashes; what can be given repeatedly is a list there. The",
            "command line wins. HOST is a literal address, IPv6 in brackets, or localhost.",
            "A tracker that listens on loopback addresses alone admits loopback peers.",
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
    private final Object reloadLock = new Object();
    private volatile @Nullable StandaloneTracker tracker;
    private @Nullable Reload reload;
    private boolean isReloadDue;

    ServeCommand(PrintWriter out) {
        this.out = out;
    }

    /** Returns the tracker that {@link #call} started, or null where there is none. */
    @Nullable
    StandaloneTracker tracker() {
        return tracker;
    }

    /** Reads again what the tracker was started with. While it starts, this is done as soon as it serves. */
    void reload() {
        Reload now;
        synchronized (reloadLock) {
            now = reload;
            isReloadDue = now == null;
        }
        if (now != null) {
            now.run();
        }
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
        ParseResult given = commandLine.getParseResult();
        ServeOptions effective;
        try {
            effective = effective(options, given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, e.getMessage(), e);
        }
        effective.output.applyToLog(); // before anything has something to say
        if (effective.check) {
            return check(commandLine, effective);
        }
        StandaloneTracker built;
        try {
            built = StandaloneTracker.of(checked(effective));
        } catch (IllegalArgumentException | IOException e) { // an IOException: a list that can't be read
            throw new ParameterException(commandLine, effective.located(String.valueOf(e.getMessage())), e);
        }
        try {
            built.start();
        } catch (Throwable e) {
            built.close();
            throw e;
        }
        tracker = built;
        built.announceUrls().forEach(out::println);
        boolean isDue;
        synchronized (reloadLock) {
            reload = new Reload(built, effective, () -> effective(options, given));
            isDue = isReloadDue;
        }
        if (isDue) {
            reload();
        }
        return Program.STATUS_OK;
    }

    private int check(CommandLine commandLine, ServeOptions effective) throws IOException {
        StartCheck check;
        try {
            check = new StartCheck(out, effective);
            check.read();
        } catch (IllegalArgumentException | IOException e) {
            throw new ParameterException(commandLine, effective.located(String.valueOf(e.getMessage())), e);
        }
        check.requireAddresses();
        check.approve();
        return Program.STATUS_OK;
    }

    /** Returns the settings that options make, after a look at what they say of this machine. */
    static ServeSettings checked(ServeOptions options) {
        ServeSettings settings = options.settings();
        if (settings.probeFrom() != null) {
            ProbeAddress.requireOwn(settings.probeFrom());
        }
        return settings;
    }

    /**
     * Returns what the command line and its configuration file say.
     *
     * @param options as the command line says
     * @param given what stands on the command line
     * @throws ParameterException or {@link IllegalArgumentException} naming what is wrong
     */
    static ServeSettings settings(ServeOptions options, ParseResult given) {
        return effective(options, given).settings();
    }

    private static ServeOptions effective(ServeOptions options, ParseResult given) {
        options.parsed = given;
        return options.config == null ? options : withConfigFile(options.config, given);
    }

    /** Parses again, with what the file says and the command line does not. */
    private static ServeOptions withConfigFile(Path path, ParseResult given) {
        ConfigFile file = ConfigFile.read(path, given.commandSpec());
        Set<String> overridden = names(given);
        List<String> arguments = new ArrayList<>(file.argumentsWithout(overridden));
        arguments.addAll(given.originalArgs());
        ServeOptions merged = new ServeOptions();
        merged.parsed = Arguments.parser(merged).parseArgs(arguments.toArray(String[]::new));
        merged.configFile = file;
        merged.overridden = overridden;
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
