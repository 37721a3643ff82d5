package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.HelpOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code torrent show}. */
@Command(
        name = "show",
        customSynopsis = "tracker6 torrent show [--all-files] FILE|DIR...",
        description = {
            "Prints what torrents hold: hashes, files, trackers, web seeds.",
            "",
            "Characters that would steer the terminal are printed as question marks.",
            ""
        },
        footer = {"", "Example:", "  tracker6 torrent show debian-13.iso.torrent"},
        sortOptions = false,
        usageHelpAutoWidth = false)
final class ShowCommand implements Callable<Integer> {
    private static final int SHOWN_FILES = 20;

    @Mixin
    private final TorrentPaths torrents = new TorrentPaths();

    @Option(
            names = "--all-files",
            description = "Print all files. Default: the first " + SHOWN_FILES + " of each torrent.")
    boolean allFiles;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Complaints complaints = new Complaints(line.getErr());
        boolean isFirst = true;
        for (Path file : torrents.files(complaints)) {
            try {
                Metainfo torrent = Metainfo.read(file);
                if (!isFirst) {
                    line.getOut().println();
                }
                isFirst = false;
                new TorrentDescription(torrent, allFiles ? Integer.MAX_VALUE : SHOWN_FILES)
                        .lines()
                        .forEach(line.getOut()::println);
            } catch (IOException e) {
                complaints.add(file, e);
            }
        }
        return complaints.status();
    }
}
