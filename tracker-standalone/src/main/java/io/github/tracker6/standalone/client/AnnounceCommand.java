package io.github.tracker6.standalone.client;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.ExitStatus;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.PathConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** The command {@code announce}: one announce to any tracker, and what it answers. */
@Command(
        name = "announce",
        customSynopsis = "tracker6 announce [OPTION]... URL INFOHASH|FILE",
        description = {
            "Announces once to a tracker and prints its answer.",
            "",
            "The tracker tells others of this peer, which does not exist: so the command",
            "announces a second time, with the event stopped. The status is 1 if the",
            "tracker refuses or does not answer.",
            ""
        },
        footer = {"", "Example:", "  tracker6 announce --ipv6 udp://tracker.example.org:6969 debian-13.iso.torrent"},
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class AnnounceCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = TrackerUrl.Converter.class,
            description = "The tracker: http://, https:// or udp://.")
    @Nullable
    TrackerUrl url;

    @Parameters(
            index = "1",
            paramLabel = "INFOHASH|FILE",
            converter = PathConverter.class,
            description = "40 or 64 hex digits, or a torrent file. Of a hybrid, the hash of v1 is announced.")
    @Nullable
    Path torrent;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            defaultValue = "started",
            converter = EventConverter.class,
            description = "none, started, completed, stopped or paused. Default: started.")
    AnnounceEvent event = AnnounceEvent.STARTED;

    @Option(
            names = "--left",
            paramLabel = "BYTES",
            defaultValue = "1",
            description = "Bytes that this peer lacks; 0: it is a seed. Default: 1.")
    long left;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6881",
            description = "The port that others are told. Default: 6881.")
    int port;

    @Option(
            names = "--numwant",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many peers to ask for. Default: 50.")
    int numWant;

    @Option(
            names = "--key",
            paramLabel = "HEX",
            converter = KeyConverter.class,
            description = "The key of the client, up to 8 hex digits. The peer id follows from it: two announces with"
                    + " one key, over both families, are one client. Default: drawn at random.")
    @Nullable
    Integer key;

    @Option(names = "--stay", description = "Send no stopped: the tracker lists this peer until it expires.")
    boolean stay;

    @Option(names = "--json", description = "Print one line of JSON.")
    boolean json;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        requireRange(line, "--port", port, 1, MAX_PORT);
        requireRange(line, "--numwant", numWant, 0, Integer.MAX_VALUE);
        requireRange(line, "--left", left, 0, Long.MAX_VALUE);
        Complaints complaints = new Complaints(line.getErr());
        Path file = Objects.requireNonNull(torrent);
        AskedTorrent asked;
        try {
            asked = AskedTorrent.read(file);
        } catch (IOException e) {
            complaints.add(file, e);
            return complaints.status();
        }
        TrackerUrl tracker = Objects.requireNonNull(url);
        AnnounceReport report = new AnnounceReport(tracker, asked);
        try (RemoteTracker remote = request.lookUp(tracker, line)) {
            report.ask(remote, query(asked), stay);
        } catch (IOException e) {
            report.fail(e);
        }
        if (json) {
            line.getOut().println(report.json());
        } else {
            report.lines().forEach(line.getOut()::println);
            report.complaints().forEach(complaints::add);
        }
        return report.isAnswered() ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private AnnounceQuery query(AskedTorrent asked) {
        InfoHash infoHash = asked.infoHashes().get(0);
        return key == null
                ? AnnounceQuery.ofNewClient(infoHash, port, left, event, numWant)
                : AnnounceQuery.ofClient(key, infoHash, port, left, event, numWant);
    }

    private static void requireRange(CommandLine line, String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(line, option + " " + value + " is outside " + least + " to " + most);
        }
    }

    /** The name of an event. */
    static final class EventConverter implements ITypeConverter<AnnounceEvent> {
        @Override
        public AnnounceEvent convert(String text) {
            return Stream.of(AnnounceEvent.values())
                    .filter(event -> word(event).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                            + Stream.of(AnnounceEvent.values())
                                    .map(EventConverter::word)
                                    .collect(Collectors.joining(", "))));
        }

        private static String word(AnnounceEvent event) {
            return event.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A key as the UDP protocol can carry it. */
    static final class KeyConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[0-9A-Fa-f]{1,8}")) {
                throw new TypeConversionException("'" + text + "' is not up to 8 hex digits");
            }
            return Integer.parseUnsignedInt(text, 16);
        }
    }
}
