package io.github.tracker6.redis;

import java.nio.charset.StandardCharsets;

/** The names of the log's keys. They share a hash tag, so that a Cluster keeps them on one node. Immutable. */
final class LogKeys {
    private final String tag;

    /**
     * Makes the names.
     *
     * @param prefix 1 or more characters without braces
     */
    LogKeys(String prefix) {
        this.tag = "{" + prefix + "}";
    }

    /** Returns the key of the stream. Each entry has one field, {@code b}. */
    byte[] log() {
        return key("log");
    }

    /** Returns the key of the hash with the manifest and with {@code born}, the position of the entry that founded the log. */
    byte[] head() {
        return key("head");
    }

    /** Returns the key of the settings. */
    byte[] settings() {
        return key("settings");
    }

    /** Returns the key of the lease, whose value is its holder. */
    byte[] lease() {
        return key("lease");
    }

    /** Returns what the keys of all chunks begin with. */
    byte[] chunks() {
        return key("chunk:");
    }

    /** Returns the key of a chunk, as the scripts write it, too. */
    byte[] chunk(long snapshotId, int index) {
        return key("chunk:" + snapshotId + ":" + index);
    }

    /** Returns a pattern that fits all keys, and no others. */
    String pattern() {
        return tag + "*";
    }

    private byte[] key(String name) {
        return (tag + name).getBytes(StandardCharsets.UTF_8);
    }
}
