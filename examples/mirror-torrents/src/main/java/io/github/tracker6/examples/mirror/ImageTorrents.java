package io.github.tracker6.examples.mirror;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.MetainfoEditor;
import io.github.tracker6.metainfo.TorrentCreator;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a torrent for each image of a mirror, with the mirror's trackers and the image itself as web seed (BEP 19). For {@code
 * 12.5/netinst.iso} in the folder of images it is {@code 12.5/netinst.iso.torrent} in the folder of torrents. Images are only
 * read. Thread-safe.
 *
 * <ul>
 *   <li>An image without a torrent gets one as soon as it has not changed for the settle time. So does one that has another length
 *       than its torrent says, or was changed after it.
 *   <li>In all other torrents it replaces the trackers and web seeds alone: the info hashes stay.
 *   <li>Torrents of images that are gone stay, and torrents without an image of their name are left alone.
 * </ul>
 */
public final class ImageTorrents implements AutoCloseable {
    /** The end of the name of each torrent. */
    public static final String SUFFIX = ".torrent";

    private static final Logger LOG = LoggerFactory.getLogger(ImageTorrents.class);
    private static final Duration MAX_SETTLE_TIME = Duration.ofHours(1);
    private static final FileTime NEVER = FileTime.fromMillis(Long.MIN_VALUE);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path torrents;
    private final Path images;
    private final String imagesUrl;
    private final List<List<String>> tiers;
    private final boolean hybrid;
    private final Runnable afterWrite;
    private final SettledImages settled;

    /** When the torrent of an image was last written: nothing is to be done, or can be, until that or the image changes. */
    private final Map<Image, FileTime> handled = new HashMap<>();

    private boolean lookFails;
    private @Nullable Thread thread;
    private volatile boolean closed;

    private ImageTorrents(Builder builder) {
        this.images = builder.images;
        this.torrents = builder.torrents;
        this.imagesUrl = builder.imagesUrl;
        this.tiers = builder.tiers;
        this.hybrid = builder.hybrid;
        this.afterWrite = builder.afterWrite;
        this.settled = new SettledImages(images, builder.settleTime, builder.clock);
    }

    /**
     * Returns a builder.
     *
     * @param images the folder of images, in it and below
     * @param torrents the folder for torrents; {@link #update()} makes it if it is not there
     */
    public static Builder builder(Path images, Path torrents) {
        return new Builder(images, torrents);
    }

    /**
     * Starts a thread that calls {@link #update()} about every second. {@link #close()} ends it.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized void start() {
        if (thread != null || closed) {
            throw new IllegalStateException("started or closed already");
        }
        thread = new Thread(this::run, "mirror-torrents");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                update();
                lookFails = false;
            } catch (InterruptedException e) {
                return; // by close
            } catch (IOException e) {
                if (!lookFails) {
                    LOG.warn("No torrents for now: {}", e.toString());
                }
                lookFails = true;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /**
     * Looks at all images once, and writes the torrents that need it. Hashing takes as long as reading the images does.
     *
     * @return the torrents that it wrote
     * @throws IOException if the folder of images can't be read, or that of torrents can't be made
     * @throws InterruptedException if the thread is interrupted; a torrent is written whole or not at all
     */
    public List<Path> update() throws IOException, InterruptedException {
        Files.createDirectories(torrents);
        List<Path> written = new ArrayList<>();
        synchronized (settled) {
            List<Image> found = settled.look();
            handled.keySet().retainAll(found);
            for (Image image : found) {
                update(image, written);
            }
        }
        return written;
    }

    private void update(Image image, List<Path> written) throws IOException, InterruptedException {
        Path torrent = torrents.resolve(image.path() + SUFFIX);
        FileTime last = modified(torrent);
        if (last.equals(handled.get(image))) {
            return;
        }
        try {
            Metainfo before = last.equals(NEVER) ? null : Metainfo.read(torrent);
            if (before != null && isOf(image, before, last)) {
                edit(image, before, torrent, written);
            } else if (settled.isSettled(image)) {
                create(image, torrent, written);
            } else {
                return;
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("No torrent for {}: {}", image.path(), e.toString());
        }
        handled.put(image, modified(torrent));
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : NEVER;
    }

    private static boolean isOf(Image image, Metainfo torrent, FileTime modified) {
        return torrent.isSingleFile()
                && torrent.totalBytes() == image.bytes()
                && modified.compareTo(image.modified()) >= 0;
    }

    private void create(Image image, Path torrent, List<Path> written) throws IOException, InterruptedException {
        Metainfo created = TorrentCreator.of(images.resolve(image.path()))
                .hybrid(hybrid)
                .tiers(tiers)
                .webSeeds(webSeeds(image))
                .create();
        Files.createDirectories(torrent.resolveSibling(""));
        write(created, torrent, image.modified(), written);
    }

    private void edit(Image image, Metainfo before, Path torrent, List<Path> written) throws IOException {
        if (before.tiers().equals(tiers) && before.webSeeds().equals(webSeeds(image))) {
            return;
        }
        Metainfo edited = before.edit().tiers(tiers).webSeeds(webSeeds(image)).apply();
        write(edited, torrent, Files.getLastModifiedTime(torrent), written);
    }

    /** The time of a torrent is that of the image it was made of, so that a later change of the image shows. */
    private void write(Metainfo torrent, Path file, FileTime modified, List<Path> written) throws IOException {
        torrent.writeTo(file);
        Files.setLastModifiedTime(file, modified);
        LOG.info("{}: {}", file, torrent);
        written.add(file);
        afterWrite.run();
    }

    private List<String> webSeeds(Image image) {
        StringBuilder url = new StringBuilder(imagesUrl);
        for (Path name : image.path()) {
            if (url.charAt(url.length() - 1) != '/') {
                url.append('/');
            }
            url.append(
                    URLEncoder.encode(name.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return List.of(url.toString());
    }

    /** Ends the thread, and a creation under way. Idempotent. */
    @Override
    public void close() {
        Thread started;
        synchronized (this) {
            closed = true;
            started = thread;
        }
        if (started == null) {
            return;
        }
        started.interrupt();
        Uninterruptibles.joinUninterruptibly(started);
    }

    /** Options. Not thread-safe. */
    public static final class Builder {
        private final Path images;
        private final Path torrents;
        private String imagesUrl = "";
        private List<List<String>> tiers = List.of();
        private boolean hybrid;
        private Runnable afterWrite = () -> {};
        private Duration settleTime = Duration.ofSeconds(5);
        private Clock clock = Clock.systemUTC();

        private Builder(Path images, Path torrents) {
            this.images = images;
            this.torrents = torrents;
        }

        /**
         * Sets the URL of the folder of images.
         *
         * @param url of HTTP or HTTPS, such as {@code http://mirror.example.org/images/}
         */
        public Builder imagesUrl(String url) {
            this.imagesUrl = url;
            return this;
        }

        /**
         * Sets the trackers. Each is a tier of its own (BEP 12), so clients ask the first one first.
         *
         * @param urls such as {@code http://mirror.example.org/announce}
         */
        public Builder announceUrls(List<String> urls) {
            this.tiers = urls.stream().map(List::of).toList();
            return this;
        }

        /** Sets whether new torrents are hybrids of v1 and v2 (BEP 52). Default: v1 alone, which all clients read. */
        public Builder hybrid(boolean hybrid) {
            this.hybrid = hybrid;
            return this;
        }

        /**
         * Sets how long an image must stay as it is before a torrent is made of it.
         *
         * @param time 0 to 1 hour; default 5 seconds
         */
        public Builder settleTime(Duration time) {
            this.settleTime = time;
            return this;
        }

        /**
         * Sets what is called after each torrent that was written, such as {@code TorrentDirectory::refresh}: a client that comes
         * for a new torrent before the tracker lists it is refused, and may ask again half an hour later.
         */
        public Builder afterWrite(Runnable afterWrite) {
            this.afterWrite = afterWrite;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Returns what keeps the torrents. Writes nothing yet.
         *
         * @throws IllegalArgumentException if the images are in no folder, if a URL is none, there is no tracker, or the settle
         *     time is out of range; the message is one line
         */
        public ImageTorrents build() {
            require(Files.isDirectory(images), images + " is no folder");
            require(!Files.exists(torrents) || Files.isDirectory(torrents), torrents + " is no folder");
            require(imagesUrl.matches("(?i)https?://[^?#]*"), "'" + imagesUrl + "' is no URL of HTTP without a query");
            MetainfoEditor.requireWebSeed(imagesUrl);
            require(!tiers.isEmpty(), "there is no announce URL");
            tiers.forEach(tier -> tier.forEach(MetainfoEditor::requireTracker));
            require(
                    !settleTime.isNegative() && settleTime.compareTo(MAX_SETTLE_TIME) <= 0,
                    "settle time " + settleTime + " is outside PT0S to " + MAX_SETTLE_TIME);
            return new ImageTorrents(this);
        }

        private static void require(boolean isMet, String message) {
            if (!isMet) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
