package io.github.tracker6.redis;

import io.github.tracker6.Rejection;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the announce script replies: see {@code announce-again.lua}. */
record AnnounceReply(
        @Nullable Rejection rejection,
        boolean newcomer,
        boolean dualStack,
        boolean absent,
        int expired,
        int downloaded,
        int place,
        SwarmState swarm) {
    private static final int STATUS = 16;
    private static final int NEWCOMER = 1;
    private static final int DUAL_STACK = 2;
    private static final int ABSENT = 4;

    private static final int PLACE_MASK = 0xff_ffff;
    private static final int HEADER_BYTES = 13;

    /**
     * Reads a reply.
     *
     * @param tag the requester's tag
     * @param place where the requester was believed to be in a large swarm, or 0
     */
    static AnnounceReply of(byte[] reply, PeerUpdate update, long tag, long tick, int place) {
        if (reply.length > Records.SMALL_HEADER && reply[0] == SwarmKeys.SMALL) {
            // As it was a moment before; nothing changed but the requester's time.
            SwarmState swarm = new SwarmState(reply);
            boolean dualStack = swarm.sawHost(tag, update.hostTag() != 0, update.family(), tick);
            return new AnnounceReply(null, false, dualStack, false, 0, swarm.downloads(), 0, swarm);
        }
        if (reply.length > HEADER_BYTES && reply[0] == SwarmKeys.LARGE) {
            // It is there, and nothing changed but its time.
            SwarmState swarm = new SwarmState(reply);
            return new AnnounceReply(
                    null, false, Records.hasBoth(Places.classNumber(place)), false, 0, swarm.downloads(), place, swarm);
        }
        if (reply.length < HEADER_BYTES) {
            throw new StoreException("the announce script gave an answer of another shape", null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(reply);
        int host = buffer.get(1);
        return new AnnounceReply(
                rejection(buffer.get(0)),
                (host & NEWCOMER) != 0,
                (host & DUAL_STACK) != 0,
                (host & ABSENT) != 0,
                buffer.getInt(2),
                (int) Math.min(Integer.MAX_VALUE, buffer.getInt(6) & 0xffff_ffffL),
                buffer.getInt(HEADER_BYTES - Integer.BYTES) & PLACE_MASK,
                new SwarmState(buffer.position(HEADER_BYTES).slice()));
    }

    private static @Nullable Rejection rejection(int status) {
        return switch (status) {
            case STATUS + 1 -> Rejection.TOO_MANY_FROM_ADDRESS;
            case STATUS + 2 -> Rejection.SWARMS_FULL;
            case STATUS + 3 -> Rejection.SWARM_FULL;
            case STATUS + 4 -> Rejection.PEERS_FULL;
            default -> null;
        };
    }
}
