package io.github.tracker6.metainfo;

import io.github.tracker6.internal.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a torrent of a file or a folder: for BitTorrent v1 (BEP 3), or a hybrid for v1 and v2 (BEP 52) with pad files (BEP 47).
 * The setters are not thread-safe; {@link #cancel()} is.
 *
 * <p>Without {@link #pieceLength}, pieces are as long as libtorrent makes them. Each further step has four times the bytes and
 * twice the piece:
 *
 * <table>
 *   <caption>Length of a piece by the sum of the files</caption>
 *   <tr><th>bytes up to</th><th>piece</th></tr>
 *   <tr><td>2,684,355</td><td>16 KiB</td></tr>
 *   <tr><td>10,737,418</td><td>32 KiB</td></tr>
 *   <tr><td>42,949,673</td><td>64 KiB</td></tr>
 *   <tr><td>171,798,692</td><td>128 KiB</td></tr>
 *   <tr><td>687,194,767</td><td>256 KiB</td></tr>
 *   <tr><td>2,748,779,069</td><td>512 KiB</td></tr>
 *   <tr><td>10,995,116,278</td><td>1 MiB</td></tr>
 *   <tr><td>43,980,465,111</td><td>2 MiB</td></tr>
 *   <tr><td>175,921,860,444</td><td>4 MiB</td></tr>
 *   <tr><td>703,687,441,777</td><td>8 MiB</td></tr>
 *   <tr><td>more</td><td>16 MiB</td></tr>
 * </table>
 *
 * <p>Files are in the order of a v2 file tree: by the bytes of their names, folder by folder. Names that begin with a dot are
 * left out, symbolic links are followed. The same files give the same info hash.
 *
 * @since 0.1.0
 */
public final class TorrentCreator {
    private static final long[] PIECE_STEPS = {
        2_684_355L,
        10_737_418L,
        42_949_673L,
        171_798_692L,
        687_194_767L,
        2_748_779_069L,
        10_995_116_278L,
        43_980_465_111L,
        175_921_860_444L,
        703_687_441_777L
    };
    private static final int MIN_PIECE = 16 << 10;
    private static final int MAX_PIECE = 128 << 20;
    private static final long PROGRESS_MILLIS = 100;
    private static final String PAD = ".pad";

    private final Path source;
    private boolean isHybrid;
    private int pieceLength;
    private boolean isPrivate;
    private List<List<String>> tiers = List.of();
    private List<String> webSeeds = List.of();
    private @Nullable String comment;
    private @Nullable Instant created;
    private Progress progress = (hashed, total) -> {};
    private int threads = Runtime.getRuntime().availableProcessors();
    private volatile boolean isCancelled;

    /**
     * Is called with how far a torrent is.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called on the thread of {@link TorrentCreator#create()}, about ten times a second, and at the end.
         *
         * @param hashedBytes how many bytes of the files are hashed
         * @param totalBytes how many there are
         */
        void onProgress(long hashedBytes, long totalBytes);
    }

    private TorrentCreator(Path source) {
        this.source = source;
    }

    /** Returns a creator for a file, or for a folder with all that is in it. Touches no file. */
    public static TorrentCreator of(Path source) {
        return new TorrentCreator(Objects.requireNonNull(source, "source"));
    }

    /**
     * Makes the torrent a hybrid. Default: for BitTorrent v1 alone, as Transmission 3.00 reads no hybrid
     * and aria2 1.36 computes a wrong info hash for it.
     *
     * @return this
     */
    public TorrentCreator hybrid(boolean hybrid) {
        this.isHybrid = hybrid;
        return this;
    }

    /**
     * Sets the length of a piece. Default: by the table above.
     *
     * @param bytes a power of two from 16 KiB to 128 MiB
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public TorrentCreator pieceLength(int bytes) {
        if (Integer.bitCount(Require.range("pieceLength", bytes, MIN_PIECE, MAX_PIECE)) != 1) {
            throw new IllegalArgumentException("pieceLength " + bytes + " is no power of two");
        }
        this.pieceLength = bytes;
        return this;
    }

    /**
     * Sets whether clients take peers from the trackers alone (BEP 27). Default: no.
     *
     * @return this
     */
    public TorrentCreator privateTorrent(boolean onlyTrackers) {
        this.isPrivate = onlyTrackers;
        return this;
    }

    /**
     * Sets the trackers; see {@link MetainfoEditor#tiers}. {@link #create()} checks them before it reads a file. Default: none.
     *
     * @return this
     */
    public TorrentCreator tiers(List<List<String>> urls) {
        this.tiers = urls.stream().map(List::copyOf).toList();
        return this;
    }

    /**
     * Sets the web seeds (BEP 19); see {@link MetainfoEditor#webSeeds}. Default: none.
     *
     * @return this
     */
    public TorrentCreator webSeeds(List<String> urls) {
        this.webSeeds = List.copyOf(urls);
        return this;
    }

    /**
     * Sets the time of creation that the torrent names, in seconds. Default: it names none.
     *
     * @return this
     */
    public TorrentCreator creationDate(Instant time) {
        this.created = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Sets the comment, for people. Default: none.
     *
     * @param text any text that is not empty
     * @return this
     * @throws IllegalArgumentException if it is empty
     */
    public TorrentCreator comment(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the comment is empty");
        }
        this.comment = text;
        return this;
    }

    /**
     * Sets what hears of the progress.
     *
     * @return this
     */
    public TorrentCreator progress(Progress progress) {
        this.progress = Objects.requireNonNull(progress, "progress");
        return this;
    }

    /**
     * Sets how many threads hash. Each holds one piece in memory.
     *
     * @param count from 1 to 256; default: the number of processors
     * @return this
     * @throws IllegalArgumentException if it is outside this range
     */
    public TorrentCreator threads(int count) {
        this.threads = Require.range("threads", count, 1, 256);
        return this;
    }

    /** Lets {@link #create()} end with a {@link CancellationException}, now and later. Any thread may call it. */
    public void cancel() {
        isCancelled = true;
    }

    /**
     * Reads and hashes the files. Takes as long as that takes: do not call it on an event loop.
     *
     * @throws IOException if the files can't be read, hold no data, or change meanwhile; the message names the file
     * @throws InterruptedException if the thread is interrupted
     * @throws CancellationException if {@link #cancel()} was called
     * @throws IllegalArgumentException if a URL is none
     */
    public Metainfo create() throws IOException, InterruptedException {
        MetainfoEditor.checkTrackers(tiers);
        MetainfoEditor.checkWebSeeds(webSeeds);
        List<SourceFile> files = SourceFile.of(source);
        long total = files.stream().mapToLong(SourceFile::length).sum();
        if (total == 0) {
            throw new IOException(source + " holds no data");
        }
        int length = pieceLength == 0 ? usualPieceLength(total) : pieceLength;
        PieceLayout layout = new PieceLayout(files, length, isHybrid);
        PieceHasher hasher = new PieceHasher(layout.parts(), layout.firstParts(), length, isHybrid);
        hash(hasher, total);
        progress.onProgress(total, total);
        for (SourceFile file : files) {
            file.checkUnchanged();
        }
        return Metainfo.parseOwned(encode(files, layout, hasher, length))
                .edit()
                .tiers(tiers)
                .webSeeds(webSeeds)
                .apply();
    }

    /** Returns how long pieces usually are, see the table above. */
    static int usualPieceLength(long totalBytes) {
        int step = 0;
        while (step < PIECE_STEPS.length && totalBytes > PIECE_STEPS[step]) {
            step++;
        }
        return MIN_PIECE << step;
    }

    private void hash(PieceHasher hasher, long total) throws IOException, InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(hasher, "tracker6-hasher-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        try {
            for (Thread worker : workers) {
                await(worker, hasher, total);
            }
        } finally {
            hasher.cancel(); // where all is done, it changes nothing
        }
        if (isCancelled) {
            throw new CancellationException("the creation of a torrent of " + source + " was cancelled");
        }
        hasher.rethrow();
    }

    private void await(Thread worker, PieceHasher hasher, long total) throws InterruptedException {
        worker.join(PROGRESS_MILLIS);
        while (worker.isAlive()) {
            if (isCancelled) {
                hasher.cancel();
            }
            progress.onProgress(hasher.hashedBytes(), total);
            worker.join(PROGRESS_MILLIS);
        }
    }

    private byte[] encode(List<SourceFile> files, PieceLayout layout, PieceHasher hasher, int length)
            throws IOException {
        boolean isFolder = !Files.isRegularFile(source);
        FileTreeOutput tree = isHybrid ? new FileTreeOutput(files, layout, hasher, length) : null;
        BencodeOutput out = new BencodeOutput().beginDictionary();
        if (comment != null) {
            out.string("comment").string(comment.getBytes(StandardCharsets.UTF_8));
        }
        out.string("created by").string("Tracker6");
        if (created != null) {
            out.string("creation date").integer(created.getEpochSecond());
        }
        out.string("info").beginDictionary();
        if (tree != null) {
            out.string("file tree");
            tree.writeTree(out);
        }
        if (isFolder) {
            out.string("files").beginList();
            writeFiles(files, layout, out);
            out.end();
        } else {
            out.string("length").integer(files.get(0).length());
        }
        if (tree != null) {
            out.string("meta version").integer(2);
        }
        out.string("name").string(SourceFile.rawName(source.toAbsolutePath().normalize()));
        out.string("piece length").integer(length);
        out.string("pieces").string(hasher.v1());
        if (isPrivate) {
            out.string("private").integer(1);
        }
        out.end();
        if (tree != null) {
            out.string("piece layers");
            tree.writeLayers(out);
        }
        return out.end().toBytes();
    }

    private static void writeFiles(List<SourceFile> files, PieceLayout layout, BencodeOutput out) {
        for (int i = 0; i < files.size(); i++) {
            SourceFile file = files.get(i);
            int pad = layout.padBefore(i);
            if (pad > 0) {
                String text = Integer.toString(pad);
                out.beginDictionary()
                        .string("attr")
                        .string("p")
                        .string("length")
                        .integer(pad);
                out.string("path").strings(List.of(PAD, text)).end();
            }
            out.beginDictionary().string("length").integer(file.length());
            out.string("path").strings(file.rawPath()).end();
        }
    }
}
