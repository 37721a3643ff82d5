package io.github.tracker6.redis;

import io.github.tracker6.Rejection;
import io.github.tracker6.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the announce script replies: see {@code announce-fast.lua}. */
record AnnounceReply(
        @Nullable Rejection rejection,
        boolean newcomer,
        boolean dualStack,
        boolean absent,
        int expired,
        int downloaded,
        SwarmState swarm) {
    private static final int NEWCOMER = 1;
    private static final int DUAL_STACK = 2;
    private static final int ABSENT = 4;

    static AnnounceReply of(List<Object> reply) {
        if (reply.size() != 5 || !(reply.get(4) instanceof byte[] bytes)) {
            throw new StoreException("the announce script gave an answer of another shape", null);
        }
        int host = number(reply, 1);
        return new AnnounceReply(
                rejection(number(reply, 0)),
                (host & NEWCOMER) != 0,
                (host & DUAL_STACK) != 0,
                (host & ABSENT) != 0,
                number(reply, 2),
                number(reply, 3),
                new SwarmState(bytes));
    }

    private static int number(List<Object> reply, int index) {
        return reply.get(index) instanceof Long number ? (int) Math.min(Integer.MAX_VALUE, number) : 0;
    }

    private static @Nullable Rejection rejection(int status) {
        return switch (status) {
            case 1 -> Rejection.TOO_MANY_FROM_ADDRESS;
            case 2 -> Rejection.SWARMS_FULL;
            case 3 -> Rejection.SWARM_FULL;
            case 4 -> Rejection.PEERS_FULL;
            default -> null;
        };
    }
}
