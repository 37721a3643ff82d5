package io.github.tracker6.metainfo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code file tree} of BitTorrent v2 (BEP 52, "file tree"). The depth is bounded by that of bencode.
 *
 * <p>A folder's name stands once in the tree and counts in the path of each file below it. The files share the text of the
 * name, and the sum of all paths is limited: otherwise a small tree unfolds into any number of bytes.
 */
final class FileTree {
    /** How many bytes the paths of all files may have, a slash behind each part included. */
    static final int MAX_PATH_BYTES = Metainfo.MAX_BYTES;

    private final List<ListedFile> files = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    private long openBytes;
    private long pathBytes;

    private FileTree() {}

    /** Returns the files in the order of the tree. */
    static List<ListedFile> read(BencodeValue tree) throws InvalidTorrentException {
        FileTree reader = new FileTree();
        reader.readFolder(tree);
        if (reader.files.isEmpty()) {
            throw tree.fault("the file tree has no file");
        }
        return reader.files;
    }

    private void readFolder(BencodeValue folder) throws InvalidTorrentException {
        if (!folder.isDictionary()) {
            throw folder.fault("an entry of the file tree is no dictionary");
        }
        for (BencodeValue key : folder.keys()) {
            if (key.length() == 0) {
                throw key.fault("an entry of the file tree is a file and a folder");
            }
            path.addLast(ListedFile.checkedName(key));
            openBytes += key.length() + 1;
            BencodeValue entry = key.ofKey();
            BencodeValue file = entry.get("");
            if (file == null) {
                readFolder(entry);
            } else {
                readFile(entry, file);
            }
            openBytes -= key.length() + 1;
            path.removeLast();
        }
    }

    private void readFile(BencodeValue entry, BencodeValue file) throws InvalidTorrentException {
        int keys = 0;
        for (BencodeValue each : entry.keys()) {
            keys += each.isString() ? 1 : 0;
        }
        if (keys > 1) {
            throw entry.fault("an entry of the file tree is a file and a folder");
        }
        if (!file.isDictionary()) {
            throw file.fault("a file of the file tree is no dictionary");
        }
        pathBytes += openBytes;
        if (pathBytes > MAX_PATH_BYTES) {
            throw entry.fault("the paths of the file tree have more than " + MAX_PATH_BYTES + " bytes");
        }
        BencodeValue root = file.get("pieces root");
        ListedFile listed = ListedFile.read(file, List.copyOf(path), root);
        checkRoot(listed, root);
        files.add(listed);
    }

    private static void checkRoot(ListedFile file, @Nullable BencodeValue root) throws InvalidTorrentException {
        if (root == null && file.length() > 0) {
            throw file.where().fault("the file has no pieces root");
        }
        if (root != null && file.length() == 0) {
            throw root.fault("an empty file has a pieces root");
        }
        if (root != null && (!root.isString() || root.length() != Digest.SHA_256.bytes())) {
            throw root.fault("a pieces root is no string of " + Digest.SHA_256.bytes() + " bytes");
        }
    }
}
