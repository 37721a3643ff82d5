package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Which IPv6 endpoints may be probed, and which of them prove that the tracker's own IPv6 works. Thread-safe. */
interface ProbeTargets {
    /** Global unicast addresses, and ports that no system service has. */
    ProbeTargets GLOBAL = new ProbeTargets() {
        private static final int NETWORK_SHIFT = 16;

        @Override
        public boolean mayProbe(long addressHigh, long addressLow, int port) {
            return port >= Candidates.MIN_PORT
                    && AddressScope.of(AddressFamily.IPV6, addressHigh, addressLow) == AddressScope.GLOBAL;
        }

        @Override
        public boolean isOutside(Endpoint target, @Nullable SocketAddress local) {
            return local instanceof InetSocketAddress own
                    && AddressScope.of(AddressFamily.IPV6, target.addressHigh(), target.addressLow())
                            == AddressScope.GLOBAL
                    && target.addressHigh() >>> NETWORK_SHIFT
                            != Endpoint.of(own.getAddress(), 0).addressHigh() >>> NETWORK_SHIFT;
        }
    };

    /** Returns whether an announced endpoint may be probed. */
    boolean mayProbe(long addressHigh, long addressLow, int port);

    /**
     * Returns whether an IPv6 endpoint has a global address outside the tracker's own /48.
     *
     * @param local the address from which it was probed
     */
    boolean isOutside(Endpoint target, @Nullable SocketAddress local);
}
