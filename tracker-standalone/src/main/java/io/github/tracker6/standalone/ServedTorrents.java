package io.github.tracker6.standalone;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.access.TorrentAccess;
import io.github.tracker6.metainfo.Release;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
    private static final int MAX_DENIED_IN_A_ROW = 1_000;

    private final @Nullable WatchedList<InfoHashSet> allow;
    private final @Nullable WatchedList<InfoHashSet> deny;
    private final @Nullable TorrentDirectory folders;
    private final FolderLog folderLog;
    private final ListRefresh refresh;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean isClosed;

    private ServedTorrents(
            @Nullable WatchedList<InfoHashSet> allow,
            @Nullable WatchedList<InfoHashSet> deny,
            @Nullable TorrentDirectory folders,
            FolderLog folderLog) {
        this.allow = allow;
        this.deny = deny;
        this.folders = folders;
        this.folderLog = folderLog;
        this.refresh = new ListRefresh(files());
    }

    /**
     * Reads the lists, and no torrent file yet.
     *
     * @throws IOException if a list can't be read; the message names option and file
     */
    static ServedTorrents of(ServeSettings settings) throws IOException {
        FolderLog folderLog = new FolderLog();
        TorrentDirectory folders = settings.torrents().isEmpty()
                ? null
                : folders(settings).listener(folderLog).build();
        return of(settings, folders, folderLog);
    }

    /** As above, with folders that were not started yet. */
    static ServedTorrents of(ServeSettings settings, @Nullable TorrentDirectory folders) throws IOException {
        return of(settings, folders, new FolderLog());
    }

    private static ServedTorrents of(ServeSettings settings, @Nullable TorrentDirectory folders, FolderLog folderLog)
            throws IOException {
        return new ServedTorrents(
                settings.allow() == null
                        ? null
                        : WatchedList.read("--allow", WatchedList.INFO_HASHES, settings.allow()),
                settings.deny() == null ? null : WatchedList.read("--deny", WatchedList.INFO_HASHES, settings.deny()),
                folders,
                folderLog);
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

    /** Returns the folders of torrents, or null where there are none. */
    @Nullable
    TorrentDirectory directory() {
        return folders;
    }

    /** Refuses all other torrents. */
    void applyTo(TrackerServerBuilder builder) {
        List<Supplier<InfoHashSet>> allowed = allowed();
        if (!allowed.isEmpty()) {
            builder.interceptor(TorrentAccess.allowAny(allowed));
        }
        if (deny != null) {
            builder.interceptor(TorrentAccess.deny(deny));
            if (folders != null) {
                builder.interceptor(TorrentAccess.deny(new DeniedHybrids(deny, folders)));
            }
        }
    }

    /** Adds the folders and lists to the parts of a tracker. */
    void addTo(TrackerServerBuilder builder) {
        if (folders != null) {
            builder.health("Torrents", folders::health);
        }
        files().forEach(list -> builder.health("List of " + list.option(), list::health));
    }

    /** Returns what is served, for the status; empty where every torrent is. */
    Supplier<List<Release>> releases() {
        InfoHashSet none = InfoHashSet.of(List.of());
        return new ListedReleases(
                folders == null ? List::of : folders::releases,
                allow == null ? () -> none : allow,
                deny == null ? () -> none : deny);
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

    /** Returns a torrent that is served, another one each time; null where none is listed. */
    @Nullable
    InfoHash anyTorrent() {
        List<InfoHashSet> sets = allowed().stream().map(Supplier::get).toList();
        int total = sets.stream().mapToInt(InfoHashSet::size).sum();
        for (int i = 0; i < Math.min(total, MAX_DENIED_IN_A_ROW); i++) {
            int index = Math.floorMod(turn.getAndIncrement(), total);
            int set = 0;
            while (index >= sets.get(set).size()) {
                index -= sets.get(set++).size();
            }
            InfoHash torrent = sets.get(set).get(index);
            if (deny == null || !deny.get().contains(torrent)) {
                return torrent;
            }
        }
        return null;
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
        folderLog.logStart(folders, others());
    }

    /** Returns what is served beside the folders, in words. */
    private String others() {
        return allow == null ? "" : ", but for the torrents of --allow";
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
     * Reads what settings name, changed or not, and takes nothing yet. Folders, and each of the lists, can be replaced while the
     * tracker runs.
     *
     * @param changed the options that have other values now
     * @return what can be replaced, in the order in which it is to be taken; each list that the tracker was started with is there
     * @throws IOException if something can't be read; the message names option and file
     */
    List<Replacement> prepare(ServeSettings settings, Set<String> changed) throws IOException {
        for (Path folder : settings.torrents()) {
            requireReadable(folder);
        }
        List<Replacement> prepared = new ArrayList<>();
        if (folders != null && !settings.torrents().isEmpty() && changed.contains("--torrents")) {
            prepared.add(new Replacement(Set.of("--torrents"), () -> replaceFolders(folders, settings.torrents())));
        }
        prepare("--allow", allow, settings.allow(), prepared);
        prepare("--deny", deny, settings.deny(), prepared);
        return prepared;
    }

    private static void prepare(
            String option, @Nullable WatchedList<InfoHashSet> list, @Nullable Path path, List<Replacement> prepared)
            throws IOException {
        if (path == null) {
            return;
        }
        if (list == null) {
            WatchedList.read(
                    option, WatchedList.INFO_HASHES, path); // as at the start: a list that can't be read is a mistake
        } else {
            prepared.add(new Replacement(Set.of(option), list.prepare(path)::run));
        }
    }

    private void replaceFolders(TorrentDirectory folders, List<Path> next) throws IOException {
        try {
            folders.replaceFolders(next);
        } catch (IOException e) {
            throw new IOException("--torrents: " + reason(e), e);
        } catch (IllegalStateException e) {
            if (isClosed) {
                return; // the tracker stops
            }
            throw e;
        }
        folderLog.logReplaced(folders, others());
    }

    /** Returns whether there are hybrid torrents in the folders, each of which is two swarms. */
    boolean hasHybrids() {
        return folders != null && folders.counts().hybrids() > 0;
    }

    /** Returns how many torrents are served, in words. */
    String summary() {
        List<String> parts = new ArrayList<>();
        if (folders != null) {
            TorrentCounts counts = folders.counts();
            parts.add(counts.releases() + " of folders (" + counts.hybrids() + " hybrid, " + counts.removedReleases()
                    + " in no file any more, " + counts.brokenFiles() + " files broken)");
        }
        if (allow != null) {
            parts.add(allow.get().size() + " info hashes allowed");
        }
        if (deny != null) {
            parts.add((parts.isEmpty() ? "all but " : "") + deny.get().size() + " info hashes denied");
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
        folderLog.logRefreshed(counts);
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

    private List<WatchedList<InfoHashSet>> files() {
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
