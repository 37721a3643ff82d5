package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many torrents, the system's clock, and the directory's own thread. {@code -Dtracker6.torrents=20000} is the full form; it
 * prints the figures.
 */
class ManyTorrentsTest {
    private static final int TORRENTS = Integer.getInteger("tracker6.torrents", 2_000);
    private static final int PIECES = 1_000;
    private static final int LOOKS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    Path temporary;

    @Test
    void startAndChangesTakeLessThanFiveSeconds() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("torrents"));
        for (int i = 0; i < TORRENTS; i++) {
            Path below = folder.resolve("release-" + i / 100);
            Files.createDirectories(below);
            Files.write(below.resolve("image-" + i + ".torrent"), torrent(i));
        }
        long heapBefore = usedHeap();
        long start = System.nanoTime();
        TorrentDirectory torrents = directory(folder);
        torrents.start();
        long first = millisSince(start);
        long heap = usedHeap() - heapBefore;
        assertThat(torrents.get().size()).isEqualTo(TORRENTS);

        long look = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            start = System.nanoTime();
            torrents.look();
            look = Math.min(look, millisSince(start));
        }

        InfoHash added = SmallTorrent.named("added").hash();
        start = System.nanoTime();
        SmallTorrent small = SmallTorrent.named("added");
        Files.write(folder.resolve("added.torrent"), small.bytes());
        Await.until("the new torrent is tracked", () -> torrents.get().contains(added));
        long change = millisSince(start);
        torrents.close();

        start = System.nanoTime();
        TorrentDirectory again = directory(folder);
        again.start();
        long second = millisSince(start);
        assertThat(again.get().size()).isEqualTo(TORRENTS + 1);
        again.close();

        System.out.printf(
                "%d torrents: first start %d ms, second start %d ms, a look %d ms, a change %d ms, heap %d KiB%n",
                TORRENTS, first, second, look, change, heap >> 10);
        assertThat(first).isLessThan(LIMIT.toMillis());
        assertThat(second).isLessThan(LIMIT.toMillis());
        assertThat(change).isLessThan(LIMIT.toMillis());
        assertThat(heap).as("bytes for each torrent").isLessThan(4_096L * TORRENTS + (4 << 20));
    }

    /** A mirror at work: none of its torrents is refused at any moment, and each new one is tracked soon. */
    @Test
    void noTorrentIsRefusedWhileFilesAreReplaced() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("torrents"));
        List<InfoHash> published = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            SmallTorrent torrent = SmallTorrent.named("steady" + i);
            Files.write(folder.resolve(i + ".torrent"), torrent.bytes());
            published.add(torrent.hash());
        }
        TorrentDirectory torrents = TorrentDirectory.builder()
                .folder(folder)
                .interval(Duration.ofMillis(100))
                .settleTime(Duration.ofMillis(50))
                .listener(new TorrentDirectoryTest.Recorder())
                .build();
        torrents.start();
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicReference<InfoHash> refused = new AtomicReference<>();
        Thread client = new Thread(() -> {
            while (!isDone.get()) {
                published.stream()
                        .filter(hash -> !torrents.get().contains(hash))
                        .forEach(refused::set);
            }
        });
        client.start();
        Random random = new Random(6);
        for (int round = 0; round < 400; round++) {
            SmallTorrent next = SmallTorrent.named("round" + round);
            change(folder, random, next);
            if (round % 20 == 0) {
                torrents.refresh();
            }
        }
        SmallTorrent end = SmallTorrent.named("end");
        Files.write(folder.resolve("end.torrent"), end.bytes());
        Await.until("the last torrent is tracked", () -> torrents.get().contains(end.hash()));
        isDone.set(true);
        client.join();
        assertThat(refused.get()).isNull();
        torrents.close();
    }

    /** Replaces, breaks or removes a file, in one of the ways that programs do. */
    private static void change(Path folder, Random random, SmallTorrent next) throws IOException {
        Path file = folder.resolve(random.nextInt(60) + ".torrent");
        byte[] bytes = next.bytes();
        switch (random.nextInt(5)) {
            case 0 -> Files.write(file, bytes);
            case 1 -> {
                Path beside = Files.write(folder.resolve("." + next.name()), bytes);
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
            case 2 -> {
                Files.deleteIfExists(file);
                Files.write(file, bytes);
            }
            case 3 -> {
                try (var out = Files.newOutputStream(file)) {
                    for (byte b : bytes) {
                        out.write(b);
                    }
                }
            }
            default -> Files.write(file, new byte[20]);
        }
    }

    private TorrentDirectory directory(Path folder) {
        return TorrentDirectory.builder()
                .folder(folder)
                .cacheFolder(temporary.resolve("cache"))
                .build();
    }

    private static byte[] torrent(int number) {
        byte[] pieces = new byte[20 * PIECES];
        new Random(number).nextBytes(pieces);
        return new BencodeOutput()
                .beginDictionary()
                .string("announce")
                .string("http://tracker.example.org:6969/announce")
                .string("info")
                .beginDictionary()
                .string("length")
                .integer((long) PIECES << 18)
                .string("name")
                .string("distribution-image-number-" + number + ".iso")
                .string("piece length")
                .integer(1 << 18)
                .string("pieces")
                .string(pieces)
                .end()
                .end()
                .toBytes();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
