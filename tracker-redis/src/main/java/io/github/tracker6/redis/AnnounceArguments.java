package io.github.tracker6.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.hash.SipHash;
import io.github.tracker6.store.PeerUpdate;
import java.nio.ByteBuffer;

/** Packs what the announce script is told: see {@code announce-fast.lua}. Immutable. */
final class AnnounceArguments {
    private static final int IPV6 = 1;
    private static final int STOPPED = 2;
    private static final int COMPLETED = 4;
    private static final int REPEATED = 8;
    private static final int SEEDER = 16;
    private static final int PARTIAL_SEED = 32;
    private static final int NO_NEW_SWARM = 64;
    private static final int NO_NEW_HOST = 128;
    private static final int UNLINKABLE = 1;
    private static final int CAPPED = 2;
    private static final int LARGE = 4;

    private final SipHash endpointHash;

    AnnounceArguments(long seed) {
        this.endpointHash = new SipHash(seed, ~seed);
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
     * @param large whether the swarm is believed to be large
     */
    static byte[] pack(PeerUpdate update, long tag, long tick, boolean noNewSwarm, boolean noNewHost, boolean large) {
        boolean ipv6 = update.family() == AddressFamily.IPV6;
        ByteBuffer packed = ByteBuffer.allocate(11 + update.family().endpointBytes());
        AddressScope scope = AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
        packed.put((byte) ((ipv6 ? IPV6 : 0)
                | (update.stopped() ? STOPPED : 0)
                | (update.completed() ? COMPLETED : 0)
                | (update.repeated() ? REPEATED : 0)
                | (update.role() == PeerRole.SEEDER ? SEEDER : 0)
                | (update.role() == PeerRole.PARTIAL_SEED ? PARTIAL_SEED : 0)
                | (noNewSwarm ? NO_NEW_SWARM : 0)
                | (noNewHost ? NO_NEW_HOST : 0)));
        packed.put((byte) ((update.hostTag() == 0 ? UNLINKABLE : 0)
                | (scope == AddressScope.GLOBAL ? CAPPED : 0)
                | (large ? LARGE : 0)));
        packed.putInt((int) tick);
        packed.put((byte) (tag >> 32)).putInt((int) tag);
        if (ipv6) {
            packed.putLong(update.addressHigh()).putLong(update.addressLow());
        } else {
            packed.putInt((int) update.addressLow());
        }
        return packed.putShort((short) update.port()).array();
    }
}
