package io.github.tracker6.metainfo;

import java.util.List;

/** Checks that both halves of a hybrid torrent describe the same files (BEP 52, "Upgrade Path"). Stateless. */
final class HybridCheck {
    private HybridCheck() {}

    static void check(List<ListedFile> v1, List<ListedFile> v2, int pieceLength) throws InvalidTorrentException {
        int at = 0;
        long offset = 0;
        for (ListedFile file : v1) {
            if (!file.isPad()) {
                ListedFile same = at < v2.size() ? v2.get(at) : null;
                if (same == null || !file.rawPath().equals(same.rawPath()) || file.length() != same.length()) {
                    throw file.where()
                            .fault("file " + (at + 1) + " of v1 is not file " + (at + 1)
                                    + " of v2: path or length differ");
                }
                if (file.length() > 0 && offset % pieceLength != 0) {
                    throw file.where()
                            .fault("file " + (at + 1)
                                    + " does not begin with a piece: a pad file is missing or has a wrong length");
                }
                at++;
            }
            offset += file.length();
        }
        if (at < v2.size()) {
            throw v2.get(at).where().fault("file " + (at + 1) + " of v2 is missing in v1");
        }
    }
}
