package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.TorrentCreator;
import io.github.tracker6.metainfo.TorrentVersion;
import io.github.tracker6.standalone.cli.ByteCount;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.ExitStatus;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.PathConverter;
import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.cli.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code torrent create}. */
@Command(
        name = "create",
        customSynopsis = "tracker6 torrent create [OPTION]... FILE|DIR",
        description = {
            "Makes a torrent of a file or a folder.",
            "",
            "Files whose names begin with a dot are left out. The same files give the",
            "same info hash. The path of the torrent and its info hashes are printed.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  tracker6 torrent create debian-13.iso \\",
            "      --tier http://tracker.example.org:6969/announce \\",
            "      --web-seed https://mirror.example.org/debian-13.iso"
        },
        sortOptions = false,
        usageHelpAutoWidth = false)
final class CreateCommand implements Callable<Integer> {
    private static final String SUFFIX = ".torrent";

    @Parameters(paramLabel = "FILE|DIR", converter = PathConverter.class, description = "What the torrent is made of.")
    @Nullable
    Path source;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            converter = PathConverter.class,
            description =
                    "Write the torrent to this file. Default: the name of the source with .torrent, in the current"
                            + " folder.")
    @Nullable
    Path output;

    @Option(names = "--force", description = "Replace the torrent if it exists.")
    boolean force;

    @Option(
            names = "--tier",
            paramLabel = "URL[,URL...]",
            converter = Tier.Converter.class,
            description = "A tier of trackers, as -a of mktorrent. Can be repeated. Default: no tracker.")
    @Nullable
    List<Tier> tiers;

    @Option(
            names = "--web-seed",
            paramLabel = "URL",
            converter = WebSeedCommand.SeedConverter.class,
            description = "A web seed (BEP 19). Can be repeated.")
    @Nullable
    List<String> webSeeds;

    @Option(
            names = "--version",
            paramLabel = "v1|hybrid",
            defaultValue = "v1",
            converter = VersionConverter.class,
            description =
                    "The version of BitTorrent: v1, which every client reads, or hybrid for v1 and v2. Default: v1.")
    TorrentVersion version = TorrentVersion.V1;

    @Option(
            names = "--piece-length",
            paramLabel = "SIZE",
            converter = PieceLengthConverter.class,
            description =
                    "A power of two from 16K to 128M, such as 256K or 1M. Default: as libtorrent chooses it, 16K up"
                            + " to 2.5 MiB of data, and twice as long for each four times of that.")
    @Nullable
    Integer pieceLength;

    @Option(names = "--comment", paramLabel = "TEXT", description = "A comment for people.")
    @Nullable
    String comment;

    @Option(names = "--private", description = "Clients take peers from the trackers alone (BEP 27).")
    boolean isPrivate;

    @Option(names = "--no-date", description = "Leave the date out, so that the same data gives the same file.")
    boolean noDate;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    private final boolean showsProgress;

    CreateCommand() {
        this(Terminal.isStandardError());
    }

    CreateCommand(boolean showsProgress) {
        this.showsProgress = showsProgress;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Path from = Objects.requireNonNull(source);
        Path file = output == null ? defaultOutput(line, from) : output;
        requireOutside(line, from, file);
        Complaints complaints = new Complaints(line.getErr());
        if (!force && Files.exists(file)) {
            complaints.add(Printable.of(file.toString()) + ": exists already; --force replaces it");
            return complaints.status();
        }
        TorrentCreator creator = creator(line, from);
        Progress progress = new Progress(line.getErr());
        if (showsProgress) {
            creator.progress(progress);
        }
        Metainfo made;
        try {
            made = creator.create();
        } catch (IOException e) {
            complaints.add(from, e);
            return complaints.status();
        } finally {
            progress.end();
        }
        try {
            made.writeTo(file);
        } catch (IOException e) {
            complaints.add(file, e);
            return complaints.status();
        }
        line.getOut().println(Printable.of(file.toString()));
        HashCommand.print(made, line.getOut());
        return ExitStatus.OK;
    }

    private TorrentCreator creator(CommandLine line, Path from) {
        TorrentCreator creator =
                TorrentCreator.of(from).hybrid(version == TorrentVersion.HYBRID).privateTorrent(isPrivate);
        if (tiers != null) {
            creator.tiers(tiers.stream().map(Tier::urls).toList());
        }
        if (webSeeds != null) {
            creator.webSeeds(webSeeds);
        }
        if (pieceLength != null) {
            creator.pieceLength(pieceLength);
        }
        if (comment != null) {
            if (comment.isEmpty()) {
                throw new ParameterException(line, "--comment: the text is empty; write one, or remove the option");
            }
            creator.comment(comment);
        }
        if (!noDate) {
            creator.creationDate(Instant.now());
        }
        return creator;
    }

    private static Path defaultOutput(CommandLine line, Path from) {
        Path name = from.toAbsolutePath().normalize().getFileName();
        if (name == null) {
            throw new ParameterException(
                    line, Printable.of(from.toString()) + " has no name; name the torrent with -o");
        }
        return Path.of(name + SUFFIX);
    }

    /** A torrent in its own folder would be part of the next one that is made of it. */
    private static void requireOutside(CommandLine line, Path from, Path file) {
        Path folder = from.toAbsolutePath().normalize();
        if (file.toAbsolutePath().normalize().startsWith(folder)) {
            throw new ParameterException(
                    line,
                    Printable.of(file.toString()) + " lies in what the torrent is made of; name another file with -o");
        }
    }

    /** A line on a terminal that is written again and again. */
    private static final class Progress implements TorrentCreator.Progress {
        private final PrintWriter err;
        private boolean isShown;

        Progress(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void onProgress(long hashedBytes, long totalBytes) {
            isShown = true;
            long percent = (long) (100.0 * hashedBytes / totalBytes);
            err.print("\r" + percent + " % of " + ByteCount.rounded(totalBytes) + " hashed");
            err.flush();
        }

        void end() {
            if (isShown) {
                err.println();
            }
        }
    }

    /** {@code v1} or {@code hybrid}. */
    static final class VersionConverter implements ITypeConverter<TorrentVersion> {
        @Override
        public TorrentVersion convert(String text) {
            return switch (text) {
                case "v1" -> TorrentVersion.V1;
                case "hybrid" -> TorrentVersion.HYBRID;
                default -> throw new TypeConversionException("'" + text + "' is neither v1 nor hybrid");
            };
        }
    }

    /** A number of bytes, with {@code K} or {@code M} behind it or not. */
    static final class PieceLengthConverter implements ITypeConverter<Integer> {
        private static final int MAX_BYTES = 128 << 20;

        @Override
        public Integer convert(String text) {
            if (text.matches("[0-9]{1,9}[KM]?")) {
                long unit = text.endsWith("K") ? 1L << 10 : text.endsWith("M") ? 1L << 20 : 1;
                long bytes = Long.parseLong(text.replaceFirst("[KM]$", "")) * unit;
                if (bytes >= 16 << 10 && bytes <= MAX_BYTES && Long.bitCount(bytes) == 1) {
                    return (int) bytes;
                }
            }
            throw new TypeConversionException("'" + text + "' is no power of two from 16K to 128M");
        }
    }
}
