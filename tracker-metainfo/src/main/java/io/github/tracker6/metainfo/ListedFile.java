package io.github.tracker6.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as an {@code info} dictionary lists it.
 *
 * @param rawPath one character per byte
 * @param isPad whether it only fills a piece up (BEP 47)
 * @param root the root of its hash tree (BEP 52), or null: in v1 and for an empty file
 */
record ListedFile(
        BencodeValue where,
        List<String> rawPath,
        long length,
        boolean isPad,
        @Nullable BencodeValue root) {
    static final String LENGTH = "length";

    /**
     * Reads what a file's dictionary has in both versions.
     *
     * @param rawPath names that were checked
     */
    static ListedFile read(BencodeValue file, List<String> rawPath, @Nullable BencodeValue root)
            throws InvalidTorrentException {
        BencodeValue attributes = file.get("attr");
        String attr = attributes != null && attributes.isString() ? attributes.rawText() : "";
        return new ListedFile(file, rawPath, length(file, attr.contains("l")), attr.contains("p"), root);
    }

    private static long length(BencodeValue file, boolean isLink) throws InvalidTorrentException {
        BencodeValue length = file.get(LENGTH);
        if (length == null && isLink) {
            return 0; // BEP 47, "symlink path"
        }
        if (length == null || !length.isInteger()) {
            throw (length == null ? file : length).fault("the file's length is missing, or no integer");
        }
        if (length.integer() < 0) {
            throw length.fault("the file's length is negative");
        }
        return length.integer();
    }

    /** Returns a name that stays within its folder. */
    static String checkedName(BencodeValue name) throws InvalidTorrentException {
        String raw = name.rawText();
        if (raw.isEmpty()) {
            throw name.fault("a name is empty");
        }
        if (raw.equals(".") || raw.equals("..") || raw.indexOf('/') >= 0 || raw.indexOf('\0') >= 0) {
            throw name.fault("a name is \".\" or \"..\", or has a slash or a zero byte");
        }
        return raw;
    }

    /**
     * Returns the files for people. Equal names share a text.
     *
     * @param listed in any order
     */
    static List<TorrentFile> readable(List<ListedFile> listed) {
        Map<String, String> names = new HashMap<>();
        List<TorrentFile> files = new ArrayList<>(listed.size());
        for (ListedFile file : listed) {
            List<String> path = file.rawPath.stream()
                    .map(raw -> names.computeIfAbsent(raw, ListedFile::readable))
                    .toList();
            files.add(new TorrentFile(path, file.length));
        }
        return List.copyOf(files);
    }

    private static String readable(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
