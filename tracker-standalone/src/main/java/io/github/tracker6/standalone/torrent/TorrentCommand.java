package io.github.tracker6.standalone.torrent;

import io.github.tracker6.standalone.cli.HelpOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code torrent}, which holds the commands for torrent files. */
@Command(
        name = "torrent",
        customSynopsis = "tracker6 torrent COMMAND [OPTION]... FILE|DIR...",
        description = {"Reads, makes and changes torrent files.", ""},
        subcommands = {
            HashCommand.class,
            ShowCommand.class,
            TrackersCommand.class,
            WebSeedCommand.class,
            CreateCommand.class,
            CheckCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footer = {"", "tracker6 torrent COMMAND --help explains each, with an example."},
        usageHelpAutoWidth = false)
public final class TorrentCommand implements Callable<Integer> {
    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    /**
     * Is called where no command of it is named.
     *
     * @throws ParameterException always
     */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(
                line,
                "torrent needs a command: "
                        + String.join(", ", line.getSubcommands().keySet()));
    }
}
