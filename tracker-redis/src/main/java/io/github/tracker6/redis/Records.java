package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import java.nio.ByteBuffer;

/** How hosts lie in strings and pages: see {@code swarm.lua}, which is the other half of this. */
final class Records {
    /** The time that an endpoint lives, in ticks. */
    static final int TTL_TICKS = 4_096;

    /** The window by which totals are kept, in ticks. */
    static final int WINDOW_TICKS = 4_096;

    /** Classes are numbered from 1: IPv4, IPv6 and both, of each the seeders and then the others. */
    static final int CLASSES = 6;

    static final int SMALL_HEADER = 17;

    private static final int FLAGS = 5;
    private static final int PARTS = 6;
    private static final int PART4 = 8;
    private static final int PARTIAL = 2;
    private static final int UNLINKABLE = 4;
    private static final int SEEN_MASK = 0xffff;

    private Records() {}

    static int size(int classNumber) {
        return classNumber < 3 ? 14 : classNumber < 5 ? 26 : 34;
    }

    /** Returns how many records a page of a large swarm's array holds. */
    static int perPage(int classNumber) {
        return classNumber < 3 ? 292 : classNumber < 5 ? 157 : 120;
    }

    /** Returns on how many pages so many hosts of a class lie. */
    static int pages(int classNumber, int hosts) {
        return (hosts + perPage(classNumber) - 1) / perPage(classNumber);
    }

    static boolean hasIpv4(int classNumber) {
        return classNumber < 3 || hasBoth(classNumber);
    }

    static boolean hasIpv6(int classNumber) {
        return classNumber > 2;
    }

    static boolean has(int classNumber, AddressFamily family) {
        return family == AddressFamily.IPV4 ? hasIpv4(classNumber) : hasIpv6(classNumber);
    }

    static boolean hasBoth(int classNumber) {
        return classNumber > 4;
    }

    static boolean isSeeder(int classNumber) {
        return (classNumber & 1) == 1;
    }

    static boolean isPartialSeed(ByteBuffer data, int at) {
        return (data.get(at + FLAGS) & PARTIAL) != 0;
    }

    static boolean isUnlinkable(ByteBuffer data, int at) {
        return (data.get(at + FLAGS) & UNLINKABLE) != 0;
    }

    /** Returns the tag's 40 bits. */
    static long tag(ByteBuffer data, int at) {
        return (((long) data.get(at) << 32) & 0xff_0000_0000L) | (data.getInt(at + 1) & 0xffff_ffffL);
    }

    /** Returns where a record's IPv4 address begins; port and time follow it. */
    static int ipv4At(int at) {
        return at + PARTS;
    }

    /** Returns where a record's IPv6 address begins; port and time follow it. */
    static int ipv6At(int classNumber, int at) {
        return at + PARTS + (hasBoth(classNumber) ? PART4 : 0);
    }

    static boolean isIpv4Alive(ByteBuffer data, int at, long nowTick) {
        return age(data, at, 1, AddressFamily.IPV4, nowTick) < TTL_TICKS;
    }

    static boolean isIpv6Alive(ByteBuffer data, int classNumber, int at, long nowTick) {
        return age(data, at, classNumber, AddressFamily.IPV6, nowTick) < TTL_TICKS;
    }

    /** Returns where it is written when a host's endpoint was seen. */
    static int seenAt(int at, int classNumber, AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4At(at) + 6 : ipv6At(classNumber, at) + 18;
    }

    /** Returns the age of a host's endpoint that was seen longest ago, in ticks. */
    static int age(ByteBuffer data, int at, int classNumber, long nowTick) {
        int age4 = hasIpv4(classNumber) ? age(data, at, classNumber, AddressFamily.IPV4, nowTick) : 0;
        int age6 = hasIpv6(classNumber) ? age(data, at, classNumber, AddressFamily.IPV6, nowTick) : 0;
        return Math.max(age4, age6);
    }

    /** Returns the age of the endpoint on a page of a large swarm that was seen longest ago, in ticks. */
    static int oldestAge(ByteBuffer page, int classNumber, long nowTick) {
        int size = size(classNumber);
        int oldest = 0;
        for (int at = 0; at + size <= page.capacity(); at += size) {
            if (tag(page, at) != 0) {
                oldest = Math.max(oldest, age(page, at, classNumber, nowTick));
            }
        }
        return oldest;
    }

    /** Another node, whose clock is ahead, may have seen somebody in what is the future here: that is age 0. */
    private static int age(ByteBuffer data, int at, int classNumber, AddressFamily family, long nowTick) {
        int age = ((int) nowTick - data.getShort(seenAt(at, classNumber, family))) & SEEN_MASK;
        return age < 12 * TTL_TICKS ? age : 0;
    }

    /** Returns the tick of a time; 32 bits of it are kept. */
    static long tick(long millis, long ttlMillis) {
        return Math.floorDiv(millis * TTL_TICKS, ttlMillis) & 0xffff_ffffL;
    }
}
