package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The torrent files in folders. A look notes how each file looks, and reads those that changed and are still. Not
 * thread-safe.
 *
 * <p>What a file held stays until other torrents are read in it, or until it is gone. Below a folder that can't be read no
 * file counts as gone.
 */
final class FolderScan implements FolderWalk.Visitor {
    /** From so many files on, several threads read them. */
    private static final int FEW = 32;

    private static final int MAX_THREADS = 8;

    private final List<Path> folders;
    private final long settleMillis;
    private final BiConsumer<Path, IOException> faults;
    private final Map<Path, TorrentEntry> entries = new HashMap<>();
    private final Reader reader;
    private Map<Path, String> unreadableBefore = Map.of();

    private final Map<Path, IOException> unreadable = new HashMap<>();
    private final List<TorrentEntry> toRead = new ArrayList<>();
    private final List<Release> replaced = new ArrayList<>();
    private int look;
    private long nowMillis;
    private boolean isFirst;
    private boolean isChanged;
    private boolean wasInterrupted;
    private long dueMillis;

    /** Reads a torrent file. */
    @FunctionalInterface
    interface Reader {
        Release read(Path file) throws IOException;
    }

    /**
     * What reading a file gave: one of both.
     *
     * @param release null if the file changed meanwhile, too
     */
    private record Reading(
            @Nullable Release release, @Nullable IOException failure) {
        boolean lacksMemory() {
            return failure != null && failure.getCause() instanceof OutOfMemoryError;
        }

        /** Whether another attempt is of use only after the file changed. */
        boolean isFaultOfTheFile() {
            return failure instanceof InvalidTorrentException
                    || lacksMemory()
                    || (failure != null && failure.getCause() instanceof RuntimeException);
        }
    }

    FolderScan(List<Path> folders, long settleMillis, Reader reader, BiConsumer<Path, IOException> faults) {
        this.folders = folders;
        this.settleMillis = settleMillis;
        this.reader = reader;
        this.faults = faults;
    }

    /** Takes what is known of files from before. Those outside the folders are left out. */
    void restore(Collection<TorrentEntry> known) {
        for (TorrentEntry entry : known) {
            if (folders.stream().anyMatch(entry.path::startsWith)) {
                entries.put(entry.path, entry);
            }
        }
    }

    Collection<TorrentEntry> entries() {
        return entries.values();
    }

    /** Returns the releases in whose files the last look read others. */
    List<Release> replaced() {
        return List.copyOf(replaced);
    }

    /** Returns the releases that are in the files. */
    List<Release> present() {
        return entries.values().stream()
                .flatMap(entry -> Stream.ofNullable(entry.release))
                .toList();
    }

    /** Returns whether the thread was interrupted in the last look, so that files were not read. */
    boolean wasInterrupted() {
        return wasInterrupted;
    }

    /** Returns when a file will be still for long enough to be read, or {@code Long.MAX_VALUE}. */
    long dueMillis() {
        return dueMillis;
    }

    /** Returns the failure of a folder that was named, if one can't be read. */
    @Nullable
    IOException folderFailure() {
        return folders.stream()
                .map(unreadable::get)
                .filter(each -> each != null)
                .findFirst()
                .orElse(null);
    }

    /** Returns how many folders, or links to folders, the last look could not read. */
    int unreadable() {
        return unreadable.size();
    }

    /** Lets the next look read all files again, and tell of all faults again. */
    void readAllAgain() {
        unreadableBefore = Map.of();
        for (TorrentEntry entry : entries.values()) {
            entry.needsReading = true;
            if (entry.fault != null) {
                entry.fault = null;
                entry.isSuspect = true;
            }
        }
    }

    /**
     * Looks at all files.
     *
     * @param first whether nothing is tracked yet: files are read at once, however young
     * @return whether releases came or went
     */
    boolean look(long now, boolean first) {
        look++;
        nowMillis = now;
        isFirst = first;
        dueMillis = Long.MAX_VALUE;
        unreadable.clear();
        toRead.clear();
        replaced.clear();
        wasInterrupted = false;
        FolderWalk.walk(folders, this);
        removeGone();
        read();
        tellUnreadable();
        boolean changed = isChanged; // set since the last look that came to its end
        isChanged = false;
        return changed;
    }

    @Override
    public void visitTorrent(Path file, BasicFileAttributes attributes) {
        TorrentEntry entry = entries.computeIfAbsent(file, TorrentEntry::new);
        if (entry.look == look) {
            return; // two of the folders hold it
        }
        entry.look = look;
        entry.note(attributes, nowMillis);
        entry.stillSinceMillis = Math.min(entry.stillSinceMillis, nowMillis); // the clock may be set back
        if (!entry.needsReading) {
            return;
        }
        if (isFirst || isStill(entry)) {
            toRead.add(entry);
        } else {
            await(entry);
        }
    }

    @Override
    public void visitUnreadable(Path path, IOException failure) {
        unreadable.put(path, failure);
    }

    /** If a folder was there, it may be one that is not mounted: what is known below it stays. */
    @Override
    public void visitDangling(Path link, NoSuchFileException failure) {
        boolean wasFolder = entries.keySet().stream().anyMatch(file -> file.startsWith(link) && !file.equals(link));
        if (wasFolder) {
            unreadable.put(link, failure);
        }
    }

    private boolean isStill(TorrentEntry entry) {
        return nowMillis - entry.stillSinceMillis >= settleMillis;
    }

    private void await(TorrentEntry entry) {
        dueMillis = Math.min(dueMillis, entry.stillSinceMillis + settleMillis);
    }

    private void removeGone() {
        Iterator<TorrentEntry> each = entries.values().iterator();
        while (each.hasNext()) {
            TorrentEntry entry = each.next();
            if (entry.look != look && unreadable.keySet().stream().noneMatch(entry.path::startsWith)) {
                each.remove();
                isChanged |= entry.release != null;
            }
        }
    }

    private void read() {
        if (toRead.size() < FEW) {
            toRead.forEach(entry -> take(entry, read(entry)));
            return;
        }
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService readers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "tracker6-torrents-reader");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Reading>> readings = new ArrayList<>(toRead.size());
            for (TorrentEntry entry : toRead) {
                readings.add(readers.submit(() -> read(entry)));
            }
            List<TorrentEntry> again = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                Reading reading = readings.get(i).get();
                if (reading.lacksMemory()) {
                    again.add(toRead.get(i));
                } else {
                    take(toRead.get(i), reading);
                }
            }
            // Another file, read at the same time, may have taken the memory: these are read one by one.
            again.forEach(entry -> take(entry, read(entry)));
        } catch (InterruptedException e) {
            wasInterrupted = true; // the rest is read at the next look
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("torrents can't be read: " + e.getCause(), e);
        } finally {
            readers.shutdownNow();
        }
    }

    /** A failure of any kind concerns this file alone: the others are taken all the same. */
    private Reading read(TorrentEntry entry) {
        try {
            Release release = reader.read(entry.path);
            return new Reading(isAsNoted(entry) ? release : null, null);
        } catch (IOException e) {
            return new Reading(null, e);
        } catch (OutOfMemoryError e) {
            return new Reading(null, new IOException(entry.path + ": there is not enough memory to read it", e));
        } catch (RuntimeException e) {
            return new Reading(null, new IOException(entry.path + ": reading it failed: " + e, e));
        }
    }

    private static boolean isAsNoted(TorrentEntry entry) throws IOException {
        return entry.looksLike(Files.readAttributes(entry.path, BasicFileAttributes.class));
    }

    private void take(TorrentEntry entry, Reading reading) {
        IOException failure = reading.failure();
        if (failure != null && reading.isFaultOfTheFile()) {
            takeInvalid(entry, failure);
        } else if (failure instanceof NoSuchFileException) {
            return; // the next look finds it gone
        } else if (failure != null) {
            tell(entry, failure); // it is tried again at each look: permissions are no part of how a file looks
        } else if (reading.release() == null) {
            dueMillis = Math.min(dueMillis, nowMillis + settleMillis); // written while it was read
        } else {
            takeRelease(entry, reading.release());
        }
    }

    private void takeRelease(TorrentEntry entry, Release release) {
        if (!Objects.equals(entry.release, release)) {
            if (entry.release != null) {
                replaced.add(entry.release);
            }
            entry.release = release;
            isChanged = true;
        }
        entry.fault = null;
        entry.isSuspect = false;
        entry.needsReading = !isStill(entry);
        if (entry.needsReading) {
            await(entry);
        }
    }

    private void takeInvalid(TorrentEntry entry, IOException failure) {
        if (entry.isSuspect || (isFirst && isStill(entry))) {
            entry.needsReading = false;
            entry.isSuspect = false;
            tell(entry, failure);
        } else {
            // Half-written files are common: it is told if it is the same after a while.
            entry.isSuspect = true;
            entry.stillSinceMillis = nowMillis;
            await(entry);
        }
    }

    private void tell(TorrentEntry entry, IOException failure) {
        String message = String.valueOf(failure);
        if (!message.equals(entry.fault)) {
            entry.fault = message;
            faults.accept(entry.path, failure);
        }
    }

    private void tellUnreadable() {
        Map<Path, String> told = new HashMap<>();
        unreadable.forEach((path, failure) -> {
            String message = String.valueOf(failure);
            told.put(path, message);
            if (!message.equals(unreadableBefore.get(path))) {
                faults.accept(path, failure);
            }
        });
        unreadableBefore = told;
    }
}
