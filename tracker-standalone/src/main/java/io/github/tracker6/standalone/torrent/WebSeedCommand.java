package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.MetainfoEditor;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.Printable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code torrent webseed}: other HTTP seeds (BEP 19) for torrents that exist. */
@Command(
        name = "webseed",
        customSynopsis = "tracker6 torrent webseed OPTION... FILE|DIR...",
        description = {
            "Adds and removes web seeds (BEP 19). The info hash stays.",
            "",
            "Files are written and checked as with tracker6 torrent announce.",
            ""
        },
        footer = {
            "",
            "--remove comes first, then --add. The URL of a folder ends in a slash.",
            "",
            "Example:",
            "  tracker6 torrent webseed debian-13.iso.torrent \\",
            "      --add https://mirror.example.org/debian-13.iso"
        },
        sortOptions = false,
        usageHelpAutoWidth = false)
final class WebSeedCommand implements Callable<Integer> {
    @Mixin
    private final TorrentPaths torrents = new TorrentPaths();

    @Option(
            names = "--add",
            paramLabel = "URL",
            converter = SeedConverter.class,
            description = "Add this web seed, if the torrent does not have it. Can be repeated.")
    @Nullable
    List<String> added;

    @Option(names = "--remove", paramLabel = "URL", description = "Remove this web seed. Can be repeated.")
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
        if (added == null && removed == null) {
            throw new ParameterException(line, "nothing to change; name --add or --remove");
        }
        Complaints complaints = new Complaints(line.getErr());
        new TorrentChanges(line.getOut(), complaints, dryRun)
                .apply(torrents.files(complaints), this::edit, WebSeedCommand::describe, torrent -> {});
        return complaints.status();
    }

    private void edit(MetainfoEditor editor) {
        if (removed != null) {
            removed.forEach(editor::removeWebSeed);
        }
        if (added != null) {
            added.forEach(editor::addWebSeed);
        }
    }

    private static List<String> describe(Metainfo torrent) {
        List<String> seeds = torrent.webSeeds().stream().map(Printable::of).toList();
        return seeds.isEmpty() ? List.of("no web seed") : seeds;
    }

    /** A URL that can be a web seed. */
    static final class SeedConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                MetainfoEditor.requireWebSeed(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            return text;
        }
    }
}
