package io.github.tracker6.store.memory;

import io.github.tracker6.PeerRole;

/**
 * The state of an endpoint, 56 bits. Stateless.
 *
 * <table>
 * <caption>The bits of a state, from the highest to the lowest</caption>
 * <tr><th>bits</th><th>content</th></tr>
 * <tr><td>12</td><td>the tick in which the endpoint was seen last, see {@link Ticks}</td></tr>
 * <tr><td>39</td><td>the tag of the host; 0 if it has none</td></tr>
 * <tr><td>1</td><td>whether the endpoint has returned: announced once more after a good while</td></tr>
 * <tr><td>1</td><td>whether the host's finish was counted</td></tr>
 * <tr><td>3</td><td>the group: role, and whether the host has an endpoint of the other family</td></tr>
 * </table>
 */
final class PeerState {
    /** The bytes of a state. */
    static final int BYTES = 7;

    /** The number of groups: three roles, each linked to an endpoint of the other family or not. */
    static final int GROUPS = 6;

    /** All groups. A set of groups has one bit for each. */
    static final int ALL_GROUPS = 0b111111;

    static final int SINGLE_GROUPS = 0b010101;
    static final int LINKED_GROUPS = 0b101010;
    static final int DOWNLOADER_GROUPS = 0b000011;
    static final int SEEDER_GROUPS = 0b110000;

    static final int DOWNLOADER = 0;
    static final int PARTIAL_SEED = 2;
    static final int SEEDER = 4;
    static final int LINKED = 1;

    private static final int SEEN_SHIFT = 44;
    private static final int TAG_SHIFT = 5;
    private static final int TAG_BITS = 39;
    static final long TAG_MASK = (1L << TAG_BITS) - 1;
    private static final long RETURNED = 0b10000;
    private static final long FINISHED = 0b1000;
    private static final long GROUP_MASK = 0b111;

    private PeerState() {}

    static long of(int seen, long tag, boolean finished, int group) {
        return ((long) seen << SEEN_SHIFT) | (tag << TAG_SHIFT) | (finished ? FINISHED : 0) | group;
    }

    /** Returns the part of a host tag that a state keeps. It is 0 only if the tag is 0. */
    static long tagOf(long hostTag) {
        return hostTag == 0 ? 0 : Math.max(1, hostTag >>> (Long.SIZE - TAG_BITS));
    }

    static int groupOf(PeerRole role, boolean linked) {
        int group = switch (role) {
            case DOWNLOADER -> DOWNLOADER;
            case PARTIAL_SEED -> PARTIAL_SEED;
            case SEEDER -> SEEDER;
        };
        return linked ? group | LINKED : group;
    }

    static PeerRole role(long state) {
        return switch (group(state) & ~LINKED) {
            case SEEDER -> PeerRole.SEEDER;
            case PARTIAL_SEED -> PeerRole.PARTIAL_SEED;
            default -> PeerRole.DOWNLOADER;
        };
    }

    static int seen(long state) {
        return (int) (state >>> SEEN_SHIFT);
    }

    static long tag(long state) {
        return (state >>> TAG_SHIFT) & TAG_MASK;
    }

    static boolean finished(long state) {
        return (state & FINISHED) != 0;
    }

    /** Returns whether the endpoint announced again, {@link Ticks#SETTLED} after an earlier announce. */
    static boolean returned(long state) {
        return (state & RETURNED) != 0;
    }

    static long withReturned(long state, boolean returned) {
        return returned ? state | RETURNED : state & ~RETURNED;
    }

    static int group(long state) {
        return (int) (state & GROUP_MASK);
    }

    static boolean linked(long state) {
        return (state & LINKED) != 0;
    }

    static long withGroup(long state, int group) {
        return (state & ~GROUP_MASK) | group;
    }
}
