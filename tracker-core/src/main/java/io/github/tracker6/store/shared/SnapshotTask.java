package io.github.tracker6.store.shared;

import io.github.tracker6.store.memory.SnapshotStream;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots to the log when they are due and no other node does, trims the log, and makes room where the log has no
 * memory left. Runs on the thread of the replication, a slice at a time.
 */
final class SnapshotTask {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSwarmStore.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final long RENEW_MILLIS = 10_000;
    private static final int CHUNK_BYTES = 1 << 19;
    private static final int MAX_ON_THEIR_WAY = 4;
    private static final long RETRY_MILLIS = 10_000;
    private static final long WAIT_MILLIS = 50;

    /** Slices that are written in one go, so that reading and sending have their turn. */
    private static final int SLICES_AT_A_TIME = 16;

    private static final long KEPT_WHEN_FULL_BYTES = 16L << 20;

    /** One snapshot that is being written. */
    private static final class Writing {
        private final long id;
        private final LogFollower follower;
        private final LogPosition position;
        private final long takenMillis;
        private final SnapshotStream stream;
        private int chunks;
        private long bytes;
        private int onTheirWay;
        private boolean complete;
        private long untilEpoch = Long.MAX_VALUE;
        private long renewedMillis;

        Writing(long id, LogFollower follower, long takenMillis, long callerMillis, long nowMillis) {
            this.id = id;
            this.follower = follower;
            this.position = follower.position();
            this.takenMillis = takenMillis;
            this.renewedMillis = nowMillis;
            this.stream = follower.replica()
                    .snapshot(takenMillis, callerMillis, follower.numbers().toBytes());
        }
    }

    private final Replication owner;
    private final ChangeLog log;
    private final StoreTime time;
    private final long node;
    private final RandomGenerator random;
    private @Nullable Writing writing;
    private boolean asking;
    private boolean refused;
    private long retryMillis;
    private long nextRoomMillis;
    private @Nullable String problem;

    /** Where the log is founded: what it is founded with. */
    private byte @Nullable [] foundingSettings;

    private long replacedId;

    SnapshotTask(Replication owner, ChangeLog log, StoreTime time, long node, RandomGenerator random) {
        this.owner = owner;
        this.log = log;
        this.time = time;
        this.node = node;
        this.random = random;
    }

    /** Returns why there is no snapshot to rely on, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /**
     * Begins a snapshot if one is due. Makes room if the log has grown too long without one.
     *
     * @param recent what was read last
     */
    void tick(RecentBatches recent) {
        if (writing == null && !asking && time.now() >= retryMillis && isDue()) {
            begin();
        }
        if (owner.follower().bytesRead() > owner.options().maxLogBytes()) {
            makeRoom(recent, "the log has grown too long without a snapshot");
        }
    }

    private boolean isDue() {
        if (owner.follower().replica().droppedChanges() > 0) {
            // The table lacks changes that nodes with more memory have.
            return false;
        }
        SnapshotManifest manifest = owner.manifest();
        long bytesRead = owner.follower().bytesRead();
        if (manifest == null) {
            return true;
        }
        long due = Math.max(owner.options().snapshotBytes(), manifest.bytes());
        boolean old = time.logNow() - manifest.takenMillis()
                >= owner.options().snapshotInterval().toMillis();
        return bytesRead > due || (old && owner.follower().hasChanged());
    }

    /** Returns whether a snapshot would hold anything new, and is not tried in vain. */
    boolean isWanted() {
        boolean due = hasNews() || (owner.manifest() == null && isDue());
        return problem == null && (writing != null || asking || (due && !refused));
    }

    /** Tries once more, whatever stood in the way before: the node ends, and the others may have ended. */
    void tryOnceMore() {
        problem = null;
        refused = false;
    }

    /** Notes that there is another snapshot, of this node or another one. */
    void noteSnapshot() {
        problem = null;
    }

    private boolean hasNews() {
        LogFollower follower = owner.follower();
        return follower.hasChanged() && follower.replica().droppedChanges() == 0;
    }

    /** Begins a snapshot now, unless one is being written. */
    void begin() {
        if (writing != null || asking) {
            return;
        }
        asking = true;
        retryMillis = time.now() + RETRY_MILLIS;
        owner.handle(log.lease(node, LEASE), held -> {
            asking = false;
            refused = !held;
            if (held) {
                owner.handle(log.look(owner.follower().position()), view -> {
                    owner.noteView(view);
                    if (owner.isLive() && (isDue() || hasNews())) {
                        write(null, 0);
                    } else {
                        release();
                    }
                });
            } else if (problem != null) {
                // The holder of the lease may have written one.
                owner.handle(log.look(owner.follower().position()), owner::noteView);
            }
        });
    }

    /** Founds the log with what the table holds. */
    void found(LogSettings settings, long replaced) {
        owner.handle(log.lease(node, LEASE), held -> {
            if (held) {
                write(settings.toBytes(), replaced);
            } else {
                owner.founded(null, null);
            }
        });
    }

    private void write(byte @Nullable [] settings, long replaced) {
        foundingSettings = settings;
        replacedId = replaced;
        Writing begun = new Writing(
                random.nextLong() | 1,
                owner.follower(),
                time.logNow(),
                time.isCallerKnown() ? time.callerNow() : 0,
                time.now());
        writing = begun;
        step(begun);
    }

    private void step(Writing current) {
        if (writing != current) {
            return;
        }
        for (int i = 0; i < SLICES_AT_A_TIME && !current.complete && current.stream.ready() < CHUNK_BYTES; i++) {
            current.complete = !current.stream.next();
        }
        renewLease(current);
        while (current.stream.ready() >= CHUNK_BYTES || (current.complete && current.stream.ready() > 0)) {
            putChunk(current);
        }
        if (!current.complete) {
            if (current.onTheirWay < MAX_ON_THEIR_WAY) {
                owner.later(0, () -> step(current));
            }
        } else if (current.onTheirWay == 0) {
            current.untilEpoch =
                    current.follower.replica().cut(current.follower.position().order(), time.callerNow());
            finish(current);
        }
    }

    private void putChunk(Writing current) {
        byte[] bytes = current.stream.take(CHUNK_BYTES);
        current.bytes += bytes.length;
        current.onTheirWay++;
        owner.handle(
                log.putChunk(current.id, current.chunks++, bytes),
                done -> {
                    boolean waited = current.onTheirWay-- >= MAX_ON_THEIR_WAY;
                    if (waited || current.complete) {
                        step(current);
                    }
                },
                this::failed);
    }

    private void failed(Throwable failure) {
        if (failure instanceof LogFullException && foundingSettings == null) {
            problem = "no snapshot: " + failure.getMessage();
            giveUp();
            retryMillis = time.now() + 6 * RETRY_MILLIS;
        } else {
            owner.lost(failure);
        }
    }

    private void renewLease(Writing current) {
        if (time.now() - current.renewedMillis > RENEW_MILLIS) {
            current.renewedMillis = time.now();
            owner.handle(log.lease(node, LEASE), held -> {
                if (!held && writing == current) {
                    giveUp();
                }
            });
        }
    }

    /** Puts the manifest, as soon as all own changes that the snapshot may hold are read back. */
    private void finish(Writing current) {
        if (writing != current) {
            return;
        }
        SnapshotManifest manifest =
                new SnapshotManifest(current.id, current.position, current.chunks, current.bytes, current.takenMillis);
        byte[] settings = foundingSettings;
        if (settings != null) {
            owner.handle(log.found(settings, manifest, replacedId, node), position -> {
                giveUp();
                owner.founded(position, position == null ? null : manifest.at(position));
            });
        } else if (current.follower.replica().oldestEpoch() < current.untilEpoch) {
            renewLease(current);
            owner.sendSoon();
            owner.later(WAIT_MILLIS, () -> finish(current));
        } else {
            SnapshotManifest before = owner.manifest();
            owner.handle(log.putManifest(manifest, node), put -> {
                giveUp();
                if (put) {
                    owner.manifest(manifest);
                    if (before != null) {
                        trim(before.position());
                    } else {
                        release();
                    }
                }
            });
        }
    }

    private void trim(LogPosition first) {
        owner.handle(log.trim(first), done -> release());
    }

    private void release() {
        owner.handle(log.lease(node, Duration.ZERO), done -> {});
    }

    /** Drops the snapshot and old entries. */
    void makeRoom(RecentBatches recent, String why) {
        problem = why;
        SnapshotManifest manifest = owner.manifest();
        LogPosition first = recent.lastBytes(KEPT_WHEN_FULL_BYTES);
        if (time.now() < nextRoomMillis) {
            return;
        }
        nextRoomMillis = time.now() + RETRY_MILLIS;
        LOG.warn("The snapshot and older entries of the log are dropped: {}", why);
        if (manifest != null) {
            owner.handle(log.dropSnapshot(manifest.snapshotId()), done -> owner.manifest(null));
        }
        if (first != null) {
            owner.handle(log.trim(first), done -> {});
        }
    }

    /** Gives up what is being written. */
    void giveUp() {
        Writing current = writing;
        writing = null;
        foundingSettings = null;
        asking = false;
        if (current != null) {
            current.follower.replica().endSnapshot();
        }
    }
}
