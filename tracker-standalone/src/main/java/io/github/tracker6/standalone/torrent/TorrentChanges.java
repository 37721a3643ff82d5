package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.MetainfoEditor;
import io.github.tracker6.standalone.cli.Complaints;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Changes torrent files outside of {@code info}, one after the other, and prints a line for each. A file that fails is left as it
 * was, and the next one is tried.
 */
final class TorrentChanges {
    private final PrintWriter out;
    private final Complaints complaints;
    private final boolean isDryRun;

    TorrentChanges(PrintWriter out, Complaints complaints, boolean isDryRun) {
        this.out = out;
        this.complaints = complaints;
        this.isDryRun = isDryRun;
    }

    /**
     * Changes files.
     *
     * @param edit says what to change
     * @param describe returns lines on what is changed, printed before and after where nothing is written
     * @param onTorrent is called with each torrent as it is afterwards
     */
    void apply(
            List<Path> files,
            Consumer<MetainfoEditor> edit,
            Function<Metainfo, List<String>> describe,
            Consumer<Metainfo> onTorrent) {
        for (Path file : files) {
            try {
                Metainfo before = Metainfo.read(file);
                MetainfoEditor editor = before.edit();
                edit.accept(editor);
                onTorrent.accept(apply(file, before, editor.apply(), describe));
            } catch (IOException e) {
                complaints.add(file, e);
            } catch (IllegalStateException e) { // says what, and holds no text of the file
                complaints.add(Printable.of(file + ": " + e.getMessage()));
            }
        }
    }

    private Metainfo apply(Path file, Metainfo before, Metainfo after, Function<Metainfo, List<String>> describe)
            throws IOException {
        String name = Printable.of(file.toString());
        if (Arrays.equals(before.toBytes(), after.toBytes())) {
            out.println(name + ": nothing to change");
            return after;
        }
        if (isDryRun) {
            out.println(name + ": would change; info hash unchanged: " + hashes(after));
            describe.apply(before).forEach(line -> out.println("  - " + line));
            describe.apply(after).forEach(line -> out.println("  + " + line));
            return after;
        }
        after.writeTo(file);
        Metainfo written = Metainfo.read(file);
        if (!Arrays.equals(written.infoBytes(), before.infoBytes())) {
            throw new IOException("the file has another info dictionary now: another program changed it meanwhile");
        }
        out.println(name + ": changed; info hash unchanged: " + hashes(written));
        return written;
    }

    private static String hashes(Metainfo torrent) {
        String v1 = torrent.v1InfoHash().map(hash -> hash + " (v1)").orElse("");
        String v2 = torrent.v2InfoHash().map(hash -> hash + " (v2)").orElse("");
        return List.of(v1, v2).stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(", "));
    }
}
