package io.github.tracker6.metainfo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hash functions of BitTorrent, which every Java has. Stateless. */
enum Digest {
    SHA_1("SHA-1", 20),
    SHA_256("SHA-256", 32);

    private final String algorithm;
    private final int bytes;

    Digest(String algorithm, int bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** The number of bytes of a hash. */
    int bytes() {
        return bytes;
    }

    MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hashes a part of an array. */
    byte[] of(byte[] data, int from, int to) {
        MessageDigest digest = begin();
        digest.update(data, from, to - from);
        return digest.digest();
    }
}
