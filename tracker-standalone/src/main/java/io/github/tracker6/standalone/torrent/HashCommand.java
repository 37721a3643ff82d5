package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code torrent hash}. */
@Command(
        name = "hash",
        customSynopsis = "tracker6 torrent hash FILE|DIR...",
        description = {
            "Prints the info hashes of torrents, as a list for --allow.",
            "",
            "A line is HASH  v1|v2  NAME. A hybrid torrent has two lines. A hash of v2",
            "has 64 digits; clients and the tracker use the first 40. A file that is",
            "broken is named on standard error, and the status is then 1.",
            ""
        },
        footer = {"", "Example:", "  tracker6 torrent hash /srv/mirror > /etc/tracker6/allow.txt"},
        sortOptions = false,
        usageHelpAutoWidth = false)
final class HashCommand implements Callable<Integer> {
    @Mixin
    private final TorrentPaths torrents = new TorrentPaths();

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Complaints complaints = new Complaints(line.getErr());
        for (Path file : torrents.files(complaints)) {
            try {
                print(Metainfo.read(file), line.getOut());
            } catch (IOException e) {
                complaints.add(file, e);
            }
        }
        return complaints.status();
    }

    /** Prints a line for each info hash. */
    static void print(Metainfo torrent, PrintWriter out) {
        String name = Printable.of(torrent.name());
        torrent.v1InfoHash().ifPresent(hash -> out.println(hash + "  v1  " + name));
        torrent.v2InfoHash().ifPresent(hash -> out.println(hash + "  v2  " + name));
    }
}
