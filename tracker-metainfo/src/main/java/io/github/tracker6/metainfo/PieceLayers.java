package io.github.tracker6.metainfo;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code piece layers} of BitTorrent v2 (BEP 52), which have the hashes of the pieces of each larger file. */
final class PieceLayers {
    static final int BLOCK_BYTES = 16 << 10;
    private static final int HASH = Digest.SHA_256.bytes();

    private PieceLayers() {}

    /** Checks that a layer's hashes make its file's root. A layer may be missing: clients fetch it from peers. */
    static void check(BencodeValue torrent, List<ListedFile> files, int pieceLength) throws InvalidTorrentException {
        Map<String, BencodeValue> layers = layers(torrent.get("piece layers"));
        byte[] pad = padHash(pieceLength);
        Set<String> checked = new HashSet<>();
        for (ListedFile file : files) {
            BencodeValue root = file.root();
            if (root == null || file.length() <= pieceLength) {
                continue;
            }
            BencodeValue layer = layers.get(root.rawText());
            if (layer == null) {
                continue;
            }
            long pieces = (file.length() - 1) / pieceLength + 1;
            if (layer.length() % HASH != 0 || layer.length() / HASH != pieces) {
                throw layer.fault("a piece layer has " + layer.length() + " bytes; the file has " + pieces
                        + " pieces, each with a hash of " + HASH + " bytes");
            }
            if (checked.add(root.rawText()) && !Arrays.equals(root(layer.content(), pad), root.content())) {
                throw layer.fault("a piece layer does not fit the pieces root of its file");
            }
        }
    }

    private static Map<String, BencodeValue> layers(@Nullable BencodeValue dictionary) throws InvalidTorrentException {
        Map<String, BencodeValue> layers = new HashMap<>();
        if (dictionary == null) {
            return layers;
        }
        if (!dictionary.isDictionary()) {
            throw dictionary.fault("piece layers is no dictionary");
        }
        for (BencodeValue key : dictionary.keys()) {
            if (key.length() != HASH || !key.ofKey().isString()) {
                throw key.fault("an entry of piece layers is no hash of " + HASH + " bytes with a string");
            }
            layers.putIfAbsent(key.rawText(), key.ofKey());
        }
        return layers;
    }

    /** The hash of a piece behind the end of a file: the root of blocks whose hashes are zeros. */
    static byte[] padHash(int pieceLength) {
        MessageDigest digest = Digest.SHA_256.begin();
        byte[] hash = new byte[HASH];
        for (int blocks = pieceLength / BLOCK_BYTES; blocks > 1; blocks /= 2) {
            digest.update(hash);
            hash = digest.digest(hash);
        }
        return hash;
    }

    /**
     * The root of a tree of hashes.
     *
     * @param hashes the lowest layer; overwritten
     * @param pad what fills the layer up to a power of two
     */
    static byte[] root(byte[] hashes, byte[] pad) {
        MessageDigest digest = Digest.SHA_256.begin();
        byte[] filler = pad;
        int count = hashes.length / HASH;
        while (count > 1) {
            for (int i = 0; i < count; i += 2) {
                digest.update(hashes, i * HASH, HASH);
                if (i + 1 < count) {
                    digest.update(hashes, (i + 1) * HASH, HASH);
                } else {
                    digest.update(filler);
                }
                System.arraycopy(digest.digest(), 0, hashes, i / 2 * HASH, HASH);
            }
            count = (count + 1) / 2;
            digest.update(filler);
            filler = digest.digest(filler);
        }
        return Arrays.copyOf(hashes, HASH);
    }
}
