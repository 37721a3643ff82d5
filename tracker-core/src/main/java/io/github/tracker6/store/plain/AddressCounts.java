package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.StoreOptions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many endpoints of a swarm share a globally routable address, or an IPv6 /64 of such. Not thread-safe. */
final class AddressCounts {
    private final StoreOptions options;

    /** By address, with port 0. */
    private final Map<Endpoint, Integer> onAddress = new HashMap<>();

    /** By the upper half of an IPv6 address. */
    private final Map<Long, Integer> inPrefix = new HashMap<>();

    AddressCounts(StoreOptions options) {
        this.options = options;
    }

    void add(Endpoint endpoint) {
        change(endpoint, 1);
    }

    void remove(Endpoint endpoint) {
        change(endpoint, -1);
    }

    /**
     * Returns whether a new endpoint is within the caps.
     *
     * @param replaced an endpoint of the same family that leaves when the new one comes, or null
     */
    boolean haveRoomFor(Endpoint endpoint, @Nullable Endpoint replaced) {
        if (!isCapped(endpoint)) {
            return true;
        }
        int address = onAddress.getOrDefault(address(endpoint), 0);
        int prefix = inPrefix.getOrDefault(endpoint.addressHigh(), 0);
        if (replaced != null && address(replaced).equals(address(endpoint))) {
            address--;
        }
        if (replaced != null && replaced.addressHigh() == endpoint.addressHigh()) {
            prefix--;
        }
        return endpoint.family() == AddressFamily.IPV4
                ? address < options.maxEndpointsPerIpv4Address()
                : prefix < options.maxEndpointsPerIpv6Prefix();
    }

    private void change(Endpoint endpoint, int by) {
        if (isCapped(endpoint)) {
            change(onAddress, address(endpoint), by);
            if (endpoint.family() == AddressFamily.IPV6) {
                change(inPrefix, endpoint.addressHigh(), by);
            }
        }
    }

    private static <K> void change(Map<K, Integer> counts, K key, int by) {
        int count = counts.getOrDefault(key, 0) + by;
        if (count == 0) {
            counts.remove(key);
        } else {
            counts.put(key, count);
        }
    }

    private static boolean isCapped(Endpoint endpoint) {
        return AddressScope.of(endpoint) == AddressScope.GLOBAL;
    }

    private static Endpoint address(Endpoint endpoint) {
        return endpoint.family() == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) endpoint.addressLow(), 0)
                : Endpoint.ofIpv6(endpoint.addressHigh(), endpoint.addressLow(), 0);
    }
}
