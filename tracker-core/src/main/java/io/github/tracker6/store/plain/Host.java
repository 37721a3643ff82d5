package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import org.jspecify.annotations.Nullable;

/** One client in one swarm, with at most one member per family. Not thread-safe. */
final class Host {
    /** The tag that links its members; 0 where it has one member that nothing links. */
    final long tag;

    PeerRole role = PeerRole.DOWNLOADER;

    /** Whether its download was counted. */
    boolean finished;

    private @Nullable Member ipv4;
    private @Nullable Member ipv6;

    Host(long tag) {
        this.tag = tag;
    }

    @Nullable
    Member member(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }

    void setMember(AddressFamily family, @Nullable Member member) {
        if (family == AddressFamily.IPV4) {
            ipv4 = member;
        } else {
            ipv6 = member;
        }
    }

    /** Returns what is known of its IPv6 endpoint; unknown where it has none. */
    Reachability reachability() {
        return ipv6 == null ? Reachability.UNKNOWN : ipv6.reachability;
    }

    boolean isClosed() {
        return isDualStack() && reachability() == Reachability.NOT_REACHED;
    }

    boolean isDualStack() {
        return ipv4 != null && ipv6 != null;
    }

    boolean isEmpty() {
        return ipv4 == null && ipv6 == null;
    }
}
