package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.ExitStatus;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.client.RemoteTracker;
import io.github.tracker6.standalone.client.RequestOptions;
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
import picocli.CommandLine.Spec;

/** The command {@code torrent check}: whether the live tracker serves what is published. */
@Command(
        name = "check",
        customSynopsis = "tracker6 torrent check --tracker URL|NAME [OPTION]... FILE|DIR...",
        description = {
            "Asks a live tracker whether it serves each torrent, and with a seed.",
            "",
            "Prints a line for each torrent that the tracker refuses or that has no seed,",
            "and nothing if all is well: fit for cron. The status is 1 if there is such a",
            "line, a file that is broken, or no answer.",
            "",
            "The tracker is asked by a scrape. About a torrent for which that names no",
            "seed, it is asked again by an announce with the event stopped, which adds no",
            "peer: its answer says whether the tracker refuses the torrent.",
            ""
        },
        footer = {"", "Example:", "  tracker6 torrent check /srv/mirror --tracker tracker.example.org"},
        sortOptions = false,
        usageHelpAutoWidth = false)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final TorrentPaths torrents = new TorrentPaths();

    @Option(
            names = "--tracker",
            paramLabel = "URL|NAME",
            required = true,
            converter = TrackerUrl.NameConverter.class,
            description = "The tracker. A name, with a port or not, is asked at http://NAME:6969/announce.")
    @Nullable
    TrackerUrl tracker;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    @Option(names = "--verbose", description = "Print a line for each torrent, and how many are well.")
    boolean verbose;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Complaints complaints = new Complaints(line.getErr());
        List<PublishedTorrent> published = read(torrents.files(complaints), complaints);
        TrackerUrl url = Objects.requireNonNull(tracker);
        List<TorrentFinding> findings = new ArrayList<>();
        try (RemoteTracker remote = request.lookUp(url, line)) {
            new TorrentCheck(remote).check(published, finding -> {
                findings.add(finding);
                if (verbose || !finding.isWell()) {
                    line.getOut().println(finding);
                }
            });
            if (verbose) {
                remote.failures().forEach(failure -> line.getErr().println("tracker6: " + failure));
                line.getOut()
                        .println((findings.size() - wrong(findings)) + " of " + findings.size()
                                + " info hashes are served with a" + " seed by " + remote.address());
            }
        } catch (IOException e) {
            complaints.add(Printable.of(url.text()) + ": " + Printable.of(String.valueOf(e.getMessage())));
        }
        return wrong(findings) > 0 ? ExitStatus.FAILED : complaints.status();
    }

    private static long wrong(List<TorrentFinding> findings) {
        return findings.stream().filter(finding -> !finding.isWell()).count();
    }

    private static List<PublishedTorrent> read(List<Path> files, Complaints complaints) {
        List<PublishedTorrent> published = new ArrayList<>();
        for (Path file : files) {
            try {
                published.addAll(PublishedTorrent.of(file, Metainfo.read(file)));
            } catch (IOException e) {
                complaints.add(file, e);
            }
        }
        return published;
    }
}
