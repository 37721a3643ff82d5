package io.github.tracker6.redis;

/** Hosts who came by already; without an object for each, as there are dozens in every answer. Not thread-safe. */
final class SeenTags {
    // Open addressing; 0 where there is nobody.
    private long[] slots = new long[256];
    private int size;

    /**
     * Adds a host.
     *
     * @param tag not 0; its bits are those of a hash already
     * @return whether it is new
     */
    boolean add(long tag) {
        if (2 * size == slots.length) {
            grow();
        }
        int slot = slotOf(tag);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = tag;
        size++;
        return true;
    }

    private int slotOf(long tag) {
        int slot = (int) tag & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != tag) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        for (long tag : before) {
            if (tag != 0) {
                slots[slotOf(tag)] = tag;
            }
        }
    }
}
