package io.github.tracker6.examples.mirror.servlet;

import io.github.tracker6.examples.mirror.ImageTorrents;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerBuilder;
import io.github.tracker6.server.TrackerStartException;
import io.github.tracker6.servlet.TrackerFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * A mirror with a tracker: images at {@code /images/}, their torrents at {@code /torrents/}, the tracker at {@code /announce} and
 * {@code /scrape} of the same port and over UDP beside it, its status at {@code /tracker/}. Thread-safe once started.
 */
final class Mirror implements AutoCloseable {
    private final FileServer files;
    private final TrackerServer tracker;
    private final ImageTorrents torrents;
    private final MirrorUrls urls;

    private Mirror(FileServer files, TrackerServer tracker, ImageTorrents torrents, MirrorUrls urls) {
        this.files = files;
        this.tracker = tracker;
        this.torrents = torrents;
        this.urls = urls;
    }

    /**
     * Starts everything or nothing.
     *
     * @throws IOException if the port is taken, over TCP or UDP, or a folder can't be used
     * @throws IllegalArgumentException if an option has a wrong value
     */
    static Mirror start(MirrorOptions options) throws IOException {
        FileServer files = new FileServer(options.port());
        try {
            Files.createDirectories(options.torrents());
            return start(options, files, tracker(options, files.open()));
        } catch (Throwable e) {
            try (files) {
                throw e;
            }
        }
    }

    private static Mirror start(MirrorOptions options, FileServer files, TrackerServer tracker) throws IOException {
        try {
            MirrorUrls urls = MirrorUrls.of(options.url(), tracker.announceUrls());
            ImageTorrents torrents = ImageTorrents.builder(options.images(), options.torrents())
                    .imagesUrl(urls.images())
                    .announceUrls(List.of(urls.announce()))
                    .hybrid(options.hybrid())
                    .settleTime(options.settleTime())
                    .afterWrite(tracker.torrents().orElseThrow()::refresh)
                    .build();
            HttpTrackerHandler handler = tracker.httpHandler();
            files.folder("images", options.images())
                    .folder("torrents", options.torrents())
                    .with((classes, application) -> TrackerFilter.addTo(application, handler))
                    .start();
            torrents.start();
            return new Mirror(files, tracker, torrents, urls);
        } catch (Throwable e) {
            try (tracker) {
                throw e;
            }
        }
    }

    private static TrackerServer tracker(MirrorOptions options, int port) throws TrackerStartException {
        TrackerServerBuilder builder = TrackerServer.builder()
                .httpHandler()
                .listenUdp("[::]:" + port)
                // They are renamed into place: each is whole.
                .torrents(folders -> folders.folder(options.torrents()).settleTime(Duration.ZERO))
                .status(status -> status.path("/tracker"))
                .publicPage(true)
                .lan(options.lan());
        if (!options.host().isEmpty()) {
            builder.announceHost(options.host());
        }
        return builder.start();
    }

    MirrorUrls urls() {
        return urls;
    }

    /** Waits until the mirror is closed. */
    void awaitClose() throws InterruptedException {
        tracker.awaitClose();
    }

    /** Stops the files, then the tracker. Downloads under way end; clients go on with a range later. Idempotent. */
    @Override
    public void close() throws IOException {
        try (tracker;
                files;
                torrents) {
            // From the last to the first.
        }
    }
}
