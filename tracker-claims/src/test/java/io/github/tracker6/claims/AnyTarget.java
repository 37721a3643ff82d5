package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Lets every endpoint be probed, and takes this machine for a host in another network. */
final class AnyTarget implements ProbeTargets {
    @Override
    public boolean mayProbe(long addressHigh, long addressLow, int port) {
        return true;
    }

    @Override
    public boolean isOutside(Endpoint target, @Nullable SocketAddress local) {
        return true;
    }
}
