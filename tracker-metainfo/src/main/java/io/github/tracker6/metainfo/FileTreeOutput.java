package io.github.tracker6.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the file tree and the piece layers of BitTorrent v2 (BEP 52). */
final class FileTreeOutput {
    private final List<SourceFile> files;

    /** The root of each file; null for an empty one. */
    private final @Nullable String[] roots;

    private final Map<String, byte[]> layers = new TreeMap<>();

    /**
     * Computes the roots.
     *
     * @param files in the order of the tree
     */
    FileTreeOutput(List<SourceFile> files, PieceLayout layout, PieceHasher hasher, int pieceLength) {
        this.files = files;
        this.roots = new String[files.size()];
        byte[] pad = PieceLayers.padHash(pieceLength);
        for (int i = 0; i < files.size(); i++) {
            long length = files.get(i).length();
            if (length == 0) {
                continue;
            }
            int first = layout.firstPiece(i);
            int pieces = (int) ((length - 1) / pieceLength + 1);
            byte[] layer = hasher.v2(first, first + pieces);
            String root = new String(PieceLayers.root(layer.clone(), pad), StandardCharsets.ISO_8859_1);
            roots[i] = root;
            if (pieces > 1) {
                layers.put(root, layer);
            }
        }
    }

    void writeTree(BencodeOutput out) {
        out.beginDictionary();
        List<String> open = List.of();
        for (int i = 0; i < files.size(); i++) {
            List<String> path = files.get(i).rawPath();
            List<String> folder = path.subList(0, path.size() - 1);
            int common = 0;
            while (common < open.size()
                    && common < folder.size()
                    && open.get(common).equals(folder.get(common))) {
                common++;
            }
            for (int each = open.size(); each > common; each--) {
                out.end();
            }
            for (String name : folder.subList(common, folder.size())) {
                out.string(name).beginDictionary();
            }
            open = folder;
            out.string(path.get(path.size() - 1)).beginDictionary().string("").beginDictionary();
            out.string("length").integer(files.get(i).length());
            String root = roots[i];
            if (root != null) {
                out.string("pieces root").string(root);
            }
            out.end().end();
        }
        open.forEach(each -> out.end());
        out.end();
    }

    void writeLayers(BencodeOutput out) {
        out.beginDictionary();
        layers.forEach((root, layer) -> out.string(root).string(layer));
        out.end();
    }
}
