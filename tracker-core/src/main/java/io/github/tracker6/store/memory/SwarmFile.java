package io.github.tracker6.store.memory;

import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.store.HostKey;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file from which a memory store takes its swarms after a restart. It is written while the store works: no announce waits
 * for longer than a few milliseconds. A file that is broken, or is no such file, is left out with one line in the log, and the
 * one before it is taken. One call of {@link #save} at a time.
 *
 * @since 0.1.0
 */
public final class SwarmFile {
    private static final Logger LOG = LoggerFactory.getLogger(SwarmFile.class);
    private static final int TAKE_BYTES = 1 << 18;

    /** Between two slices of a shard announces have their turn. */
    private static final long PAUSE_NANOS = 20_000;

    /**
     * What was loaded.
     *
     * @param swarms how many swarms were added to the store, also those without peers
     * @param endpoints how many endpoints were put into the store; 0 where the file is older than a peer's life
     * @param hostKey the key with which the tags of hosts were made, or null where none was written down
     * @param age how old the file was, by the wall clock
     * @since 0.1.0
     */
    public record Loaded(
            long swarms, long endpoints, @Nullable HostKey hostKey, Duration age) {}

    private final StateFile file;
    private final InstantSource wallClock;
    private final boolean loadsReachability;

    private SwarmFile(StateFile file, InstantSource wallClock, boolean loadsReachability) {
        this.file = file;
        this.wallClock = wallClock;
        this.loadsReachability = loadsReachability;
    }

    /** Names a file; touches nothing. */
    public static SwarmFile at(Path path) {
        return at(path, InstantSource.system());
    }

    /**
     * Names a file; touches nothing.
     *
     * @param wallClock tells how old a file is
     */
    public static SwarmFile at(Path path, InstantSource wallClock) {
        return new SwarmFile(new StateFile(path), wallClock, true);
    }

    /**
     * Returns the same file, from which {@link #load} leaves out whether endpoints could be reached: for a tracker that does not
     * find it out any more, and would keep old results for as long as the endpoints announce.
     */
    public SwarmFile withoutReachability() {
        return new SwarmFile(file, wallClock, false);
    }

    /** Returns the file. */
    public Path path() {
        return file.path();
    }

    /**
     * Writes the swarms of a store.
     *
     * @param hostKey the key with which the tags of hosts were made, or null to leave it out
     * @throws IOException if the file can't be written; then it is as it was
     */
    public void save(MemorySwarmStore store, @Nullable HostKey hostKey) throws IOException {
        SnapshotWriter writer = new SnapshotWriter(false);
        writer.head(wallClock.millis(), store.peerTtl().toMillis(), hostKey);
        SnapshotStream stream = new SnapshotStream(new SwarmWalk(store.shards()), writer);
        file.replace(out -> {
            boolean more = true;
            while (more) {
                more = stream.next();
                if (stream.ready() >= TAKE_BYTES || !more) {
                    writeAll(stream, out);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    private static void writeAll(SnapshotStream stream, OutputStream out) throws IOException {
        while (stream.ready() > 0) {
            out.write(stream.take(TAKE_BYTES));
        }
    }

    /**
     * Loads the newest file that is sound into a store, in addition to what is there. Endpoints grew older since it was
     * written; from a file that is older than a peer's life come counts of downloads alone.
     *
     * @param nowMillis the time, in milliseconds of the store's callers
     * @return empty where there is no such file
     * @throws IOException if a file can't be read
     */
    public Optional<Loaded> load(MemorySwarmStore store, long nowMillis) throws IOException {
        return file.readNewest(path -> load(path, store, nowMillis), LOG::warn);
    }

    private Loaded load(Path path, MemorySwarmStore store, long nowMillis)
            throws IOException, StateFile.BrokenFileException {
        // First all of it is checked, so that nothing is loaded from a file that turns out to be broken.
        Checked checked = new Checked();
        read(path, checked);
        long age = Math.max(0, wallClock.millis() - checked.takenMillis);
        LoadingSink sink =
                new LoadingSink(store, nowMillis, age, age >= store.peerTtl().toMillis(), loadsReachability);
        long swarmsBefore = swarms(store);
        read(path, sink);
        return new Loaded(swarms(store) - swarmsBefore, sink.endpoints(), sink.hostKey(), Duration.ofMillis(age));
    }

    private static long swarms(MemorySwarmStore store) {
        return Arrays.stream(store.shards()).mapToLong(Shard::swarms).sum();
    }

    private static void read(Path path, SnapshotReader.Sink sink) throws IOException, StateFile.BrokenFileException {
        SnapshotReader reader = new SnapshotReader(sink);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            byte[] head = in.readNBytes(SnapshotFormat.BLOCK_HEAD_BYTES);
            while (head.length > 0) {
                reader.read(block(head, in));
                head = in.readNBytes(SnapshotFormat.BLOCK_HEAD_BYTES);
            }
            reader.end();
        } catch (SnapshotFormat.BrokenException e) {
            throw new StateFile.BrokenFileException(String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            throw new StateFile.BrokenFileException("is cut off");
        }
    }

    private static byte[] block(byte[] head, InputStream in) throws IOException {
        int length = head.length < SnapshotFormat.BLOCK_HEAD_BYTES ? -1 : BigEndian.intAt(head, 0);
        if (length < 0 || length > SnapshotFormat.MAX_BLOCK_BYTES) {
            throw new EOFException();
        }
        byte[] block = new byte[head.length + length + SnapshotFormat.CHECKSUM_BYTES];
        System.arraycopy(head, 0, block, 0, head.length);
        if (in.readNBytes(block, head.length, block.length - head.length) < block.length - head.length) {
            throw new EOFException();
        }
        return block;
    }

    /** Only looks whether a file is sound. */
    private static final class Checked implements SnapshotReader.Sink {
        private long takenMillis;

        @Override
        public void head(SnapshotFormat.Head head) {
            takenMillis = head.takenMillis();
        }

        @Override
        public void swarm(Change swarm, int downloaded) {}

        @Override
        public void endpoint(Change announce, int ageTicks) {}
    }
}
