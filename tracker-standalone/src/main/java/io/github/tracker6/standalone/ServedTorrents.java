package io.github.tracker6.standalone;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.access.TorrentAccess;
import io.github.tracker6.metainfo.TorrentCounts;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.TorrentDirectoryBuilder;
import io.github.tracker6.server.TrackerServerBuilder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which torrents are tracked: those in the folders of {@code --torrents} and on the list of {@code --allow}, without those
 * on the list of {@code --deny}. With neither folders nor a list to allow, every torrent is.
 */
final class ServedTorrents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTorrents.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final @Nullable WatchedList allow;
    private final @Nullable WatchedList deny;
    private final @Nullable TorrentDirectory folders;
    private final ListRefresh refresh;
    private volatile boolean isClosed;

    private ServedTorrents(
            @Nullable WatchedList allow, @Nullable WatchedList deny, @Nullable TorrentDirectory folders) {
        this.allow = allow;
        this.deny = deny;
        this.folders = folders;
        this.refresh = new ListRefresh(files());
    }

    /**
     * Reads the lists, and no torrent file yet.
     *
     * @throws IOException if a list can't be read; the message names option and file
     */
    static ServedTorrents of(ServeSettings settings) throws IOException {
        return of(
                settings,
                settings.torrents().isEmpty() ? null : folders(settings).build());
    }

    /** As above, with folders that were not started yet. */
    static ServedTorrents of(ServeSettings settings, @Nullable TorrentDirectory folders) throws IOException {
        return new ServedTorrents(
                settings.allow() == null ? null : WatchedList.read("--allow", settings.allow()),
                settings.deny() == null ? null : WatchedList.read("--deny", settings.deny()),
                folders);
    }

    /** Returns the folders as the settings say. */
    static TorrentDirectoryBuilder folders(ServeSettings settings) {
        TorrentDirectoryBuilder builder = TorrentDirectory.builder();
        settings.torrents().forEach(builder::folder);
        if (settings.state() != null) {
            builder.cacheFolder(settings.state());
        }
        return builder;
    }

    /** Refuses all other torrents. */
    void applyTo(TrackerServerBuilder builder) {
        List<Supplier<InfoHashSet>> allowed = allowed();
        if (!allowed.isEmpty()) {
            builder.interceptor(TorrentAccess.allowAny(allowed));
        }
        if (deny != null) {
            builder.interceptor(TorrentAccess.deny(deny));
        }
    }

    /** Returns whether the torrents that are served are listed one by one. */
    boolean isListed() {
        return !allowed().isEmpty();
    }

    /** Returns whether a torrent is in a folder or on the list to allow. */
    boolean lists(InfoHash infoHash) {
        return (folders != null && folders.get().contains(infoHash))
                || (allow != null && allow.get().contains(infoHash));
    }

    /**
     * Reads the torrent files. The directory of the state must be held: an index of the torrents is kept there.
     *
     * @throws IOException if a folder can't be read; the message names it
     */
    void open() throws IOException {
        if (folders == null) {
            return;
        }
        for (Path folder : folders.folders()) {
            requireReadable(folder); // here, since the directory would log the fault as well
        }
        try {
            folders.start();
        } catch (IOException e) {
            throw new IOException("--torrents: " + reason(e), e);
        }
        TorrentCounts counts = folders.counts();
        String where = folders.folders().stream().map(Path::toString).collect(Collectors.joining(", "));
        if (counts.releases() == 0) {
            LOG.warn(
                    "There is no torrent in {}: every announce is refused until there is one{}",
                    where,
                    allow == null ? "" : ", but for the torrents of --allow");
        } else {
            LOG.info("Tracking {} torrents of {} files in {}", counts.releases(), counts.files(), where);
        }
    }

    private static void requireReadable(Path folder) throws IOException {
        try {
            if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(folder.toString());
            }
            if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
        } catch (IOException e) {
            throw new IOException("--torrents: " + reason(e), e);
        }
    }

    /**
     * Reads the lists that settings name, and takes nothing yet. A list can be replaced by another one while the tracker runs.
     *
     * @return takes the lists, and has the names of their options; without a list that only a restart puts in force
     * @throws IOException if one can't be read; the message names option and file
     */
    Map<String, Runnable> prepare(ServeSettings settings) throws IOException {
        for (Path folder : settings.torrents()) {
            requireReadable(folder);
        }
        Map<String, Runnable> prepared = new LinkedHashMap<>();
        prepare("--allow", allow, settings.allow(), prepared);
        prepare("--deny", deny, settings.deny(), prepared);
        return prepared;
    }

    private static void prepare(
            String option, @Nullable WatchedList list, @Nullable Path path, Map<String, Runnable> prepared)
            throws IOException {
        if (path == null) {
            return;
        }
        if (list == null) {
            WatchedList.read(option, path); // as at the start: a list that can't be read is a mistake
        } else {
            prepared.put(option, list.prepare(path));
        }
    }

    /** Returns how many torrents are served, in words. */
    String summary() {
        List<String> parts = new ArrayList<>();
        if (folders != null) {
            TorrentCounts counts = folders.counts();
            parts.add(counts.releases() + " of folders (" + counts.removedReleases() + " of them in no file any more, "
                    + counts.brokenFiles() + " files broken)");
        }
        if (allow != null) {
            parts.add(allow.get().size() + " allowed");
        }
        if (deny != null) {
            parts.add((parts.isEmpty() ? "all but " : "") + deny.get().size() + " denied");
        }
        return parts.isEmpty() ? "all" : String.join(", ", parts);
    }

    /** Looks for changes from now on. */
    void start() {
        refresh.start();
    }

    /**
     * Reads lists and folders now, and takes them as they are: the operator says that they are right. The log says what became
     * of it.
     *
     * @param taken the options of lists that were taken just now
     * @return whether there is a list or a folder
     */
    boolean confirm(Set<String> taken) {
        files().stream().filter(list -> !taken.contains(list.option())).forEach(WatchedList::confirm);
        if (folders != null) {
            confirm(folders);
        }
        return folders != null || !files().isEmpty();
    }

    private void confirm(TorrentDirectory folders) {
        TorrentCounts counts;
        try {
            counts = folders.refresh();
        } catch (IllegalStateException e) {
            if (isClosed) {
                return; // the tracker stops
            }
            throw e;
        }
        LOG.info(
                "Looked at {} torrent files: {} torrents are tracked, {} of them in no file any more; {} files are"
                        + " broken",
                counts.files(),
                counts.releases(),
                counts.removedReleases(),
                counts.brokenFiles());
    }

    /** Looks for no more changes. Waits a second at most for a look that hangs, as on a file system whose server is away. */
    @Override
    public void close() {
        isClosed = true;
        refresh.close();
        if (folders == null) {
            return;
        }
        if (!BoundedClose.run("tracker6-torrents-close", folders::close, CLOSE_LIMIT)) {
            LOG.warn("The tracker stops without waiting for a look at the torrent files that takes long");
        }
    }

    private List<WatchedList> files() {
        return Stream.of(Optional.ofNullable(allow), Optional.ofNullable(deny))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<Supplier<InfoHashSet>> allowed() {
        List<Supplier<InfoHashSet>> allowed = new ArrayList<>();
        if (folders != null) {
            allowed.add(folders);
        }
        if (allow != null) {
            allowed.add(allow);
        }
        return allowed;
    }

    /** Returns what is wrong with a folder, beginning with its name. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such folder";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": " + FileFault.MAY_NOT_READ;
        }
        if (failure instanceof NotDirectoryException file) {
            return file.getFile() + " is a file; name the folder that holds torrent files"
                    + (file.getFile().endsWith(".torrent") ? "" : ". A list of info hashes goes to --allow");
        }
        return failure instanceof FileSystemException other
                ? other.getFile() + ": can't be read"
                : String.valueOf(failure.getMessage());
    }
}
