package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.TorrentFiles;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.PathConverter;
import io.github.tracker6.standalone.cli.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** The torrent files that a command is for: files by any name, and folders with the torrent files in and below them. */
final class TorrentPaths {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            converter = PathConverter.class,
            description = "A torrent file, or a folder: then each .torrent in it and below.")
    List<Path> paths = new ArrayList<>();

    /** Returns the files, each once, in the order of the arguments. */
    List<Path> files(Complaints complaints) {
        Set<Path> files = new LinkedHashSet<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path); // also if it is missing: reading it says so
                continue;
            }
            int before = complaints.count();
            List<Path> below = TorrentFiles.below(path, complaints::add);
            if (below.isEmpty() && complaints.count() == before) {
                complaints.add(Printable.of(path.toString()) + ": there is no .torrent in this folder");
            }
            files.addAll(below);
        }
        return List.copyOf(files);
    }
}
