package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Packs what the announce script is told: see {@code announce-again.lua}. Immutable. */
final class AnnounceArguments {
    private static final int PARTIAL_SEED = 2;
    private static final int UNLINKABLE = 4;
    private static final int STOPPED = 2;
    private static final int COMPLETED = 4;
    private static final int REPEATED = 8;
    private static final int CAPPED = 16;
    private static final int NO_NEW_SWARM = 64;
    private static final int NO_NEW_HOST = 128;
    private static final int BELIEVED_SMALL = 0;
    private static final int BELIEVED_LARGE = 1;
    private static final int BELIEVED_ON_A_PAGE = 2;
    private static final int BELIEF_AT = 4;
    private static final int ENDPOINT = 14;
    private static final int PREFIX_HASH_BYTES = 3;
    private static final int INDEX_BYTES = PREFIX_HASH_BYTES + 2;
    private static final int PAGE_BYTES = 3;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_PREFIX_BYTES = 8;

    private final SipHash endpointHash;
    private final byte[] seed;

    AnnounceArguments(Agreement agreement) {
        this.endpointHash = new SipHash(agreement.seed(), ~agreement.seed());
        this.seed = agreement.seedBytes();
    }

    /** Returns the 40 bits that name the host; for one without a tag they follow from its endpoint. */
    long tag(PeerUpdate update) {
        long tag = update.hostTag() != 0
                ? update.hostTag()
                : endpointHash.hash(update.addressHigh(), update.addressLow(), update.port());
        return Math.max(1, tag >>> 24);
    }

    /**
     * Packs an announce.
     *
     * @param believedLarge whether the swarm was large lately
     * @param place where the host was in it lately, or 0
     */
    byte[][] pack(
            PeerUpdate update,
            long tag,
            long tick,
            boolean noNewSwarm,
            boolean noNewHost,
            boolean believedLarge,
            int place) {
        boolean ipv6 = update.family() == AddressFamily.IPV6;
        ByteBuffer packed =
                ByteBuffer.allocate(ENDPOINT + update.family().endpointBytes() + Math.max(PAGE_BYTES, INDEX_BYTES));
        AddressScope scope = AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
        packed.put((byte) (ipv6 ? 1 : 0));
        packed.put((byte) (update.role() == PeerRole.SEEDER ? 0 : 1));
        packed.put((byte) ((update.role() == PeerRole.PARTIAL_SEED ? PARTIAL_SEED : 0)
                | (update.hostTag() == 0 ? UNLINKABLE : 0)));
        packed.put((byte) ((update.stopped() ? STOPPED : 0)
                | (update.completed() ? COMPLETED : 0)
                | (update.repeated() ? REPEATED : 0)
                | (scope == AddressScope.GLOBAL ? CAPPED : 0)
                | (noNewSwarm ? NO_NEW_SWARM : 0)
                | (noNewHost ? NO_NEW_HOST : 0)));
        packed.put((byte) (believedLarge ? BELIEVED_LARGE : BELIEVED_SMALL));
        packed.putInt((int) tick);
        packed.put((byte) (tag >> 32)).putInt((int) tag);
        if (ipv6) {
            packed.putLong(update.addressHigh()).putLong(update.addressLow());
        } else {
            packed.putInt((int) update.addressLow());
        }
        packed.putShort((short) update.port());
        int classNumber = Places.classNumber(place);
        if (saysNothingNew(update) && fits(update, classNumber)) {
            int number = Places.number(place);
            int perPage = Records.perPage(classNumber);
            int at = number % perPage * Records.size(classNumber);
            packed.put(BELIEF_AT, (byte) BELIEVED_ON_A_PAGE);
            packed.put((byte) classNumber).putShort((short) (number / perPage));
            return new byte[][] {
                Arrays.copyOf(packed.array(), packed.position()),
                RedisCall.number(at),
                RedisCall.number(at + Records.size(classNumber) - 1),
                RedisCall.number(Records.seenAt(at, classNumber, update.family()))
            };
        }
        if (believedLarge) {
            packed.put(prefixHash(packed.array(), ipv6), 0, PREFIX_HASH_BYTES);
            long folded = ipv6 ? update.addressLow() ^ update.addressLow() >>> 32 : 0;
            folded ^= folded >>> 16;
            packed.put((byte) (folded ^ folded >>> 8)).put((byte) (update.port() ^ update.port() >>> 8));
        }
        return new byte[][] {Arrays.copyOf(packed.array(), packed.position())};
    }

    private static boolean saysNothingNew(PeerUpdate update) {
        return !update.stopped() && !update.completed() && !update.repeated();
    }

    private static boolean fits(PeerUpdate update, int classNumber) {
        return classNumber > 0
                && Records.isSeeder(classNumber) == (update.role() == PeerRole.SEEDER)
                && Records.has(classNumber, update.family());
    }

    /** Hashes the address, or the /64, that stands in an announce, as the scripts do. */
    private byte[] prefixHash(byte[] packed, boolean ipv6) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(seed);
            sha1.update(packed, ENDPOINT, ipv6 ? IPV6_PREFIX_BYTES : IPV4_BYTES);
            return sha1.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
