package io.github.tracker6.store.memory;

import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;

/**
 * The state of an endpoint, 56 bits. Stateless.
 *
 * <table>
 * <caption>The bits of a state, from the highest to the lowest</caption>
 * <tr><th>bits</th><th>content</th></tr>
 * <tr><td>12</td><td>the tick in which the endpoint was seen last, see {@link Ticks}</td></tr>
 * <tr><td>37</td><td>the tag of the host; 0 if it has none</td></tr>
 * <tr><td>1</td><td>whether the endpoint has returned: announced once more after a good while</td></tr>
 * <tr><td>1</td><td>whether the host's finish was counted</td></tr>
 * <tr><td>5</td><td>the traits of the host: role (2), whether it is linked (1), reachability (2)</td></tr>
 * </table>
 *
 * <p>A host is <i>linked</i> if it has an endpoint of each family, and then both endpoints have the same group. The
 * reachability is that of the IPv6 endpoint. The record of an IPv4 endpoint says {@link #NOT_REACHED} if it is linked to an
 * IPv6 endpoint that says so, and {@link #UNKNOWN} otherwise.
 *
 * <p>The <i>group</i> follows from the traits: three for each role, in this order: single hosts, open ones, closed ones.
 */
final class PeerState {
    /** The bytes of a state. */
    static final int BYTES = 7;

    /** The number of groups. */
    static final int GROUPS = 9;

    /** All groups. A set of groups has one bit for each. */
    static final int ALL_GROUPS = 0b111_111_111;

    static final int SINGLE_GROUPS = 0b001_001_001;
    static final int OPEN_GROUPS = 0b010_010_010;
    static final int CLOSED_GROUPS = 0b100_100_100;
    static final int DOWNLOADER_GROUPS = 0b000_000_111;
    static final int PARTIAL_SEED_GROUPS = 0b000_111_000;
    static final int SEEDER_GROUPS = 0b111_000_000;

    /** Reachability, as a state keeps it. */
    static final int UNKNOWN = 0b00;

    static final int REACHED = 0b01;
    static final int NOT_REACHED = 0b10;

    /** The traits without the role. */
    static final int ROLELESS_TRAITS = 0b111;

    static final int LINKED = 0b100;

    private static final int DOWNLOADER = 0;
    private static final int PARTIAL_SEED = 1;
    private static final int SEEDER = 2;

    /** The number of values that traits may have. */
    static final int TRAITS = 1 << 5;

    /** By role, linked, and not reached, as one number: the group, in four bits. */
    private static final long GROUP_OF = 0x0000_8766_5433_2100L;

    /** By set of groups: the traits that belong to them, a bit for each. */
    private static final int[] TRAITS_OF = new int[ALL_GROUPS + 1];

    static {
        for (int groups = 0; groups < TRAITS_OF.length; groups++) {
            for (int traits = 0; traits < TRAITS; traits++) {
                TRAITS_OF[groups] |= ((groups >>> group(traits)) & 1) << traits;
            }
        }
    }

    private static final int SEEN_SHIFT = 44;
    private static final int TAG_SHIFT = 7;
    private static final int TAG_BITS = 37;
    static final long TAG_MASK = (1L << TAG_BITS) - 1;
    private static final long RETURNED = 0b100_0000;
    private static final long FINISHED = 0b010_0000;
    private static final int ROLE_SHIFT = 3;
    private static final int ROLE_MASK = 0b11;
    private static final long TRAITS_MASK = 0b1_1111;
    private static final long REACH_MASK = 0b11;

    private PeerState() {}

    static long of(int seen, long tag, boolean finished, int traits) {
        return ((long) seen << SEEN_SHIFT) | (tag << TAG_SHIFT) | (finished ? FINISHED : 0) | traits;
    }

    /** Returns the part of a host tag that a state keeps. It is 0 only if the tag is 0. */
    static long tagOf(long hostTag) {
        return hostTag == 0 ? 0 : Math.max(1, hostTag >>> (Long.SIZE - TAG_BITS));
    }

    /**
     * Returns the traits of a host.
     *
     * @param reach see {@link #reach}
     */
    static int traitsOf(PeerRole role, boolean linked, int reach) {
        int number = switch (role) {
            case DOWNLOADER -> DOWNLOADER;
            case PARTIAL_SEED -> PARTIAL_SEED;
            case SEEDER -> SEEDER;
        };
        return number << ROLE_SHIFT | (linked ? LINKED : 0) | reach;
    }

    static PeerRole role(long state) {
        return switch ((int) (state >>> ROLE_SHIFT) & ROLE_MASK) {
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

    static int traits(long state) {
        return (int) (state & TRAITS_MASK);
    }

    /** Returns the group of a state, or of traits. */
    static int group(long state) {
        return (int) (GROUP_OF >>> ((state & 0b1_1110) << 1)) & 0xf;
    }

    /** Returns which traits belong to a set of groups, for {@link #isAmong}. */
    static int traitsOf(int groups) {
        return TRAITS_OF[groups];
    }

    /** Returns whether the traits of a state are in a set, see {@link #traitsOf(int)}. */
    static boolean isAmong(int traits, long state) {
        // A shift goes by the lowest five bits, which are the traits.
        return ((traits >>> (int) state) & 1) != 0;
    }

    static boolean linked(long state) {
        return (state & LINKED) != 0;
    }

    /** Returns the reachability: {@link #UNKNOWN}, {@link #REACHED} or {@link #NOT_REACHED}. */
    static int reach(long state) {
        return (int) (state & REACH_MASK);
    }

    /** Returns the reachability that the lowest two bits of foreign bytes say; UNKNOWN where they say nothing. */
    static int readReach(int bits) {
        return reachOf(reachability(reach(bits)));
    }

    /** Returns what the record of an IPv4 endpoint says if it is linked to an IPv6 endpoint with a reachability. */
    static int reachOverIpv4(int reach) {
        return reach & NOT_REACHED;
    }

    static long withReach(long state, int reach) {
        return (state & ~REACH_MASK) | reach;
    }

    /** Returns the state of an endpoint that was linked and no longer is. */
    static long unlinked(long state, PeerRecords records) {
        long single = state & ~LINKED;
        return records == PeerRecords.IPV4 ? single & ~REACH_MASK : single;
    }

    /** Returns the reachability as a state keeps it. */
    static int reachOf(Reachability reachability) {
        return switch (reachability) {
            case UNKNOWN -> UNKNOWN;
            case REACHED -> REACHED;
            case NOT_REACHED -> NOT_REACHED;
        };
    }

    /** Returns the reachability that a number stands for; UNKNOWN for one that stands for nothing. */
    static Reachability reachability(int reach) {
        return switch (reach) {
            case REACHED -> Reachability.REACHED;
            case NOT_REACHED -> Reachability.NOT_REACHED;
            default -> Reachability.UNKNOWN;
        };
    }
}
