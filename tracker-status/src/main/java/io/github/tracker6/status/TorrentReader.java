package io.github.tracker6.status;

import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.status.StatusReport.SwarmFigures;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Reads the figures of torrents, a few at a time, so that announces are not kept waiting. Used by one thread. */
final class TorrentReader {
    /** The most swarms of a tracker without a list that are shown: those with the most hosts. */
    static final int MAX_UNLISTED = 20_000;

    /** The most swarms of a tracker without a list that are read, to find those with the most hosts. */
    static final int MAX_READ = 100_000;

    private static final int BATCH = 64;
    private static final long PAUSE_NANOS = 50_000;
    private static final long TIMEOUT_SECONDS = 10;

    private static final Comparator<Release> BY_NAME = Comparator.<Release, Boolean>comparing(
                    release -> release.name().isEmpty())
            .thenComparing(Release::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(release -> release.infoHashes().get(0));

    private final Tracker tracker;

    TorrentReader(Tracker tracker) {
        this.tracker = tracker;
    }

    /**
     * Reads the figures of releases.
     *
     * @return by name, those without a name last
     * @throws ExecutionException if the store failed
     * @throws TimeoutException if the store did not answer in time
     */
    List<TorrentFigures> listed(List<Release> releases)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Release> sorted = new ArrayList<>(releases);
        sorted.sort(BY_NAME);
        List<TorrentFigures> torrents = new ArrayList<>(sorted.size());
        ScrapeBatch batch = new ScrapeBatch();
        int first = 0;
        for (int i = 0; i < sorted.size(); i++) {
            sorted.get(i).infoHashes().forEach(batch::add);
            if (batch.size() >= BATCH || i == sorted.size() - 1) {
                await(tracker.readCounts(batch));
                addTo(torrents, sorted.subList(first, i + 1), batch);
                first = i + 1;
                batch.reset();
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException("the status was closed");
                }
            }
        }
        return torrents;
    }

    /**
     * Reads the figures of swarms with peers.
     *
     * @return those with the most hosts first; empty if the store can't list its swarms
     * @throws ExecutionException if the store failed
     * @throws TimeoutException if the store did not answer in time
     */
    List<TorrentFigures> all() throws ExecutionException, TimeoutException, InterruptedException {
        ScrapeBatch batch = new ScrapeBatch();
        await(tracker.readAllCounts(batch, MAX_READ));
        if (batch.rejection() != null) {
            return List.of();
        }
        long[] order = new long[batch.size()];
        for (int i = 0; i < order.length; i++) {
            long hosts = (long) batch.complete(i) + batch.incomplete(i);
            order[i] = (-hosts << Integer.SIZE) | i; // the most hosts first
        }
        Arrays.sort(order);
        List<TorrentFigures> torrents = new ArrayList<>();
        for (int i = 0; i < Math.min(order.length, MAX_UNLISTED); i++) {
            int at = (int) order[i];
            Release release = Release.of("", batch.infoHash(at), null);
            torrents.add(new TorrentFigures(release, List.of(figures(batch, at, batch.infoHash(at)))));
        }
        return torrents;
    }

    private static void addTo(List<TorrentFigures> torrents, List<Release> releases, ScrapeBatch batch) {
        int at = 0;
        for (Release release : releases) {
            List<SwarmFigures> swarms = new ArrayList<>(2);
            for (InfoHash infoHash : release.infoHashes()) {
                swarms.add(figures(batch, at, infoHash));
                at++;
            }
            torrents.add(new TorrentFigures(release, List.copyOf(swarms)));
        }
    }

    private static SwarmFigures figures(ScrapeBatch batch, int at, InfoHash infoHash) {
        return new SwarmFigures(
                infoHash.toString(),
                batch.complete(at),
                batch.incomplete(at),
                batch.downloaded(at),
                batch.families(at));
    }

    private static void await(CompletionStage<ScrapeBatch> stage)
            throws ExecutionException, TimeoutException, InterruptedException {
        var unused = stage.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
