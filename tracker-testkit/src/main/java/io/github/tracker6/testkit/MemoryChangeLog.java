package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node's connection to a {@link MemoryLogServer}: a change log in memory. How calls and answers travel is up to a {@link
 * Network}, so that a test can delay them, lose them, and cut the node off. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MemoryChangeLog implements ChangeLog {
    /**
     * How a call gets to the log, and its answer back.
     *
     * @since 0.1.0
     */
    public interface Network {
        /** Everything arrives at once. */
        Network DIRECT = new Network() {
            @Override
            public void travel(Runnable arrives, Runnable isLost) {
                arrives.run();
            }

            @Override
            public void later(Duration delay, Runnable task) {
                CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(task);
            }
        };

        /**
         * Takes a call or an answer on its way.
         *
         * @param arrives to be run when it arrives, if it does
         * @param isLost to be run when the node gives it up; a call may arrive later nevertheless
         */
        void travel(Runnable arrives, Runnable isLost);

        /** Runs a task later. */
        void later(Duration delay, Runnable task);
    }

    /** A call that the log has not answered yet. */
    private static final class Call<T extends @Nullable Object> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
    }

    private final MemoryLogServer server;
    private final Network network;
    private final Set<Call<?>> underWay = new HashSet<>();
    private @Nullable String trouble;

    /** Whether a connection was lost since the last read. */
    private boolean brokeOff;

    MemoryChangeLog(MemoryLogServer server, Network network) {
        this.server = server;
        this.network = network;
    }

    @Override
    public CompletionStage<LogView> look(LogPosition position) {
        return call(() -> server.look(position));
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] bytes, LogPosition after) {
        byte[] copy = bytes.clone();
        return call(() -> server.append(copy, after));
    }

    @Override
    public CompletionStage<List<LogEntry>> read(LogPosition after, Duration maxWait) {
        synchronized (this) {
            if (brokeOff && trouble == null) {
                brokeOff = false;
                return CompletableFuture.failedFuture(new StoreException("the connection was lost", null));
            }
        }
        return send(answer -> server.read(after, maxWait, network, answer));
    }

    @Override
    public CompletionStage<Boolean> lease(long holder, Duration time) {
        return call(() -> server.lease(holder, time));
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the interface\'s annotations on type arguments on JDK 17
    public CompletionStage<@Nullable LogPosition> found(
            byte[] settings, SnapshotManifest manifest, long replacedId, long holder) {
        return this.<@Nullable LogPosition>call(() -> server.found(settings, manifest, replacedId, holder));
    }

    @Override
    public CompletionStage<byte[]> putSettings(byte[] settings) {
        return call(() -> server.putSettings(settings));
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the interface\'s annotations on type arguments on JDK 17
    public CompletionStage<@Nullable Void> putChunk(long snapshotId, int index, byte[] bytes) {
        byte[] copy = bytes.clone();
        return this.<@Nullable Void>call(() -> server.putChunk(snapshotId, index, copy));
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the interface\'s annotations on type arguments on JDK 17
    public CompletionStage<byte @Nullable []> chunk(long snapshotId, int index) {
        return this.<byte @Nullable []>call(() -> server.chunk(snapshotId, index));
    }

    @Override
    public CompletionStage<Boolean> putManifest(SnapshotManifest manifest, long holder) {
        return call(() -> server.putManifest(manifest, holder));
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the interface\'s annotations on type arguments on JDK 17
    public CompletionStage<@Nullable Void> trim(LogPosition first) {
        return this.<@Nullable Void>call(() -> server.trim(first));
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the interface\'s annotations on type arguments on JDK 17
    public CompletionStage<@Nullable Void> dropSnapshot(long snapshotId) {
        return this.<@Nullable Void>call(() -> server.dropSnapshot(snapshotId));
    }

    /** Drops the connection; the next read does not fail, since the caller knows of it. */
    @Override
    public void reconnect() {
        failAll("the connection was given up");
        synchronized (this) {
            brokeOff = false;
        }
    }

    /** Loses the connection: calls under way fail, and so does the next read. */
    public void breakOff() {
        synchronized (this) {
            brokeOff = true;
        }
        failAll("the connection was lost");
    }

    /** Loses the connection, and lets all calls fail from now on until {@link #connect}. */
    public void disconnect(String why) {
        synchronized (this) {
            trouble = why;
        }
        breakOff();
    }

    /** Ends {@link #disconnect}. */
    public synchronized void connect() {
        trouble = null;
    }

    @Override
    public void close() {
        disconnect("the log was closed");
    }

    private <T extends @Nullable Object> CompletionStage<T> call(Supplier<T> work) {
        return send(answer -> answer.accept(work));
    }

    /**
     * Sends a call.
     *
     * @param work runs at the log, and passes on how to get the result when it is there
     */
    private <T extends @Nullable Object> CompletionStage<T> send(Consumer<Consumer<Supplier<T>>> work) {
        Call<T> call = new Call<>();
        synchronized (this) {
            if (trouble != null) {
                call.result.completeExceptionally(new StoreException(trouble, null));
                return call.result;
            }
            underWay.add(call);
        }
        Runnable isLost = () -> fail(call, "the call timed out");
        network.travel(() -> work.accept(outcome -> answer(call, outcome, isLost)), isLost);
        return call.result;
    }

    private <T extends @Nullable Object> void answer(Call<T> call, Supplier<T> outcome, Runnable isLost) {
        CompletableFuture<T> atTheLog = new CompletableFuture<>();
        try {
            atTheLog.complete(outcome.get());
        } catch (StoreException e) {
            atTheLog.completeExceptionally(e);
        }
        network.travel(
                () -> {
                    synchronized (this) {
                        underWay.remove(call);
                    }
                    var unused = atTheLog.whenComplete((value, failure) -> {
                        if (failure == null) {
                            call.result.complete(value);
                        } else {
                            call.result.completeExceptionally(failure);
                        }
                    });
                },
                isLost);
    }

    private void failAll(String why) {
        List<Call<?>> all;
        synchronized (this) {
            all = List.copyOf(underWay);
        }
        for (Call<?> call : all) {
            fail(call, why);
        }
    }

    private void fail(Call<?> call, String why) {
        synchronized (this) {
            underWay.remove(call);
        }
        call.result.completeExceptionally(new StoreException(why, null));
    }
}
