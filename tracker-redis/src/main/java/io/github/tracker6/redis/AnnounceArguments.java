package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.hash.SipHash;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Packs what the announce script is told: see {@code announce-fast.lua}. Immutable. */
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
    private static final int IN_THIS_WINDOW = 2;
    private static final int HEADER_BESIDE = 3;
    private static final int ENDPOINT = 14;
    private static final int FIELD_BYTES = 3;
    private static final int PREFIX_HASH_BYTES = 3;
    private static final int INDEX_BYTES = PREFIX_HASH_BYTES + 2;
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
     * @param header the header of a swarm that is believed to be large, or null
     * @param headerBeside whether the header is read by a request of its own
     */
    byte[] pack(
            PeerUpdate update,
            long tag,
            long tick,
            boolean noNewSwarm,
            boolean noNewHost,
            @Nullable SwarmState header,
            boolean headerBeside) {
        boolean ipv6 = update.family() == AddressFamily.IPV6;
        boolean inThisWindow = header != null && Records.window(header.touch()) == Records.window(tick);
        int single = 1 + (ipv6 ? 2 : 0) + (update.role() == PeerRole.SEEDER ? 0 : 1);
        int dual = update.role() == PeerRole.SEEDER ? 5 : 6;
        ByteBuffer packed =
                ByteBuffer.allocate(ENDPOINT + update.family().endpointBytes() + INDEX_BYTES + 2 * FIELD_BYTES);
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
        packed.put((byte)
                (header == null
                        ? BELIEVED_SMALL
                        : !inThisWindow ? BELIEVED_LARGE : headerBeside ? HEADER_BESIDE : IN_THIS_WINDOW));
        packed.putInt((int) tick);
        packed.put((byte) (tag >> 32)).putInt((int) tag);
        if (ipv6) {
            packed.putLong(update.addressHigh()).putLong(update.addressLow());
        } else {
            packed.putInt((int) update.addressLow());
        }
        packed.putShort((short) update.port());
        if (header != null) {
            packed.put(prefixHash(packed.array(), ipv6), 0, PREFIX_HASH_BYTES);
            long folded = ipv6 ? update.addressLow() ^ update.addressLow() >>> 32 : 0;
            folded ^= folded >>> 16;
            packed.put((byte) (folded ^ folded >>> 8)).put((byte) (update.port() ^ update.port() >>> 8));
        }
        if (header != null && inThisWindow) {
            // Where it is more likely to be comes first.
            boolean dualFirst = header.hosts(dual) > header.hosts(single);
            putField(packed, header, dualFirst ? dual : single, tag);
            putField(packed, header, dualFirst ? single : dual, tag);
        }
        return Arrays.copyOf(packed.array(), packed.position());
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

    private static void putField(ByteBuffer packed, SwarmState header, int classNumber, long tag) {
        if (header.hosts(classNumber) > 0) {
            packed.put((byte) classNumber).putShort((short) header.pageOf(classNumber, tag));
        }
    }
}
