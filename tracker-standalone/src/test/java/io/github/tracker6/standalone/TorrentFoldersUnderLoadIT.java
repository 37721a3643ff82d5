package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders of torrents that change in every way while clients announce: a torrent that was served once is never refused. The
 * system property {@code tracker6.torrents.seconds} sets for how long.
 */
@Tag("long")
@Timeout(900)
class TorrentFoldersUnderLoadIT {
    private static final int TORRENTS = 300;
    private static final int LATER = 60;
    private static final int FOLDERS = 10;
    private static final int CLIENTS = 2;
    private static final long CHANGE_MILLIS = 25;
    private static final long HANG_UP_MILLIS = 700;
    private static final InfoHash STRANGER = InfoHash.of(1, 1, 1);

    @TempDir
    Path folder;

    private final List<Metainfo> torrents = new ArrayList<>();
    private final List<Metainfo> later = new ArrayList<>();
    private final List<InfoHash> hashes = new ArrayList<>();
    private final Set<InfoHash> served = ConcurrentHashMap.newKeySet();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static Metainfo torrent(int number) throws IOException {
        String name = "torrent-" + number;
        return number % 3 == 2 ? TorrentFolders.v2(name) : TorrentFolders.torrent(name, number % 3 == 1);
    }

    private Path file(int number) {
        return folder.resolve("mirror/" + number % FOLDERS + "/" + number + ".torrent");
    }

    @Test
    void torrentThatWasServedIsNeverRefused() throws Exception {
        for (int i = 0; i < TORRENTS + LATER; i++) {
            Metainfo torrent = torrent(i);
            (i < TORRENTS ? torrents : later).add(torrent);
            hashes.addAll(torrent.infoHashes());
        }
        for (int i = 0; i < TORRENTS; i++) {
            Files.createDirectories(file(i).getParent());
            torrents.get(i).writeTo(file(i));
            served.addAll(torrents.get(i).infoHashes());
        }
        String good = "http: '[::1]:0'\nno-udp: true\nno-rate-limit: true\ntorrents: mirror\n";
        Path config = Files.writeString(folder.resolve("tracker6.yaml"), good);
        ScheduledExecutorService changes = Executors.newScheduledThreadPool(2);
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--config=" + config)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            assertThat(program.logged("Tracking 300 torrents (100 hybrid) of 300 files"))
                    .hasSize(1);
            var unused = changes.scheduleAtFixedRate(
                    () -> attempt(this::changeOneFile), 0, CHANGE_MILLIS, TimeUnit.MILLISECONDS);
            var unusedToo = changes.scheduleAtFixedRate(
                    () -> attempt(() -> {
                        Files.writeString(config, random.nextBoolean() ? good : good + "nonsense: 1\n");
                        program.signal("HUP");
                    }),
                    0,
                    HANG_UP_MILLIS,
                    TimeUnit.MILLISECONDS);
            long end =
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("tracker6.torrents.seconds", 20));
            List<CompletableFuture<Long>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.supplyAsync(() -> announceUntil(client, end), pool));
            }
            long announces = 0;
            for (CompletableFuture<Long> each : clients) {
                announces += each.get(800, TimeUnit.SECONDS);
            }
            changes.shutdown();
            assertThat(changes.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(faults).as("seed %d", seed).isEmpty();
            assertThat(announces).isPositive();
            assertThat(program.logged("A torrent file is broken")).isNotEmpty();
            assertThat(program.logged("Nothing is taken")).isNotEmpty();

            // When the files are in order again, all of them are served.
            for (int i = 0; i < TORRENTS; i++) {
                torrents.get(i).writeTo(file(i));
            }
            for (int i = 0; i < LATER; i++) {
                later.get(i).writeTo(file(TORRENTS + i));
            }
            program.await(() -> hashes.stream().noneMatch(client::isRefused));
            assertThat(client.isRefused(STRANGER)).isTrue();
            assertThat(program.stop()).isZero();
        } finally {
            changes.shutdownNow();
            pool.shutdownNow();
        }
    }

    private long announceUntil(WireClient client, long endNanos) {
        LongSupplier left = () -> endNanos - System.nanoTime();
        long announces = 0;
        while (left.getAsLong() > 0) {
            InfoHash hash = hashes.get(ThreadLocalRandom.current().nextInt(hashes.size()));
            boolean isDue = served.contains(hash);
            if (!client.isRefused(hash)) {
                served.add(hash);
            } else if (isDue) {
                faults.add("refused: " + hash);
            }
            if (!client.isRefused(STRANGER)) {
                faults.add("served: a stranger");
            }
            announces += 2;
        }
        return announces;
    }

    private void changeOneFile() throws IOException {
        int number = random.nextInt(TORRENTS);
        Path file = file(number);
        byte[] whole = torrents.get(number).toBytes();
        Metainfo other = later.get(random.nextInt(LATER));
        switch (random.nextInt(7)) {
            case 0 -> other.writeTo(file.resolveSibling("added-" + number + ".torrent"));
            case 1 -> other.writeTo(file); // replaced by a rename
            case 2 -> Files.write(file, other.toBytes()); // replaced in place
            case 3 -> Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length))); // written in part
            case 4 -> Files.writeString(file, "d4:infoi1ee");
            case 5 -> Files.deleteIfExists(file);
            default -> torrents.get(number).writeTo(file);
        }
    }

    private interface Change {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Change change) {
        try {
            change.run();
        } catch (IOException | RuntimeException | AssertionError e) { // would end the schedule without a word
            faults.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
