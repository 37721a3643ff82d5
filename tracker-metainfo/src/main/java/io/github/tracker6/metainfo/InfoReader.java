package io.github.tracker6.metainfo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code info} dictionary of a torrent file, and checks what BEP 3, 47 and 52 demand of it. */
final class InfoReader {
    private static final long MIN_V2_PIECE_BYTES = 16 << 10;
    private static final int V2 = 2;

    private final BencodeValue info;
    private final boolean hasV1;
    private final boolean hasV2;
    private final int pieceLength;
    private final List<ListedFile> files;
    private final boolean isSingleFile;

    InfoReader(BencodeValue root) throws InvalidTorrentException {
        if (!root.isDictionary()) {
            throw root.fault("this is no torrent file: it is no dictionary");
        }
        this.info = info(root);
        checkNoKeyTwice(root);
        int misplaced = info.tape().misplacedKey(info.start(), info.end());
        if (misplaced >= 0) {
            throw new InvalidTorrentException(
                    misplaced, "a key of info is out of order, so clients disagree about the info hash");
        }
        name();
        this.hasV2 = isV2();
        this.hasV1 = !hasV2 || info.get("pieces") != null;
        this.pieceLength = readPieceLength();
        List<ListedFile> v1 = hasV1 ? v1Files() : List.of();
        List<ListedFile> v2 = hasV2 ? FileTree.read(required(info, "file tree")) : List.of();
        checkSum(hasV1 ? v1 : v2);
        this.files = (hasV2 ? v2 : v1).stream().filter(file -> !file.isPad()).toList();
        this.isSingleFile = hasV1 ? info.get("files") == null : isNamedAsTheTorrent(v2);
        if (hasV1) {
            checkPieces(v1);
        } else {
            checkNothingOfV1();
        }
        if (hasV2) {
            PieceLayers.check(root, v2, pieceLength);
        }
        if (hasV1 && hasV2) {
            HybridCheck.check(v1, v2, pieceLength);
        }
    }

    private static BencodeValue info(BencodeValue root) throws InvalidTorrentException {
        BencodeValue info = root.get("info");
        if (info == null || !info.isDictionary()) {
            throw (info == null ? root : info).fault("this is no torrent file: it has no dictionary info");
        }
        return info;
    }

    /** Clients differ in which of two they take. Outside {@code info} that concerns no info hash. */
    private void checkNoKeyTwice(BencodeValue root) throws InvalidTorrentException {
        int twice = info.tape().repeatedKey(info.start(), info.end());
        if (twice >= 0) {
            throw new InvalidTorrentException(twice, "the dictionary has this key twice");
        }
        for (BencodeValue key : root.keys()) {
            if (key.ofKey().start() != info.start() && key.rawText().equals("info")) {
                throw key.fault("the file has info twice");
            }
        }
    }

    BencodeValue info() {
        return info;
    }

    boolean hasV1() {
        return hasV1;
    }

    boolean hasV2() {
        return hasV2;
    }

    int pieceLength() {
        return pieceLength;
    }

    boolean isSingleFile() {
        return isSingleFile;
    }

    /** The files without those that only fill pieces up. */
    List<ListedFile> files() {
        return files;
    }

    boolean isPrivate() {
        BencodeValue value = info.get("private");
        return value != null && value.isInteger() && value.integer() == 1;
    }

    /** The name for people. */
    String readableName() {
        BencodeValue utf8 = info.get("name.utf-8"); // beside a name in another encoding, in old torrents
        BencodeValue name = utf8 != null && utf8.isString() && utf8.length() > 0 ? utf8 : info.get("name");
        return name == null ? "" : name.text();
    }

    private String name() throws InvalidTorrentException {
        return ListedFile.checkedName(string(required(info, "name"), "name"));
    }

    private boolean isV2() throws InvalidTorrentException {
        BencodeValue version = info.get("meta version");
        BencodeValue tree = info.get("file tree");
        if (version == null) {
            if (tree != null) {
                throw tree.fault("info has a file tree and no meta version");
            }
            return false;
        }
        if (!version.isInteger() || version.integer() != V2) {
            throw version.fault("the meta version is not 2");
        }
        return true;
    }

    private int readPieceLength() throws InvalidTorrentException {
        BencodeValue value = required(info, "piece length");
        if (!value.isInteger() || value.integer() < 1 || value.integer() > Integer.MAX_VALUE) {
            throw value.fault("the piece length is no integer from 1 to " + Integer.MAX_VALUE);
        }
        long length = value.integer();
        if (hasV2 && (length < MIN_V2_PIECE_BYTES || Long.bitCount(length) != 1)) {
            throw value.fault("the piece length of a v2 torrent is no power of two from " + MIN_V2_PIECE_BYTES);
        }
        return (int) length;
    }

    private List<ListedFile> v1Files() throws InvalidTorrentException {
        BencodeValue length = info.get(ListedFile.LENGTH);
        BencodeValue list = info.get("files");
        if ((length == null) == (list == null)) {
            throw info.fault(length == null ? "info has neither length nor files" : "info has both length and files");
        }
        if (list == null) {
            return List.of(ListedFile.read(info, List.of(name()), null));
        }
        if (!list.isList()) {
            throw list.fault("files is no list");
        }
        List<ListedFile> read = new ArrayList<>();
        for (BencodeValue file : list.items()) {
            read.add(ListedFile.read(file, path(file), null));
        }
        if (read.isEmpty()) {
            throw list.fault("the list of files is empty");
        }
        return read;
    }

    private static List<String> path(BencodeValue file) throws InvalidTorrentException {
        if (!file.isDictionary()) {
            throw file.fault("an entry of files is no dictionary");
        }
        BencodeValue path = required(file, "path");
        List<String> names = new ArrayList<>();
        for (BencodeValue name : path.items()) {
            names.add(ListedFile.checkedName(string(name, "a part of a file's path")));
        }
        if (names.isEmpty()) {
            throw path.fault("the path of a file is no list, or an empty one");
        }
        return names;
    }

    private void checkSum(List<ListedFile> all) throws InvalidTorrentException {
        long sum = 0;
        for (ListedFile file : all) {
            sum += file.length();
            if (sum < 0) {
                throw file.where().fault("the lengths of the files add up to more than 64 bits");
            }
        }
    }

    private void checkPieces(List<ListedFile> v1) throws InvalidTorrentException {
        BencodeValue pieces = string(required(info, "pieces"), "pieces");
        long total = v1.stream().mapToLong(ListedFile::length).sum();
        long expected = total / pieceLength + (total % pieceLength == 0 ? 0 : 1);
        int hash = Digest.SHA_1.bytes();
        if (pieces.length() % hash != 0 || pieces.length() / hash != expected) {
            throw pieces.fault("pieces has " + pieces.length() + " bytes; " + total + " bytes in pieces of "
                    + pieceLength + " have " + expected + " hashes of " + hash + " bytes");
        }
    }

    private void checkNothingOfV1() throws InvalidTorrentException {
        for (String key : new String[] {"files", ListedFile.LENGTH}) {
            BencodeValue value = info.get(key);
            if (value != null) {
                throw value.fault("info of meta version 2 has " + key + " and no pieces");
            }
        }
    }

    private boolean isNamedAsTheTorrent(List<ListedFile> v2) throws InvalidTorrentException {
        return v2.size() == 1 && v2.get(0).rawPath().equals(List.of(name()));
    }

    private static BencodeValue required(BencodeValue dictionary, String key) throws InvalidTorrentException {
        @Nullable BencodeValue value = dictionary.get(key);
        if (value == null) {
            throw dictionary.fault("the dictionary has no " + key);
        }
        return value;
    }

    private static BencodeValue string(BencodeValue value, String what) throws InvalidTorrentException {
        if (!value.isString()) {
            throw value.fault(what + " is no string");
        }
        return value;
    }
}
