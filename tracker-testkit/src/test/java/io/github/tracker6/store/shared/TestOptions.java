package io.github.tracker6.store.shared;

/** Sets options of a shared store to what only a test needs. */
public final class TestOptions {
    private TestOptions() {}

    /** Sets the bound of the changes that wait for the log below what the builder takes. */
    public static void maxBacklogBytes(SharedSwarmStoreBuilder builder, long maxBacklogBytes) {
        builder.maxBacklogBytes = maxBacklogBytes;
    }

    /** Sets the highest version of batches that a node reads and writes. */
    public static void highestVersion(SharedSwarmStoreBuilder builder, int highestVersion) {
        builder.highestVersion = highestVersion;
    }
}
