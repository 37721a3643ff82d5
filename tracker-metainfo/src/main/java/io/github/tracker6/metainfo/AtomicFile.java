package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Replaces a file as a whole: a reader finds the old bytes or the new ones, never a part. Stateless. */
final class AtomicFile {
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private AtomicFile() {}

    /**
     * Writes a file beside, reads it back, and renames it. A symbolic link stays one; what it points to is replaced. The
     * permissions stay, and owner and group where the system lets this process set them.
     *
     * @throws IOException if it can't be written; then the file is as it was
     */
    static void write(Path file, byte[] bytes) throws IOException {
        boolean exists = Files.exists(file);
        Path target = exists ? file.toRealPath() : file.toAbsolutePath();
        // Begins with a dot, and does not end with .torrent: no program takes it for a torrent. Short: the name of the
        // target may
        // be as long as names can be.
        Path beside = target.resolveSibling(
                ".t6-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(beside, CREATE, rights(target, exists))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            if (exists) {
                copyOwnership(target, beside);
            }
            if (!Arrays.equals(Files.readAllBytes(beside), bytes)) {
                throw new IOException(beside + " does not hold what was written");
            }
            move(beside, target);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    /** From the first moment, only those who may read the file that is replaced may read the new one. */
    private static FileAttribute<?>[] rights(Path target, boolean exists) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (!exists || view == null) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(view.readAttributes().permissions())
        };
    }

    private static void copyOwnership(Path from, Path to) throws IOException {
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (source == null || view == null) {
            return; // Windows
        }
        PosixFileAttributes wanted = source.readAttributes();
        PosixFileAttributes current = view.readAttributes();
        try {
            if (!current.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
            if (!current.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
        } catch (IOException ignored) {
            // Only root may. The permissions count all the same.
        }
        view.setPermissions(wanted.permissions());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
