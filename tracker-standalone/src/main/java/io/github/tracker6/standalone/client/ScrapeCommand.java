package io.github.tracker6.standalone.client;

import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.HelpOption;
import io.github.tracker6.standalone.cli.PathConverter;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** The command {@code scrape}: what any tracker counts. */
@Command(
        name = "scrape",
        customSynopsis = "tracker6 scrape [OPTION]... URL INFOHASH|FILE...",
        description = {
            "Asks a tracker how many seeds, leechers and downloads torrents have.",
            "",
            "URL is the announce URL, or that of the scrape. A tracker may leave torrents",
            "out that it does not know; over UDP they have zeros. The status is 1 if the",
            "tracker refuses, does not answer, or leaves one out.",
            ""
        },
        footer = {"", "Example:", "  tracker6 scrape http://tracker.example.org:6969/announce *.torrent"},
        sortOptions = false,
        usageHelpAutoWidth = false)
public final class ScrapeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = TrackerUrl.Converter.class,
            description = "The tracker: http://, https:// or udp://.")
    @Nullable
    TrackerUrl url;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INFOHASH|FILE",
            converter = PathConverter.class,
            description = "40 or 64 hex digits, or a torrent file.")
    List<Path> torrents = new ArrayList<>();

    @Mixin
    private final RequestOptions request = new RequestOptions();

    @Option(names = "--json", description = "Print a line of JSON for each torrent.")
    boolean json;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Complaints complaints = new Complaints(line.getErr());
        Map<InfoHash, String> asked = new LinkedHashMap<>();
        for (Path argument : torrents) {
            try {
                AskedTorrent torrent = AskedTorrent.read(argument);
                torrent.infoHashes().forEach(hash -> asked.putIfAbsent(hash, torrent.name()));
            } catch (IOException e) {
                complaints.add(argument, e);
            }
        }
        TrackerUrl tracker = Objects.requireNonNull(url);
        try (RemoteTracker remote = request.lookUp(tracker, line)) {
            Map<InfoHash, ScrapeCounts> counts = remote.scrape(List.copyOf(asked.keySet()));
            remote.failures().forEach(failure -> line.getErr().println("tracker6: " + failure));
            asked.forEach((hash, name) -> {
                ScrapeCounts found = counts.get(hash);
                line.getOut().println(json ? json(hash, name, found) : text(hash, name, found));
            });
            int unknown = asked.size() - counts.size();
            if (unknown > 0) {
                complaints.add("the tracker does not know " + unknown + " of " + asked.size() + " info hashes");
            }
        } catch (TrackerRefusal e) {
            complaints.add((e.isFailureReason() ? "the tracker refuses: " : "") + e.getMessage());
        } catch (IOException e) {
            complaints.add(Printable.of(tracker.text()) + ": " + Printable.of(String.valueOf(e.getMessage())));
        }
        return complaints.status();
    }

    private static String text(InfoHash hash, String name, @Nullable ScrapeCounts counts) {
        String found = counts == null
                ? "unknown"
                : "seeds " + counts.seeds() + ", leechers " + counts.leechers() + ", downloads " + counts.downloads();
        return hash + "  " + found + (name.isEmpty() ? "" : "  " + name);
    }

    private static String json(InfoHash hash, String name, @Nullable ScrapeCounts counts) {
        return Json.object(json -> {
            Json.text(json, "infoHash", hash.toString());
            Json.text(json, "name", name);
            json.writeBooleanField("known", counts != null);
            if (counts != null) {
                json.writeNumberField("seeds", counts.seeds());
                json.writeNumberField("leechers", counts.leechers());
                json.writeNumberField("downloads", counts.downloads());
            }
        });
    }
}
