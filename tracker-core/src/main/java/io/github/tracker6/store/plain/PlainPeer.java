package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import java.util.Objects;

/**
 * One endpoint of a {@link PlainSwarm} as a value, to save and to {@linkplain PlainSwarmStore#restore restore}.
 *
 * @param endpoint the address and port
 * @param hostTag the tag of its host, or 0, see {@link io.github.tracker6.store.PeerUpdate#hostTag()}; a secret
 * @param role the role of its host
 * @param finished whether its host's download was counted
 * @param seenMillis when it announced last, in milliseconds of the tracker's clock
 * @param reachability whether it could be reached; an IPv4 endpoint becomes {@link Reachability#UNKNOWN}, whatever is given
 * @since 0.1.0
 */
public record PlainPeer(
        Endpoint endpoint, long hostTag, PeerRole role, boolean finished, long seenMillis, Reachability reachability) {
    /** Makes a peer. */
    public PlainPeer {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(reachability, "reachability");
        if (endpoint.family() == AddressFamily.IPV4) {
            reachability = Reachability.UNKNOWN;
        }
    }

    /** Makes a peer of which nothing says whether it could be reached, see the canonical constructor. */
    public PlainPeer(Endpoint endpoint, long hostTag, PeerRole role, boolean finished, long seenMillis) {
        this(endpoint, hostTag, role, finished, seenMillis, Reachability.UNKNOWN);
    }

    /** Returns the peer as text, without the host tag, which is a secret. */
    @Override
    public String toString() {
        return "PlainPeer[" + endpoint + " " + role + (finished ? " finished" : "") + " seen " + seenMillis
                + (reachability == Reachability.UNKNOWN ? "" : " " + reachability) + "]";
    }
}
