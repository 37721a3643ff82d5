package io.github.tracker6.standalone;

import io.github.tracker6.HostCounts;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.health.Health;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.internal.StateSaver;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.status.DownloadHistory;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.SwarmFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of {@code --state}: what a tracker takes over a restart. It holds the swarms with their counts of downloads,
 * the key that links the endpoints of hosts, the series of hosts by families, the downloads of years, and the key of the UDP connection ids. One
 * process has it at a time. Written at the end, and in an interval on a thread of its own, while the tracker serves.
 */
final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final String CONNECTION_KEY_KIND = "T6UDPKEY";
    private static final String ADOPTION_KIND = "T6ADOPT2";

    /** What versions wrote that knew nothing of reachability. */
    private static final String ADOPTION_KIND_BEFORE = "T6ADOPT1";

    private static final String NO_DIRECTORY = "is no directory; name a folder that the tracker has for itself";
    private static final String MAY_NOT_WRITE =
            "the tracker may not write there; check who owns the folder, and the rights";
    private static final String IN_USE = "another process uses it; each tracker needs a folder of its own";

    private static final int KEY_BYTES = 2 * Long.BYTES;
    private static final int POINT_BYTES = 8 * Long.BYTES;
    private static final int POINT_BYTES_BEFORE = 4 * Long.BYTES;

    private final Path directory;
    private final FileChannel lock;
    private final SwarmFile swarms;
    private final StateFile connectionKey;
    private final StateFile adoption;
    private final Path downloads;
    private final SecureRandom random = new SecureRandom();
    private @Nullable DownloadHistory downloadHistory;
    private @Nullable StateSaver saver;
    /** What could not be saved in the last round, by its name. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    private StateDirectory(Path directory, FileChannel lock, boolean loadsReachability) {
        this.directory = directory;
        this.lock = lock;
        SwarmFile all = SwarmFile.at(directory.resolve("swarms"));
        this.swarms = loadsReachability ? all : all.withoutReachability();
        this.connectionKey = new StateFile(directory.resolve("udp-key"));
        this.adoption = new StateFile(directory.resolve("adoption"));
        this.downloads = directory.resolve("downloads");
    }

    /**
     * Takes a directory, and makes it where it is missing.
     *
     * @param loadsReachability whether swarms come with what was known of the reachability of their endpoints
     * @throws IOException naming the directory, if it can't be used or another process has it
     */
    static StateDirectory open(Path directory, boolean loadsReachability) throws IOException {
        FileChannel lock = null;
        try {
            if (!Files.isDirectory(directory)) {
                makeForOwnerOnly(directory);
            }
            lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = lock.tryLock();
            if (held == null) {
                throw new IOException(IN_USE);
            }
            return new StateDirectory(directory, lock, loadsReachability);
        } catch (IOException | OverlappingFileLockException e) {
            if (lock != null) {
                lock.close();
            }
            throw new IOException("--state: " + directory + ": " + reason(e), e);
        }
    }

    /**
     * Requires that a directory can be taken, if no other process has it, or made. Writes nothing.
     *
     * @throws IOException in the words of {@link #open}
     */
    static void requireUsable(Path directory) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new IOException("--state: " + directory + ": " + NO_DIRECTORY);
        }
        boolean isOthers = Stream.of(
                        "lock", "swarms", "udp-key", "adoption", "downloads") // as after a run as another user
                .map(directory::resolve)
                .anyMatch(file -> Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file)));
        if (!Files.isWritable(existing) || isOthers) {
            throw new IOException("--state: " + directory + ": " + MAY_NOT_WRITE);
        }
    }

    private static void makeForOwnerOnly(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof OverlappingFileLockException) {
            return IN_USE;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return NO_DIRECTORY;
        }
        if (failure instanceof AccessDeniedException) {
            return MAY_NOT_WRITE;
        }
        if (failure instanceof NoSuchFileException) {
            return "can't be made; name a folder on a file system that can be written";
        }
        if (failure instanceof FileSystemException other) {
            return "can't be written" + (other.getReason() == null ? "" : ": " + other.getReason());
        }
        return String.valueOf(failure.getMessage());
    }

    /** Returns the file of the swarms, for a store that loads and saves it itself. */
    SwarmFile swarms() {
        return swarms;
    }

    /**
     * Returns the key of the UDP connection ids; the first time it is drawn at random and written down.
     *
     * @return two numbers
     */
    long[] connectionKey() throws IOException {
        Optional<byte[]> known = connectionKey.read(CONNECTION_KEY_KIND, LOG::warn);
        if (known.isPresent() && known.get().length == KEY_BYTES) {
            ByteBuffer bytes = ByteBuffer.wrap(known.get());
            return new long[] {bytes.getLong(), bytes.getLong()};
        }
        long[] key = {random.nextLong(), random.nextLong()};
        connectionKey.write(
                CONNECTION_KEY_KIND,
                ByteBuffer.allocate(KEY_BYTES).putLong(key[0]).putLong(key[1]).array());
        return key;
    }

    /**
     * Loads the swarms of before into a store.
     *
     * @return the key that links the endpoints of hosts: that of before, or a new one
     */
    HostKey load(MemorySwarmStore store) throws IOException {
        Optional<SwarmFile.Loaded> loaded = swarms.load(store, System.currentTimeMillis());
        if (loaded.isPresent()) {
            SwarmFile.Loaded found = loaded.get();
            LOG.info(
                    "Loaded {} swarms with {} endpoints, {} s old, from {}",
                    found.swarms(),
                    found.endpoints(),
                    found.age().toSeconds(),
                    directory);
            HostKey key = found.hostKey();
            if (key != null) {
                return key;
            }
        }
        return new HostKey(random.nextLong(), random.nextLong());
    }

    /**
     * Loads the downloads of before, and saves them from {@link #start} on. Call it before the first announce.
     *
     * @return the same
     */
    DownloadHistory load(DownloadHistory history) throws IOException {
        history.loadFrom(downloads);
        downloadHistory = history;
        return history;
    }

    /**
     * Loads the series of before, and saves everything from now on: in the interval, and at {@link #close()}.
     *
     * @param hostKey what links the endpoints of hosts in a memory store; a shared store has its own
     */
    void start(SwarmStore store, @Nullable HostKey hostKey, AdoptionSeries series, Duration interval)
            throws IOException {
        Map<String, Function<byte[], List<AdoptionSeries.Point>>> kinds =
                Map.of(ADOPTION_KIND, StateDirectory::points, ADOPTION_KIND_BEFORE, StateDirectory::pointsBefore);
        adoption.read(kinds, LOG::warn).ifPresent(series::restore);
        // Apart: where the disk has no room for the swarms, it may have room for the others.
        saver = new StateSaver(interval, LOG::warn);
        addPart("The state in ", () -> save(store, hostKey));
        addPart("The series of hosts in ", () -> saveSeries(series));
        addPart("The downloads in ", this::saveDownloads);
        saver.start();
    }

    /** Logs a failure once for as long as it lasts: the next interval tries again. */
    private void addPart(String what, StateSaver.Part part) {
        String name = what + directory;
        Objects.requireNonNull(saver).add(name, () -> {
            try {
                part.save();
                failures.remove(name);
            } catch (IOException | RuntimeException e) {
                String line = name + " can't be saved: " + e;
                if (!line.equals(failures.put(name, line))) {
                    LOG.warn("{}; it is tried again", line);
                }
            }
        });
    }

    private void save(SwarmStore store, @Nullable HostKey hostKey) throws IOException {
        if (store instanceof MemorySwarmStore memory) {
            swarms.save(memory, hostKey);
        } else if (store instanceof RedisSwarmStore shared) {
            shared.saveState();
        }
    }

    private void saveSeries(AdoptionSeries series) throws IOException {
        adoption.write(ADOPTION_KIND, bytes(series.points()));
    }

    private void saveDownloads() throws IOException {
        DownloadHistory history = downloadHistory;
        if (history != null) {
            history.saveTo(downloads);
        }
    }

    /** Returns whether the state was saved the last time that it was to be. */
    Health health() {
        List<String> lines = failures.values().stream().sorted().toList();
        return lines.isEmpty() ? Health.UP : Health.degraded(String.join("; ", lines));
    }

    private static byte[] bytes(List<AdoptionSeries.Point> points) {
        ByteBuffer bytes = ByteBuffer.allocate(points.size() * POINT_BYTES);
        for (AdoptionSeries.Point point : points) {
            HostCounts hosts = point.families();
            bytes.putLong(point.time().toEpochMilli())
                    .putLong(hosts.ipv4())
                    .putLong(hosts.ipv6Reached())
                    .putLong(hosts.ipv6NotReached())
                    .putLong(hosts.ipv6Unknown())
                    .putLong(hosts.dualStackReached())
                    .putLong(hosts.dualStackNotReached())
                    .putLong(hosts.dualStackUnknown());
        }
        return bytes.array();
    }

    private static List<AdoptionSeries.Point> points(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        return IntStream.range(0, bytes.length / POINT_BYTES)
                .mapToObj(i -> new AdoptionSeries.Point(
                        Instant.ofEpochMilli(from.getLong()),
                        new HostCounts(
                                from.getLong(),
                                from.getLong(),
                                from.getLong(),
                                from.getLong(),
                                from.getLong(),
                                from.getLong(),
                                from.getLong())))
                .toList();
    }

    private static List<AdoptionSeries.Point> pointsBefore(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        return IntStream.range(0, bytes.length / POINT_BYTES_BEFORE)
                .mapToObj(i -> new AdoptionSeries.Point(
                        Instant.ofEpochMilli(from.getLong()), from.getLong(), from.getLong(), from.getLong()))
                .toList();
    }

    /** Saves once more, and never again. Call it when no announce comes any more. Idempotent. */
    void saveLast() {
        if (saver != null) {
            saver.close();
        }
    }

    /** Saves once more, if {@link #saveLast()} did not, and gives the directory free. */
    @Override
    public void close() {
        try {
            saveLast();
        } finally {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.debug("The lock of {} was not closed", directory, e);
            }
        }
    }
}
