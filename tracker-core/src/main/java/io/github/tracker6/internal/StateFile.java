package io.github.tracker6.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * A file that holds a part of the tracker's state over a restart: replaced as a whole, so that a crash at any moment leaves
 * a sound one, and only readable for its owner. The one before is kept beside it, for when the newest is broken. One writer at
 * a time.
 */
public final class StateFile {
    /** The most bytes that {@link #write} takes: 16 MiB. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int KIND_BYTES = 8;
    private static final int HEAD_BYTES = KIND_BYTES + Integer.BYTES;
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** Writes what a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream is buffered, and closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Reads what a file holds.
     *
     * @param <T> what it makes of it
     */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads a file.
         *
         * @throws BrokenFileException if it is broken, or is no such file
         */
        T read(Path file) throws IOException, BrokenFileException;
    }

    /** A file is broken, or is no such file. The message ends the sentence that begins with the file's name. */
    public static final class BrokenFileException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Makes an exception. */
        public BrokenFileException(String message) {
            super(message);
        }
    }

    private final Path file;
    private final Path before;
    private final Path unfinished;

    /**
     * Names a file; touches nothing.
     *
     * @param file in a directory that exists when it is written
     */
    public StateFile(Path file) {
        this.file = file;
        this.before = file.resolveSibling(file.getFileName() + ".before");
        this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    }

    /** Returns the file. */
    public Path path() {
        return file;
    }

    /**
     * Replaces the file. What it held until now is kept beside it.
     *
     * @throws IOException if it can't be written; then the file is as it was
     */
    public void replace(Content content) throws IOException {
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(unfinished, CREATE, ownerOnly(file));
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        keepBefore();
        move(unfinished, file);
        forceDirectory();
    }

    /**
     * Replaces the file by a few bytes with a checksum.
     *
     * @param kind what they are: 8 characters of ASCII
     * @param payload up to {@link #MAX_BYTES}
     * @throws IOException if it can't be written; then the file is as it was
     */
    public void write(String kind, byte[] payload) throws IOException {
        byte[] kindBytes = kindBytes(kind);
        if (payload.length > MAX_BYTES) {
            throw new IllegalArgumentException("payload has " + payload.length + " bytes, above " + MAX_BYTES);
        }
        byte[] all = new byte[HEAD_BYTES + payload.length + Integer.BYTES];
        System.arraycopy(kindBytes, 0, all, 0, KIND_BYTES);
        BigEndian.putInt(all, KIND_BYTES, payload.length);
        System.arraycopy(payload, 0, all, HEAD_BYTES, payload.length);
        BigEndian.putInt(all, HEAD_BYTES + payload.length, checksum(all, HEAD_BYTES + payload.length));
        replace(out -> out.write(all));
    }

    /**
     * Reads what {@link #write} wrote: the newest that is sound.
     *
     * @param refused is told of each file that is broken, in one line
     * @return empty where there is none
     * @throws IOException if a file can't be read
     */
    public Optional<byte[]> read(String kind, Consumer<String> refused) throws IOException {
        return read(Map.of(kind, Function.identity()), refused);
    }

    /**
     * Reads what {@link #write} wrote, of one of several kinds: the newest that is sound.
     *
     * @param kinds what makes a value of the payload of each kind
     * @param refused is told of each file that is broken, in one line
     * @return empty where there is none
     * @throws IOException if a file can't be read
     */
    public <T> Optional<T> read(Map<String, Function<byte[], T>> kinds, Consumer<String> refused) throws IOException {
        kinds.keySet().forEach(StateFile::kindBytes);
        return readNewest(path -> parse(path, kinds), refused);
    }

    /**
     * Reads the newest file that is sound.
     *
     * @param refused is told of each file that is broken, in one line
     * @return empty where there is none
     * @throws IOException if a file can't be read
     */
    public <T> Optional<T> readNewest(Parser<T> parser, Consumer<String> refused) throws IOException {
        for (Path candidate : new Path[] {file, before}) {
            try {
                return Optional.of(parser.read(candidate));
            } catch (BrokenFileException e) {
                refused.accept(candidate + " " + e.getMessage() + "; it is left out");
            } catch (NoSuchFileException ignored) {
                // Not written yet, or a crash came between two renames: the other file counts.
            }
        }
        return Optional.empty();
    }

    private static <T> T parse(Path path, Map<String, Function<byte[], T>> kinds)
            throws IOException, BrokenFileException {
        byte[] all;
        try (InputStream in = Files.newInputStream(path)) {
            all = in.readNBytes(HEAD_BYTES + MAX_BYTES + Integer.BYTES + 1);
        }
        String kind = new String(all, 0, Math.min(KIND_BYTES, all.length), StandardCharsets.US_ASCII);
        Function<byte[], T> decoder = kinds.get(kind);
        if (all.length < HEAD_BYTES + Integer.BYTES || decoder == null) {
            throw new BrokenFileException("is no file of this kind");
        }
        int length = BigEndian.intAt(all, KIND_BYTES);
        if (length < 0 || length != all.length - HEAD_BYTES - Integer.BYTES) {
            throw new BrokenFileException("is cut off");
        }
        if (BigEndian.intAt(all, HEAD_BYTES + length) != checksum(all, HEAD_BYTES + length)) {
            throw new BrokenFileException("has a wrong checksum");
        }
        byte[] payload = new byte[length];
        System.arraycopy(all, HEAD_BYTES, payload, 0, length);
        return decoder.apply(payload);
    }

    private static byte[] kindBytes(String kind) {
        byte[] bytes = kind.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != KIND_BYTES) {
            throw new IllegalArgumentException("kind " + kind + " has not 8 characters");
        }
        return bytes;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /** Gives the current file a second name, so that there is no moment without it; where that fails, moves it. */
    private void keepBefore() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Path link = file.resolveSibling(file.getFileName() + ".link");
        try {
            Files.deleteIfExists(link);
            Files.createLink(link, file);
            move(link, before);
        } catch (IOException | UnsupportedOperationException e) {
            move(file, before);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes the renames last; not every system can. */
    private void forceDirectory() {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no directories. The file itself is on the disk.
            return;
        }
    }
}
