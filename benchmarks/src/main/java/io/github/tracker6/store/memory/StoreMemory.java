package io.github.tracker6.store.memory;

/** What only the store's own package may ask it; for measurements alone. */
public final class StoreMemory {
    private StoreMemory() {}

    /** Returns the bytes of direct memory that a store holds, used or not. */
    public static long reservedBytes(MemorySwarmStore store) {
        return store.reservedBytes();
    }
}
