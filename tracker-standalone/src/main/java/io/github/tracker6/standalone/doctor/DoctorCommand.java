package io.github.tracker6.standalone.doctor;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.ExitStatus;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.PathConverter;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code doctor}: whether clients reach a tracker. */
@Command(
        name = "doctor",
        customSynopsis = "tracker6 doctor [OPTION]... NAME[:PORT]",
        description = {
            "Checks whether clients reach a tracker over IPv6 and IPv4, by HTTP and UDP, and",
            "says what to do where they do not. Each line is ok, warn or FAIL; the status is",
            "1 if one is FAIL. Run it on another machine than the tracker's.",
            "",
            "It announces as a client that does not exist, and that client goes at once.",
            ""
        },
        footer = {"", "Example:", "  tracker6 doctor tracker.example.org --torrent debian-13.iso.torrent"},
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class DoctorCommand implements Callable<Integer> {
    private static final String UDP = "udp://";

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            converter = TrackerUrl.NameConverter.class,
            description = "The tracker: a name, with a port if it is not 6969, or a URL.")
    @Nullable
    TrackerUrl tracker;

    @Option(
            names = "--torrent",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "A torrent that the tracker serves. If it names the tracker, its URLs are asked.")
    @Nullable
    Path torrent;

    @Option(names = "--no-udp", description = "The tracker serves no UDP.")
    boolean noUdp;

    @Option(
            names = "--local",
            description =
                    "This is the tracker's machine: check its limits, too. Default: if it has an address of NAME.")
    boolean local;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Path file = torrent;
        Metainfo read = null;
        if (file != null) {
            try {
                read = Metainfo.read(file);
            } catch (IOException e) {
                Complaints complaints = new Complaints(line.getErr());
                complaints.add(file, e);
                return complaints.status();
            }
        }
        List<Finding> findings = new ArrayList<>();
        new Doctor(urls(Objects.requireNonNull(tracker), read), read, local, finding -> {
                    findings.add(finding);
                    line.getOut().println(finding);
                    line.getOut().flush();
                })
                .run();
        boolean fails = findings.stream().anyMatch(each -> each.level() == Finding.Level.FAIL);
        return fails ? ExitStatus.FAILED : ExitStatus.OK;
    }

    /** Returns the URLs of the torrent at the tracker; without them, HTTP and UDP on one port. */
    private List<TrackerUrl> urls(TrackerUrl named, @Nullable Metainfo read) {
        List<TrackerUrl> published = read == null ? List.of() : new TorrentFindings(read, named.host()).urls();
        if (!published.isEmpty()) {
            return published;
        }
        return named.protocol() == TrackerUrl.Protocol.HTTP && !noUdp
                ? List.of(named, TrackerUrl.parse(UDP + named.authority()))
                : List.of(named);
    }
}
