package io.github.tracker6.status;

import io.github.tracker6.InfoHash;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file of downloads, compressed. First the row of all others, then one row for each info hash:
 *
 * <table>
 * <caption>A row</caption>
 * <tr><th>what</th><th>as</th></tr>
 * <tr><td>the info hash, where the row has one</td><td>20 bytes</td></tr>
 * <tr><td>the name</td><td>modified UTF-8 with a length, see {@link DataOutputStream#writeUTF}</td></tr>
 * <tr><td>how many info hashes the release has; 0 if it is not known</td><td>1 byte</td></tr>
 * <tr><td>the info hashes of the release</td><td>20 bytes each</td></tr>
 * <tr><td>how many years</td><td>number</td></tr>
 * <tr><td>for each: the year, and the downloads over IPv4 alone, both, IPv6 alone</td><td>4 numbers</td></tr>
 * <tr><td>how many days</td><td>number</td></tr>
 * <tr><td>for each: the day since 1970-01-01, and the downloads</td><td>4 numbers</td></tr>
 * </table>
 *
 * <p>A number takes 7 bits of each byte, the lowest first; the highest bit says that another byte follows. Before the rows of
 * info hashes stands their number.
 */
final class DownloadFormat {
    private DownloadFormat() {}

    /**
     * What a file holds.
     *
     * @param fault why it was not read to its end; null if it was
     */
    record Loaded(
            Map<InfoHash, TorrentDownloads> torrents,
            TorrentDownloads others,
            @Nullable String fault) {}

    static byte[] write(Map<InfoHash, TorrentDownloads> torrents, TorrentDownloads others, int today) {
        List<Map.Entry<InfoHash, TorrentDownloads>> rows = new ArrayList<>(torrents.entrySet());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            write(out, others.copy(today));
            number(out, rows.size());
            for (Map.Entry<InfoHash, TorrentDownloads> row : rows) {
                out.write(row.getKey().toBytes());
                write(out, row.getValue().copy(today));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    /** Reads as much as is sound. The checksum of the file fits already, so that a fault is one of this program. */
    static Loaded read(byte[] bytes) {
        Map<InfoHash, TorrentDownloads> torrents = new HashMap<>();
        TorrentDownloads others = new TorrentDownloads();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            read(in, others);
            long rows = number(in);
            for (long i = 0; i < rows; i++) {
                InfoHash infoHash = infoHash(in);
                TorrentDownloads row = new TorrentDownloads();
                read(in, row);
                torrents.put(infoHash, row);
            }
        } catch (IOException e) {
            return new Loaded(torrents, others, e.toString());
        }
        return new Loaded(torrents, others, null);
    }

    private static void write(DataOutputStream out, TorrentDownloads.Copy row) throws IOException {
        out.writeUTF(row.name());
        out.writeByte(row.infoHashes().size());
        for (InfoHash infoHash : row.infoHashes()) {
            out.write(infoHash.toBytes());
        }
        write(out, row.years());
        write(out, row.days());
    }

    private static void write(DataOutputStream out, SortedMap<Integer, FamilyDownloads> times) throws IOException {
        number(out, times.size());
        for (Map.Entry<Integer, FamilyDownloads> time : times.entrySet()) {
            number(out, time.getKey());
            number(out, time.getValue().ipv4());
            number(out, time.getValue().dualStack());
            number(out, time.getValue().ipv6());
        }
    }

    private static void read(DataInputStream in, TorrentDownloads row) throws IOException {
        String name = in.readUTF();
        int hashes = in.readUnsignedByte();
        List<InfoHash> release = new ArrayList<>(hashes);
        for (int i = 0; i < hashes; i++) {
            release.add(infoHash(in));
        }
        if (!release.isEmpty()) {
            row.release(name, List.copyOf(release));
        }
        for (long i = number(in); i > 0; i--) {
            row.year((int) number(in), downloads(in));
        }
        for (long i = number(in); i > 0; i--) {
            row.day((int) number(in), downloads(in));
        }
    }

    private static FamilyDownloads downloads(DataInputStream in) throws IOException {
        return new FamilyDownloads(number(in), number(in), number(in));
    }

    private static InfoHash infoHash(DataInputStream in) throws IOException {
        byte[] bytes = new byte[InfoHash.BYTES];
        in.readFully(bytes);
        return InfoHash.fromBytes(bytes);
    }

    private static void number(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while (rest > 0x7f) {
            out.writeByte((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long number(DataInputStream in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            number |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw new IOException("a number is too long");
    }
}
