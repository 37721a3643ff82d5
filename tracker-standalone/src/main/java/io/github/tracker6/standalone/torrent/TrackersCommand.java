package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.MetainfoEditor;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.Printable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code torrent announce}: other trackers for torrents that exist. */
@Command(
        name = "announce",
        customSynopsis = "tracker6 torrent announce OPTION... FILE|DIR...",
        description = {
            "Changes the trackers of torrents. The info hash stays.",
            "",
            "All other bytes of a file stay as they are. A file is written beside and",
            "renamed, then read again: its line says that the info hash is unchanged.",
            "A file that fails stays as it was, the others are changed, and the status",
            "is 1. Notes on standard error say what clients make of these trackers.",
            ""
        },
        footer = {
            "",
            "--tier comes first, then --remove-tracker, then --add-tier.",
            "",
            "Example: every torrent of a mirror gets one tracker more.",
            "  tracker6 torrent announce /srv/mirror --dry-run \\",
            "      --add-tier http://ipv6.tracker.example.org:6969/announce"
        },
        sortOptions = false,
        usageHelpAutoWidth = false)
final class TrackersCommand implements Callable<Integer> {
    @Mixin
    private final TorrentPaths torrents = new TorrentPaths();

    @Option(
            names = "--tier",
            paramLabel = "URL[,URL...]",
            converter = Tier.Converter.class,
            description = "Replace all trackers: each --tier is a tier, as -a of mktorrent. Can be repeated.")
    @Nullable
    List<Tier> tiers;

    @Option(
            names = "--add-tier",
            paramLabel = "URL[,URL...]",
            converter = Tier.Converter.class,
            description = "Add a tier behind the others, without the trackers that the torrent has already. Can be"
                    + " repeated.")
    @Nullable
    List<Tier> added;

    @Option(
            names = "--remove-tracker",
            paramLabel = "URL",
            description = "Remove this tracker wherever it stands. Can be repeated.")
    @Nullable
    List<String> removed;

    @Option(names = "--dry-run", description = "Print what would change, and write nothing.")
    boolean dryRun;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (tiers == null && added == null && removed == null) {
            throw new ParameterException(line, "nothing to change; name --tier, --add-tier or --remove-tracker");
        }
        Complaints complaints = new Complaints(line.getErr());
        Set<String> notes = new LinkedHashSet<>();
        new TorrentChanges(line.getOut(), complaints, dryRun)
                .apply(torrents.files(complaints), this::edit, TrackersCommand::describe, torrent -> {
                    notes.addAll(new TrackerNotes(torrent.tiers()).lines());
                });
        notes.forEach(note -> line.getErr().println("note: " + note));
        return complaints.status();
    }

    private void edit(MetainfoEditor editor) {
        if (tiers != null) {
            editor.tiers(tiers.stream().map(Tier::urls).toList());
        }
        if (removed != null) {
            removed.forEach(editor::removeTracker);
        }
        if (added != null) {
            added.forEach(tier -> editor.addTier(tier.urls()));
        }
    }

    private static List<String> describe(Metainfo torrent) {
        List<String> lines = new ArrayList<>();
        for (List<String> tier : torrent.tiers()) {
            lines.add("tier " + (lines.size() + 1) + ": " + Printable.of(String.join(", ", tier)));
        }
        return lines.isEmpty() ? List.of("no tracker") : lines;
    }
}
