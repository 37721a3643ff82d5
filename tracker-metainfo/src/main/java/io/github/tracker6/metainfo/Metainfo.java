package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A torrent file, as read: BitTorrent v1 (BEP 3), v2 and hybrid (BEP 52), with tiers of trackers (BEP 12), web seeds (BEP 19),
 * the private flag (BEP 27) and pad files (BEP 47). Immutable.
 *
 * <p>The info hashes are those of the very bytes of {@code info} in the file.
 *
 * <h2>What is refused</h2>
 *
 * An {@link InvalidTorrentException} says at which byte the fault lies.
 *
 * <ul>
 *   <li>More than {@value #MAX_BYTES} bytes, 3,000,000 values, or 100 lists and dictionaries in each other.
 *   <li>Bencode that an encoder does not write: leading zeros, {@code -0}, integers beyond 64 bits, bytes behind the end
 *       other than white space.
 *   <li>Keys out of order or twice in {@code info} or in what it holds, and {@code info} twice: clients that encode it again
 *       get another info hash.
 *   <li>{@code length} beside {@code files}, and an empty part of a path: clients differ in the files that they see.
 *   <li>Names that are empty, {@code .} or {@code ..}, or hold a slash or a zero byte.
 *   <li>A file tree of v2 whose paths have more than {@value #MAX_BYTES} bytes in all.
 *   <li>A number of hashes that does not fit lengths and piece length; in v2 a layer of hashes that does not fit its
 *       file's root; a hybrid whose halves describe different files or whose files do not begin with a piece.
 * </ul>
 *
 * <h2>What is taken, as real files have it</h2>
 *
 * <ul>
 *   <li>Keys out of order outside {@code info}: programs that append a key write them so, and every client takes them.
 *   <li>A key twice outside {@code info}: the first counts.
 *   <li>White space behind the end.
 *   <li>Unknown keys anywhere.
 *   <li>An {@code announce}, {@code announce-list}, {@code url-list} or {@code private} of another type than the BEPs say: it
 *       is left out, as clients do.
 *   <li>Names that are no UTF-8. The hashes are right; the text has U+FFFD in place of the malformed bytes.
 *   <li>Layers of hashes of v2 that no file needs, and layers that are missing: clients fetch them from peers.
 * </ul>
 *
 * @since 0.1.0
 */
public final class Metainfo {
    /** The largest file that is read: 64 MiB. */
    public static final int MAX_BYTES = 64 << 20;

    private final BencodeValue root;
    private final InfoReader reader;
    private final Release release;

    private Metainfo(BencodeValue root) throws InvalidTorrentException {
        this.root = root;
        this.reader = new InfoReader(root);
        BencodeValue info = reader.info();
        byte[] bytes = root.tape().bytes;
        this.release = Release.of(
                reader.readableName(),
                reader.hasV1() ? InfoHash.fromBytes(Digest.SHA_1.of(bytes, info.start(), info.end())) : null,
                reader.hasV2() ? V2InfoHash.fromBytes(Digest.SHA_256.of(bytes, info.start(), info.end())) : null);
    }

    /**
     * Reads a torrent file. Does file I/O: do not call it on an event loop.
     *
     * @throws InvalidTorrentException if it is no torrent file, or one with a fault
     * @throws IOException if it can't be read
     */
    public static Metainfo read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parseOwned(in.readNBytes(MAX_BYTES + 1));
        } catch (InvalidTorrentException e) {
            throw e.in(file);
        }
    }

    /**
     * Reads the bytes of a torrent file.
     *
     * @param bytes copied
     * @throws InvalidTorrentException if they are no torrent file, or one with a fault
     */
    public static Metainfo parse(byte[] bytes) throws InvalidTorrentException {
        return parseOwned(bytes.clone());
    }

    /** Reads bytes that nothing else changes. */
    static Metainfo parseOwned(byte[] bytes) throws InvalidTorrentException {
        if (bytes.length > MAX_BYTES) {
            throw new InvalidTorrentException(MAX_BYTES, "the file has more than " + MAX_BYTES + " bytes");
        }
        return new Metainfo(BencodeReader.read(bytes));
    }

    /** Returns the name of the file, or of the outermost folder, for people. It may hold control characters. */
    public String name() {
        return release.name();
    }

    /** Returns the versions of BitTorrent that the torrent is for. */
    public TorrentVersion version() {
        return release.version();
    }

    /** Returns the files in the order of the torrent, without pad files (BEP 47). */
    public List<TorrentFile> files() {
        return ListedFile.readable(reader.files());
    }

    /** Returns whether the torrent is one file, and no folder. */
    public boolean isSingleFile() {
        return reader.isSingleFile();
    }

    /** Returns the sum of the files' lengths in bytes, without pad files. */
    public long totalBytes() {
        return reader.files().stream().mapToLong(ListedFile::length).sum();
    }

    /** Returns the number of bytes of a piece, 1 or more. */
    public int pieceLength() {
        return reader.pieceLength();
    }

    /** Returns whether clients take peers from the trackers alone (BEP 27). */
    public boolean isPrivate() {
        return reader.isPrivate();
    }

    /** Returns the tracker of clients that know no tiers (BEP 3, "announce"). */
    public Optional<String> announce() {
        return Optional.ofNullable(text(root.get("announce")));
    }

    /**
     * Returns the tiers of trackers as the file has them (BEP 12, "announce-list"); empty if it has none. Tiers without a
     * tracker are left out.
     */
    public List<List<String>> announceList() {
        return tiers(BencodeValue::text);
    }

    /** Returns the tiers of trackers that clients go by: {@link #announceList()}, or else the one {@link #announce()}. */
    public List<List<String>> tiers() {
        List<List<String>> tiers = announceList();
        return tiers.isEmpty() ? announce().map(url -> List.of(List.of(url))).orElse(List.of()) : tiers;
    }

    /** Returns the URLs of web seeds (BEP 19, "url-list"). */
    public List<String> webSeeds() {
        return webSeeds(BencodeValue::text);
    }

    /** Returns the comment, for people (BEP 3, "comment"). It is any text, and may hold control characters. */
    public Optional<String> comment() {
        return Optional.ofNullable(text(root.get("comment")));
    }

    /** Returns the program that made the file ("created by"). It is any text, and may hold control characters. */
    public Optional<String> createdBy() {
        return Optional.ofNullable(text(root.get("created by")));
    }

    /** Returns when the file was made ("creation date"); empty if it does not say, or names a time before 1970. */
    public Optional<Instant> creationDate() {
        BencodeValue date = root.get("creation date");
        if (date == null || !date.isInteger()) {
            return Optional.empty();
        }
        long seconds = date.integer();
        boolean isTime = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
        return isTime ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    /** Returns the info hash for BitTorrent v1: the SHA-1 of {@code info} (BEP 3, "info_hash"). */
    public Optional<InfoHash> v1InfoHash() {
        return release.v1();
    }

    /** Returns the info hash for BitTorrent v2: the SHA-256 of {@code info} (BEP 52, "infohash"). */
    public Optional<V2InfoHash> v2InfoHash() {
        return release.v2();
    }

    /** Returns the one or two info hashes that clients announce; see {@link Release#infoHashes()}. */
    public List<InfoHash> infoHashes() {
        return release.infoHashes();
    }

    /** Returns name and info hashes, without the bytes of the file. */
    public Release release() {
        return release;
    }

    /** Returns a copy of the bytes of the file. */
    public byte[] toBytes() {
        return root.tape().bytes.clone();
    }

    /** Returns a copy of the bytes of the {@code info} dictionary. */
    public byte[] infoBytes() {
        return Arrays.copyOfRange(
                root.tape().bytes, reader.info().start(), reader.info().end());
    }

    /** Returns an editor of trackers and web seeds, which leaves this as it is. */
    public MetainfoEditor edit() {
        return new MetainfoEditor(this);
    }

    /**
     * Writes the torrent to a file: beside it at first, then renamed, so that a reader finds the old file or the new one, never
     * a part. Permissions of a file that is replaced stay; a symbolic link stays one. Does file I/O: do not call it on an
     * event loop.
     *
     * @throws IOException if it can't be written; then the file is as it was
     */
    public void writeTo(Path file) throws IOException {
        AtomicFile.write(file, root.tape().bytes);
    }

    BencodeValue root() {
        return root;
    }

    /** {@link #announce()} with one character per byte. */
    @Nullable
    String rawAnnounce() {
        BencodeValue announce = root.get("announce");
        return announce != null && text(announce) != null ? announce.rawText() : null;
    }

    /** {@link #tiers()} with one character per byte. */
    List<List<String>> rawTiers() {
        List<List<String>> tiers = tiers(BencodeValue::rawText);
        String announce = rawAnnounce();
        return tiers.isEmpty() && announce != null ? List.of(List.of(announce)) : tiers;
    }

    /** {@link #webSeeds()} with one character per byte. */
    List<String> rawWebSeeds() {
        return webSeeds(BencodeValue::rawText);
    }

    private List<String> webSeeds(Function<BencodeValue, String> decoder) {
        BencodeValue list = root.get("url-list");
        if (list != null && text(list) != null) {
            return List.of(decoder.apply(list));
        }
        return list == null ? List.of() : texts(list, decoder);
    }

    /** Returns the info hashes and the name. */
    @Override
    public String toString() {
        return release.toString();
    }

    private static @Nullable String text(@Nullable BencodeValue value) {
        return value != null && value.isString() && value.length() > 0 ? value.text() : null;
    }

    private List<List<String>> tiers(Function<BencodeValue, String> decoder) {
        List<List<String>> tiers = new ArrayList<>();
        BencodeValue list = root.get("announce-list");
        if (list != null) {
            for (BencodeValue tier : list.items()) {
                List<String> trackers = texts(tier, decoder);
                if (!trackers.isEmpty()) {
                    tiers.add(trackers);
                }
            }
        }
        return List.copyOf(tiers);
    }

    private static List<String> texts(BencodeValue list, Function<BencodeValue, String> decoder) {
        List<String> texts = new ArrayList<>();
        for (BencodeValue item : list.items()) {
            if (item.isString() && item.length() > 0) {
                texts.add(decoder.apply(item));
            }
        }
        return List.copyOf(texts);
    }
}
