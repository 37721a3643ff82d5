package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.internal.StateFile.BrokenFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that says what was read in the torrent files, so that a start reads only those that changed, and what was tracked, so
 * that a loss shows even if it came between two runs. A damaged index is left out, and the files are read.
 */
final class TorrentIndex {
    private static final String FILE = "torrents.index";

    /** Eight characters; the last is the version of the format. */
    private static final byte[] KIND = "T6TORR_2".getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int HAS_V1 = 1;
    private static final int HAS_V2 = 2;

    private final Path folder;
    private final StateFile file;

    /**
     * What an index holds.
     *
     * @param folders those that it is of
     */
    record Content(
            List<Path> folders, List<TorrentEntry> entries, List<ReleaseTable.Lost> lost, ReleaseTable.Hold hold) {}

    TorrentIndex(Path folder) {
        this.folder = folder;
        this.file = new StateFile(folder.resolve(FILE));
    }

    Path path() {
        return file.path();
    }

    /**
     * Reads the index.
     *
     * @param refused is told of a file that is broken
     * @return empty where there is none that is sound
     */
    Optional<Content> read(Consumer<String> refused) throws IOException {
        return file.readNewest(TorrentIndex::parse, refused);
    }

    /** Replaces the index. Entries of which nothing was read are left out. */
    void write(Content content) throws IOException {
        Files.createDirectories(folder);
        file.replace(stream -> {
            CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.write(KIND);
            for (Path each : content.folders()) {
                out.writeBoolean(true);
                writePath(out, each);
            }
            out.writeBoolean(false);
            for (TorrentEntry entry : content.entries()) {
                if (entry.release != null) {
                    out.writeBoolean(true);
                    writePath(out, entry.path);
                    out.writeLong(entry.needsReading || entry.fault != null ? TorrentEntry.UNKNOWN : entry.bytes);
                    out.writeLong(entry.modifiedNanos);
                    writeText(out, entry.inodeText());
                    writeRelease(out, entry.release);
                }
            }
            out.writeBoolean(false);
            for (ReleaseTable.Lost each : content.lost()) {
                out.writeBoolean(true);
                writeRelease(out, each.release());
                out.writeLong(each.sinceMillis());
                out.writeBoolean(each.isConfirmed());
            }
            out.writeBoolean(false);
            out.writeBoolean(content.hold().isHeld());
            out.writeInt(content.hold().peak());
            out.writeLong(content.hold().peakMillis());
            out.writeLong(checked.getChecksum().getValue());
        });
    }

    private static Content parse(Path path) throws IOException, BrokenFileException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(path))) {
            CheckedInputStream checked = new CheckedInputStream(stream, new CRC32C());
            return parse(new DataInputStream(checked), checked);
        } catch (EOFException e) {
            throw new BrokenFileException("is cut off");
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new BrokenFileException("is damaged");
        }
    }

    private static Content parse(DataInputStream in, CheckedInputStream checked)
            throws IOException, BrokenFileException {
        if (!Arrays.equals(in.readNBytes(KIND.length), KIND)) {
            throw new BrokenFileException("is no index of this version");
        }
        List<Path> folders = new ArrayList<>();
        while (in.readBoolean()) {
            folders.add(readPath(in));
        }
        List<TorrentEntry> entries = new ArrayList<>();
        while (in.readBoolean()) {
            Path path = readPath(in);
            long bytes = in.readLong();
            long modifiedNanos = in.readLong();
            entries.add(new TorrentEntry(path, bytes, modifiedNanos, readText(in), readRelease(in)));
        }
        List<ReleaseTable.Lost> lost = new ArrayList<>();
        while (in.readBoolean()) {
            Release release = readRelease(in);
            lost.add(new ReleaseTable.Lost(release, in.readLong(), in.readBoolean()));
        }
        ReleaseTable.Hold hold = new ReleaseTable.Hold(in.readBoolean(), in.readInt(), in.readLong());
        long sum = checked.getChecksum().getValue();
        if (in.readLong() != sum) {
            throw new BrokenFileException("has a wrong checksum");
        }
        return new Content(folders, entries, lost, hold);
    }

    /** A URI keeps names that are no UTF-8. */
    private static void writePath(DataOutputStream out, Path path) throws IOException {
        String uri = path.toUri().toString();
        // A folder has a slash behind it only if it is there at this moment.
        boolean hasSlash = uri.endsWith("/") && path.getNameCount() > 0;
        writeText(out, hasSlash ? uri.substring(0, uri.length() - 1) : uri);
    }

    private static Path readPath(DataInputStream in) throws IOException, BrokenFileException {
        return Path.of(URI.create(readText(in)));
    }

    private static void writeRelease(DataOutputStream out, Release release) throws IOException {
        InfoHash v1 = release.v1().orElse(null);
        V2InfoHash v2 = release.v2().orElse(null);
        out.writeByte((v1 == null ? 0 : HAS_V1) | (v2 == null ? 0 : HAS_V2));
        if (v1 != null) {
            out.write(v1.toBytes());
        }
        if (v2 != null) {
            out.write(v2.toBytes());
        }
        writeText(out, release.name());
    }

    private static Release readRelease(DataInputStream in) throws IOException, BrokenFileException {
        int versions = in.readByte();
        @Nullable InfoHash v1 = (versions & HAS_V1) == 0 ? null : InfoHash.fromBytes(in.readNBytes(InfoHash.BYTES));
        @Nullable
        V2InfoHash v2 = (versions & HAS_V2) == 0 ? null : V2InfoHash.fromBytes(in.readNBytes(V2InfoHash.BYTES));
        return Release.of(readText(in), v1, v2);
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(Math.min(bytes.length, MAX_TEXT_BYTES));
        out.write(bytes, 0, Math.min(bytes.length, MAX_TEXT_BYTES));
    }

    private static String readText(DataInputStream in) throws IOException, BrokenFileException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT_BYTES) {
            throw new BrokenFileException("is damaged");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new BrokenFileException("is cut off");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
