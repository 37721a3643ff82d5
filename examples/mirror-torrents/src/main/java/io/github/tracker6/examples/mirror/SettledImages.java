package io.github.tracker6.examples.mirror;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds images, and which of them have not changed for some time: the others may be half copied. Symbolic links, empty files,
 * torrents, and names that begin with a dot are no images. Not thread-safe.
 */
final class SettledImages {
    private final Path folder;
    private final Duration settleTime;
    private final Clock clock;
    private Map<Image, Instant> firstSeen = Map.of();

    SettledImages(Path folder, Duration settleTime, Clock clock) {
        this.folder = folder;
        this.settleTime = settleTime;
        this.clock = clock;
    }

    /** Looks at all files and reads none. Returns the images in the order of their paths. */
    List<Image> look() throws IOException {
        Instant now = clock.instant();
        Map<Image, Instant> seen = new HashMap<>();
        for (Image image : images()) {
            seen.put(image, firstSeen.getOrDefault(image, now));
        }
        firstSeen = seen;
        return seen.keySet().stream()
                .sorted((a, b) -> a.path().compareTo(b.path()))
                .toList();
    }

    /** Returns whether an image of the last look has been as it is for the settle time. */
    boolean isSettled(Image image) {
        Instant first = firstSeen.get(image);
        return first != null && !first.plus(settleTime).isAfter(clock.instant());
    }

    private List<Image> images() throws IOException {
        List<Image> images = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                return isHidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                boolean isImage = attributes.isRegularFile()
                        && attributes.size() > 0
                        && !isHidden(path)
                        && !path.toString().endsWith(ImageTorrents.SUFFIX);
                if (isImage) {
                    images.add(Image.of(folder.relativize(path), attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
                if (path.equals(folder)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE; // removed meanwhile, or not ours to read
            }
        });
        return images;
    }

    private boolean isHidden(Path path) {
        return !path.equals(folder)
                && path.getName(path.getNameCount() - 1).toString().startsWith(".");
    }
}
