package io.github.tracker6.store.memory;

/** Gives measurements access to a package-private number of the store. Stateless. */
public final class StoreMemory {
    private StoreMemory() {}

    /** Returns the bytes of direct memory that a store holds, used or not. */
    public static long reservedBytes(MemorySwarmStore store) {
        return store.reservedBytes();
    }
}
