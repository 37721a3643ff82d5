package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One change of the swarms, as nodes tell each other: what became of an endpoint or of a count, not what a client asked for.
 * To make the same change twice does no harm. Reusable; not thread-safe.
 *
 * <p>Its bytes: the length of all of it; kind and flags; how many milliseconds after the base of its batch it was made, as
 * a number of variable length; the info hash; then the address, the port and 5 bytes of the host, or a count of 4 bytes.
 * That makes 34 bytes for IPv4 and 46 for IPv6. The 5 bytes are the host's tag and, in the lowest two bits, the reachability
 * of its IPv6 endpoint; they are left out where both are 0. A change of a kind with flags of its own names the kind in the
 * byte behind the flags.
 */
final class Change {
    enum Kind {
        /** An endpoint is there, and has a role. */
        ANNOUNCE,
        /** An endpoint is gone. */
        STOP,
        /** An endpoint is there, and the host's endpoint of the other family is gone. */
        ANNOUNCE_ALONE,
        /** It is known by now whether an IPv6 endpoint can be reached. */
        REACH,
        /** A swarm has at least so many downloads. */
        RAISE,
        /** A swarm's downloads are forgotten. */
        FORGET,
        /** Nothing: the change was taken back. */
        NOTHING,
        /** A change that a later version knows. */
        UNKNOWN
    }

    /** The most bytes of a change. */
    static final int MAX_BYTES = 64;

    private static final int STOPPED = 1;
    private static final int OTHER = 3;
    private static final int KIND_MASK = 0b11;
    private static final int IPV6_FLAG = 1 << 2;
    private static final int ROLE_SHIFT = 3;
    private static final int FINISHED_FLAG = 1 << 5;
    private static final int COMPLETED_FLAG = 1 << 6;
    private static final int HOST_FLAG = 1 << 7;
    private static final int HOST_BYTES = 5;
    private static final int REACH_BITS = 2;
    private static final int HASH_BYTES = 20;
    private static final int MAX_OFFSET_SHIFT = 56;
    private static final Kind[] ENDPOINT_KINDS = {Kind.ANNOUNCE, Kind.STOP, Kind.ANNOUNCE_ALONE};
    private static final Kind[] OTHER_KINDS = {Kind.NOTHING, Kind.RAISE, Kind.FORGET, Kind.REACH};
    private static final PeerRole[] ROLES = {PeerRole.SEEDER, PeerRole.DOWNLOADER, PeerRole.PARTIAL_SEED};

    Kind kind = Kind.NOTHING;
    long head;
    long middle;
    int tail;
    AddressFamily family = AddressFamily.IPV4;
    long high;
    long low;
    int port;

    /** The 37 bits of the host's tag that records keep; 0 for none. */
    long tag;

    /** What is known of whether an IPv6 endpoint can be reached, see {@link PeerState#reach}. */
    int reach;

    PeerRole role = PeerRole.DOWNLOADER;

    /** Whether the host finished. */
    boolean finished;

    /** Whether it finished with this change, which counts as a download. */
    boolean completed;

    /** The count of a {@link Kind#RAISE}. */
    int count;

    /** Milliseconds since the base of the batch, 0 or more. */
    long offsetMillis;

    /** Becomes what an announce did; says nothing of reachability. */
    Change set(PeerUpdate update, Kind newKind, long newTag, boolean newFinished, boolean newCompleted) {
        kind = newKind;
        head = update.hashHead();
        middle = update.hashMiddle();
        tail = update.hashTail();
        family = update.family();
        high = update.addressHigh();
        low = update.addressLow();
        port = update.port();
        tag = newTag;
        reach = PeerState.UNKNOWN;
        role = update.role();
        finished = newFinished;
        completed = newCompleted;
        return this;
    }

    /** Becomes a change of a swarm's count. */
    Change set(Kind newKind, long newHead, long newMiddle, int newTail, int newCount) {
        kind = newKind;
        head = newHead;
        middle = newMiddle;
        tail = newTail;
        count = newCount;
        tag = 0;
        reach = PeerState.UNKNOWN;
        finished = false;
        completed = false;
        return this;
    }

    /** Takes over the endpoint of a record, and what is known of its host. */
    void setEndpoint(PeerRecords records, ByteBuffer buffer, int at, long state) {
        family = records.family();
        high = records.high(buffer, at);
        low = records.low(buffer, at);
        port = records.port(buffer, at);
        tag = PeerState.tag(state);
        reach = records == PeerRecords.IPV6 ? PeerState.reach(state) : PeerState.UNKNOWN;
        role = PeerState.role(state);
        finished = PeerState.finished(state);
        completed = false;
    }

    /** Takes over an IPv6 endpoint, and what is known of it. */
    void setReach(Endpoint endpoint, int newReach) {
        family = AddressFamily.IPV6;
        high = endpoint.addressHigh();
        low = endpoint.addressLow();
        port = endpoint.port();
        reach = newReach;
    }

    boolean isAnnounce() {
        return kind == Kind.ANNOUNCE || kind == Kind.ANNOUNCE_ALONE;
    }

    /** Returns whether the change counts a download, or sets a count. */
    boolean countsDownloads() {
        return isAnnounce() ? completed : kind == Kind.RAISE || kind == Kind.FORGET;
    }

    /** Returns whether the change is of an endpoint. */
    boolean isOfEndpoint() {
        return isOfHost() || kind == Kind.REACH;
    }

    /** Returns whether the change is of an endpoint and says of which host. */
    boolean isOfHost() {
        return isAnnounce() || kind == Kind.STOP;
    }

    /** Writes the change, for which there are {@link #MAX_BYTES}; returns where it ends. */
    int write(byte[] bytes, int at) {
        int next = at + 2;
        int flags;
        if (isOfHost()) {
            long host = tag << REACH_BITS | reach;
            flags = (kind == Kind.ANNOUNCE ? 0 : kind == Kind.STOP ? STOPPED : 2)
                    | (family == AddressFamily.IPV6 ? IPV6_FLAG : 0)
                    | numberOf(role) << ROLE_SHIFT
                    | (finished ? FINISHED_FLAG : 0)
                    | (completed ? COMPLETED_FLAG : 0)
                    | (host != 0 ? HOST_FLAG : 0);
            next = writeEndpoint(bytes, next);
            next = host != 0 ? writeHost(bytes, next, host) : next;
        } else {
            flags = OTHER;
            bytes[next++] = (byte) numberOf(kind);
            if (kind == Kind.REACH) {
                next = writeEndpoint(bytes, next);
                next = writeHost(bytes, next, reach);
            } else {
                next = writeHash(bytes, next);
                BigEndian.putInt(bytes, next, count);
                next += 4;
            }
        }
        bytes[at] = (byte) (next - at);
        bytes[at + 1] = (byte) flags;
        return next;
    }

    private int writeEndpoint(byte[] bytes, int at) {
        int next = writeHash(bytes, writeOffset(bytes, at));
        if (family == AddressFamily.IPV6) {
            BigEndian.putLong(bytes, next, high);
            BigEndian.putLong(bytes, next + 8, low);
        } else {
            BigEndian.putInt(bytes, next, (int) low);
        }
        next += family.addressBytes();
        BigEndian.putShort(bytes, next, port);
        return next + 2;
    }

    private static int writeHost(byte[] bytes, int at, long host) {
        bytes[at] = (byte) (host >>> Integer.SIZE);
        BigEndian.putInt(bytes, at + 1, (int) host);
        return at + HOST_BYTES;
    }

    /**
     * Reads the change at a place.
     *
     * @return where it ends; -1 where the bytes before {@code end} are no change
     */
    int read(byte[] bytes, int at, int end) {
        int length = at < end ? bytes[at] & 0xff : 0;
        int next = at + length;
        if (length < 3 || next > end) {
            return -1;
        }
        int flags = bytes[at + 1] & 0xff;
        tag = 0;
        reach = PeerState.UNKNOWN;
        finished = false;
        completed = false;
        boolean isSound =
                (flags & KIND_MASK) == OTHER ? readOther(bytes, at + 2, next) : readOfHost(bytes, flags, at, next);
        return isSound ? next : -1;
    }

    private boolean readOther(byte[] bytes, int at, int end) {
        int number = bytes[at];
        kind = number < 0 || number >= OTHER_KINDS.length ? Kind.UNKNOWN : OTHER_KINDS[number];
        if (kind == Kind.RAISE || kind == Kind.FORGET) {
            if (end - at != 1 + HASH_BYTES + 4) {
                return false;
            }
            readHash(bytes, at + 1);
            count = BigEndian.intAt(bytes, at + 1 + HASH_BYTES);
        } else if (kind == Kind.REACH) {
            family = AddressFamily.IPV6;
            return readEndpoint(bytes, at + 1, end, true) && port != 0 && tag == 0;
        }
        return true;
    }

    private boolean readOfHost(byte[] bytes, int flags, int at, int end) {
        kind = ENDPOINT_KINDS[flags & KIND_MASK];
        family = (flags & IPV6_FLAG) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        PeerRole newRole = roleOf((flags >>> ROLE_SHIFT) & 0b11);
        finished = (flags & FINISHED_FLAG) != 0;
        completed = (flags & COMPLETED_FLAG) != 0;
        if (newRole == null || !readEndpoint(bytes, at + 2, end, (flags & HOST_FLAG) != 0)) {
            return false;
        }
        role = newRole;
        return port != 0 || kind == Kind.STOP;
    }

    private boolean readEndpoint(byte[] bytes, int at, int end, boolean hasHost) {
        int from = readOffset(bytes, at, end);
        if (from < 0 || end - from != HASH_BYTES + family.endpointBytes() + (hasHost ? HOST_BYTES : 0)) {
            return false;
        }
        readHash(bytes, from);
        from += HASH_BYTES;
        if (family == AddressFamily.IPV6) {
            high = BigEndian.longAt(bytes, from);
            low = BigEndian.longAt(bytes, from + 8);
        } else {
            high = 0;
            low = Integer.toUnsignedLong(BigEndian.intAt(bytes, from));
        }
        from += family.addressBytes();
        port = BigEndian.shortAt(bytes, from);
        if (hasHost) {
            long host = (bytes[from + 2] & 0xffL) << Integer.SIZE
                    | Integer.toUnsignedLong(BigEndian.intAt(bytes, from + 3));
            tag = (host >>> REACH_BITS) & PeerState.TAG_MASK;
            reach = PeerState.readReach((int) host);
        }
        return true;
    }

    /** Returns whether the change at a place counts a download, sets a count, or stops an endpoint. */
    static boolean settles(byte[] bytes, int at) {
        int flags = bytes[at + 1];
        return switch (flags & KIND_MASK) {
            case OTHER -> bytes[at + 2] == numberOf(Kind.RAISE) || bytes[at + 2] == numberOf(Kind.FORGET);
            case STOPPED -> true;
            default -> (flags & COMPLETED_FLAG) != 0;
        };
    }

    /** Returns whether the change at a place stops an endpoint. */
    static boolean isStop(byte[] bytes, int at) {
        return (bytes[at + 1] & KIND_MASK) == STOPPED;
    }

    /** Makes the change at a place one of a host that finished before, so that it does not count as a download. */
    static void setFinishedBefore(byte[] bytes, int at) {
        bytes[at + 1] = (byte) ((bytes[at + 1] & ~COMPLETED_FLAG) | FINISHED_FLAG);
    }

    /** Returns whether the change at a place was taken back. */
    static boolean isNothing(byte[] bytes, int at) {
        return (bytes[at + 1] & KIND_MASK) == OTHER && bytes[at + 2] == 0;
    }

    /** Takes the change at a place back. */
    static void setNothing(byte[] bytes, int at) {
        bytes[at + 1] = OTHER;
        bytes[at + 2] = 0;
    }

    /** Returns the number of a kind with flags of its own. */
    private static int numberOf(Kind kind) {
        return switch (kind) {
            case RAISE -> 1;
            case FORGET -> 2;
            case REACH -> 3;
            default -> 0;
        };
    }

    /** Returns the number of a role where it is written down. */
    static int numberOf(PeerRole role) {
        return switch (role) {
            case SEEDER -> 0;
            case DOWNLOADER -> 1;
            case PARTIAL_SEED -> 2;
        };
    }

    /** Returns the role of a number, or null where there is none. */
    static @Nullable PeerRole roleOf(int number) {
        return number < ROLES.length ? ROLES[number] : null;
    }

    private int writeOffset(byte[] bytes, int at) {
        int next = at;
        long rest = offsetMillis;
        while (rest > 0x7f) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    private int readOffset(byte[] bytes, int at, int end) {
        long value = 0;
        for (int next = at, shift = 0; next < end && shift <= MAX_OFFSET_SHIFT; next++, shift += 7) {
            value |= (bytes[next] & 0x7fL) << shift;
            if (bytes[next] >= 0) {
                offsetMillis = value;
                return next + 1;
            }
        }
        return -1;
    }

    private int writeHash(byte[] bytes, int at) {
        BigEndian.putLong(bytes, at, head);
        BigEndian.putLong(bytes, at + 8, middle);
        BigEndian.putInt(bytes, at + 16, tail);
        return at + HASH_BYTES;
    }

    private void readHash(byte[] bytes, int at) {
        head = BigEndian.longAt(bytes, at);
        middle = BigEndian.longAt(bytes, at + 8);
        tail = BigEndian.intAt(bytes, at + 16);
    }
}
