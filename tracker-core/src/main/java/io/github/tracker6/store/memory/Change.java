package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
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
 * a number of variable length; the info hash; then the address, the port and the 5 bytes of the host's tag, or a count of 4
 * bytes. That makes 34 bytes for IPv4 and 46 for IPv6.
 */
final class Change {
    enum Kind {
        /** An endpoint is there, and has a role. */
        ANNOUNCE,
        /** An endpoint is gone. */
        STOP,
        /** An endpoint is there, and the host's endpoint of the other family is gone. */
        ANNOUNCE_ALONE,
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
    private static final int TAGGED_FLAG = 1 << 7;
    private static final int TAG_BYTES = 5;
    private static final int HASH_BYTES = 20;
    private static final int MAX_OFFSET_SHIFT = 56;
    private static final Kind[] ENDPOINT_KINDS = {Kind.ANNOUNCE, Kind.STOP, Kind.ANNOUNCE_ALONE};
    private static final Kind[] OTHER_KINDS = {Kind.NOTHING, Kind.RAISE, Kind.FORGET};
    private static final PeerRole[] ROLES = {PeerRole.SEEDER, PeerRole.DOWNLOADER, PeerRole.PARTIAL_SEED};

    Kind kind = Kind.NOTHING;
    long head;
    long middle;
    int tail;
    AddressFamily family = AddressFamily.IPV4;
    long high;
    long low;
    int port;

    /** The 39 bits of the host's tag that records keep; 0 for none. */
    long tag;

    PeerRole role = PeerRole.DOWNLOADER;

    /** Whether the host finished. */
    boolean finished;

    /** Whether it finished with this change, which counts as a download. */
    boolean completed;

    /** The count of a {@link Kind#RAISE}. */
    int count;

    /** Milliseconds since the base of the batch, 0 or more. */
    long offsetMillis;

    /** Becomes what an announce did. */
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
        role = PeerState.role(state);
        finished = PeerState.finished(state);
        completed = false;
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
        return kind == Kind.ANNOUNCE || kind == Kind.STOP || kind == Kind.ANNOUNCE_ALONE;
    }

    /** Writes the change, for which there are {@link #MAX_BYTES}; returns where it ends. */
    int write(byte[] bytes, int at) {
        int next = at + 2;
        int flags;
        if (isOfEndpoint()) {
            flags = (kind == Kind.ANNOUNCE ? 0 : kind == Kind.STOP ? STOPPED : 2)
                    | (family == AddressFamily.IPV6 ? IPV6_FLAG : 0)
                    | numberOf(role) << ROLE_SHIFT
                    | (finished ? FINISHED_FLAG : 0)
                    | (completed ? COMPLETED_FLAG : 0)
                    | (tag != 0 ? TAGGED_FLAG : 0);
            next = writeOffset(bytes, next);
            next = writeHash(bytes, next);
            if (family == AddressFamily.IPV6) {
                BigEndian.putLong(bytes, next, high);
                BigEndian.putLong(bytes, next + 8, low);
                next += 16;
            } else {
                BigEndian.putInt(bytes, next, (int) low);
                next += 4;
            }
            BigEndian.putShort(bytes, next, port);
            next += 2;
            if (tag != 0) {
                bytes[next] = (byte) (tag >>> Integer.SIZE);
                BigEndian.putInt(bytes, next + 1, (int) tag);
                next += TAG_BYTES;
            }
        } else {
            flags = OTHER;
            bytes[next++] = (byte) (kind == Kind.RAISE ? 1 : kind == Kind.FORGET ? 2 : 0);
            next = writeHash(bytes, next);
            BigEndian.putInt(bytes, next, count);
            next += 4;
        }
        bytes[at] = (byte) (next - at);
        bytes[at + 1] = (byte) flags;
        return next;
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
        if ((flags & KIND_MASK) == OTHER) {
            int other = bytes[at + 2];
            kind = other < 0 || other >= OTHER_KINDS.length ? Kind.UNKNOWN : OTHER_KINDS[other];
            if (kind == Kind.RAISE || kind == Kind.FORGET) {
                if (length != 3 + HASH_BYTES + 4) {
                    return -1;
                }
                readHash(bytes, at + 3);
                count = BigEndian.intAt(bytes, at + 3 + HASH_BYTES);
            }
            tag = 0;
            finished = false;
            completed = false;
            return next;
        }
        kind = ENDPOINT_KINDS[flags & KIND_MASK];
        family = (flags & IPV6_FLAG) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        PeerRole newRole = roleOf((flags >>> ROLE_SHIFT) & 0b11);
        finished = (flags & FINISHED_FLAG) != 0;
        completed = (flags & COMPLETED_FLAG) != 0;
        int from = readOffset(bytes, at + 2, next);
        int wanted = HASH_BYTES + family.endpointBytes() + ((flags & TAGGED_FLAG) == 0 ? 0 : TAG_BYTES);
        if (from < 0 || next - from != wanted || newRole == null) {
            return -1;
        }
        role = newRole;
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
        if (port == 0 && kind != Kind.STOP) {
            return -1;
        }
        tag = (flags & TAGGED_FLAG) == 0
                ? 0
                : ((bytes[from + 2] & 0xffL) << Integer.SIZE | Integer.toUnsignedLong(BigEndian.intAt(bytes, from + 3)))
                        & PeerState.TAG_MASK;
        return next;
    }

    /** Returns whether the change at a place counts a download, sets a count, or stops an endpoint. */
    static boolean settles(byte[] bytes, int at) {
        int flags = bytes[at + 1];
        return switch (flags & KIND_MASK) {
            case OTHER -> bytes[at + 2] != 0;
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
