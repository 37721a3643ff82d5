package io.github.tracker6.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names of the keys. Everything of one swarm has one hash tag, made of bits of its info hash, so that it lies on one
 * node of a cluster; the info hash itself may hold braces. The version of the format stands in front, so that nodes of
 * two versions never read each other's swarms. Immutable.
 */
final class SwarmKeys {
    /** The version of the format. */
    static final int VERSION = 2;

    /** The first byte of a small swarm. */
    static final int SMALL = 1;

    /** The first byte of a large swarm's header. */
    static final int LARGE = 2;

    private static final int HASH_BYTES = 20;

    private final byte[] prefix;
    private final int tags;

    /**
     * Makes names.
     *
     * @param tags over how many hash tags swarms are spread, a power of two up to 4,096
     */
    SwarmKeys(String prefix, int tags) {
        this.prefix = (prefix + VERSION).getBytes(StandardCharsets.UTF_8);
        this.tags = tags;
    }

    /** Returns the key of what all nodes agree on. */
    static byte[] agreement(String prefix) {
        return (prefix + "agreement").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the keys that the scripts want: the swarm, and what is kept of all swarms of its tag. */
    byte[][] of(byte[] infoHash) {
        int tag = tag(infoHash);
        return new byte[][] {key('s', tag, infoHash), ofTag(tag)};
    }

    /** Returns the key of what is kept of all swarms of a tag: downloads by info hash, and totals. */
    byte[] ofTag(int tag) {
        return key('t', tag, new byte[0]);
    }

    /** Returns the key of a page of a large swarm. */
    static byte[] page(byte[] swarm, int classNumber, int page) {
        byte[] key = Arrays.copyOf(swarm, swarm.length + 3);
        key[swarm.length] = (byte) classNumber;
        key[swarm.length + 1] = (byte) (page >> 8);
        key[swarm.length + 2] = (byte) page;
        return key;
    }

    int tags() {
        return tags;
    }

    /** Info hashes are hashes, so any bits of them do. */
    int tag(byte[] infoHash) {
        return (((infoHash[HASH_BYTES - 2] & 0xff) << 8) | (infoHash[HASH_BYTES - 1] & 0xff)) & (tags - 1);
    }

    private byte[] key(char kind, int tag, byte[] infoHash) {
        byte[] key = new byte[prefix.length + 6 + infoHash.length];
        ByteBuffer.wrap(key)
                .put(prefix)
                .put((byte) kind)
                .put((byte) '{')
                .put(digit(tag >> 8))
                .put(digit(tag >> 4))
                .put(digit(tag))
                .put((byte) '}')
                .put(infoHash);
        return key;
    }

    private static byte digit(int nibble) {
        return (byte) Character.forDigit(nibble & 15, 16);
    }
}
