package io.github.tracker6.engine;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own seeds, each pinned to a torrent, or to all. The answer to each downloader of the torrent that wants
 * peers contains them, as far as it has room: first those of the torrent, then those of all. They do not have to announce,
 * they never expire, and no announce can replace them. They count as seeders only if they announce as well. Immutable; to
 * change them while the tracker runs, give it a supplier, see {@link TrackerBuilder#pinnedSeeds(Supplier)}.
 *
 * @since 0.1.0
 */
public final class PinnedSeeds {
    private static final Seed[] NONE = {};

    private final Map<InfoHash, Seed[]> seeds;
    private final Seed[] toAll;

    /** One host with one or two endpoints. */
    private record Seed(@Nullable Endpoint ipv4, @Nullable Endpoint ipv6) {
        @Nullable
        Endpoint of(AddressFamily family) {
            return family == AddressFamily.IPV4 ? ipv4 : ipv6;
        }
    }

    private PinnedSeeds(Map<InfoHash, Seed[]> seeds, Seed[] toAll) {
        this.seeds = seeds;
        this.toAll = toAll;
    }

    /** Returns a builder without seeds. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the endpoints of the seeds of each torrent, in the order in which the seeds were pinned. Those that are pinned
     * to all torrents are not among them.
     */
    public Map<InfoHash, List<Endpoint>> endpoints() {
        Map<InfoHash, List<Endpoint>> endpoints = new HashMap<>();
        seeds.forEach((torrent, list) -> endpoints.put(torrent, endpoints(list)));
        return Map.copyOf(endpoints);
    }

    /** Returns the endpoints of the seeds that are pinned to all torrents, in the order in which they were pinned. */
    public List<Endpoint> endpointsToAll() {
        return endpoints(toAll);
    }

    /** Returns whether no seed is pinned. */
    public boolean isEmpty() {
        return seeds.isEmpty() && toAll.length == 0;
    }

    private static List<Endpoint> endpoints(Seed[] list) {
        return Stream.of(list)
                .flatMap(seed -> Stream.of(seed.ipv4, seed.ipv6))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Collects pinned seeds. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Map<InfoHash, List<Seed>> seeds = new HashMap<>();
        private final List<Seed> toAll = new ArrayList<>();

        private Builder() {}

        /**
         * Pins a host that has both families. Downloaders that are known to have IPv6 get the IPv6 endpoint, all others
         * the IPv4 endpoint.
         *
         * @throws IllegalArgumentException if an endpoint is of the wrong family, or a port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint ipv4, Endpoint ipv6) {
            return add(torrent, seed(ipv4, ipv6));
        }

        /**
         * Pins a host that has one family.
         *
         * @throws IllegalArgumentException if the port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint endpoint) {
            return add(torrent, seed(endpoint));
        }

        /**
         * Pins a host that has both families to every torrent that the tracker serves, as {@link #pin(InfoHash, Endpoint,
         * Endpoint)}. Takes the same memory for any number of torrents.
         *
         * @throws IllegalArgumentException if an endpoint is of the wrong family, or a port is 0
         */
        public Builder pinToAll(Endpoint ipv4, Endpoint ipv6) {
            toAll.add(seed(ipv4, ipv6));
            return this;
        }

        /**
         * Pins a host that has one family to every torrent that the tracker serves. Takes the same memory for any number of
         * torrents.
         *
         * @throws IllegalArgumentException if the port is 0
         */
        public Builder pinToAll(Endpoint endpoint) {
            toAll.add(seed(endpoint));
            return this;
        }

        /** Makes the pinned seeds. */
        public PinnedSeeds build() {
            Map<InfoHash, Seed[]> copy = new HashMap<>();
            seeds.forEach((torrent, list) -> copy.put(torrent, list.toArray(NONE)));
            return new PinnedSeeds(Map.copyOf(copy), toAll.toArray(NONE));
        }

        private static Seed seed(Endpoint ipv4, Endpoint ipv6) {
            return new Seed(requireEndpoint(ipv4, AddressFamily.IPV4), requireEndpoint(ipv6, AddressFamily.IPV6));
        }

        private static Seed seed(Endpoint endpoint) {
            Endpoint only = requireEndpoint(endpoint, endpoint.family());
            return endpoint.family() == AddressFamily.IPV4 ? new Seed(only, null) : new Seed(null, only);
        }

        private Builder add(InfoHash torrent, Seed seed) {
            seeds.computeIfAbsent(torrent, unused -> new ArrayList<>()).add(seed);
            return this;
        }

        private static Endpoint requireEndpoint(Endpoint endpoint, AddressFamily family) {
            if (endpoint.family() != family || endpoint.port() == 0) {
                throw new IllegalArgumentException(endpoint + " is not an endpoint of " + family + " with a port");
            }
            return endpoint;
        }
    }

    /** Puts the pinned seeds into an answer that the store filled. */
    void addTo(PeerUpdate update, AnnounceResponse response) {
        if (update.stopped() || update.role() != PeerRole.DOWNLOADER || update.numWant() == 0) {
            return;
        }
        if (response.rejection() != null) {
            return;
        }
        Seed[] ofTorrent = seeds.isEmpty()
                ? NONE
                : seeds.getOrDefault(InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail()), NONE);
        // What the store found gives way in a full list; a seed that was added does not.
        int free4 = response.peers4().size();
        int free6 = response.peers6().size();
        for (int i = 0; i < ofTorrent.length + toAll.length; i++) {
            Seed seed = i < ofTorrent.length ? ofTorrent[i] : toAll[i - ofTorrent.length];
            Endpoint endpoint = choose(seed, update, response);
            if (endpoint == null || isIn(response, seed) || isRequester(update, endpoint)) {
                continue;
            }
            EndpointList list = response.peers(endpoint.family());
            boolean isIpv4 = endpoint.family() == AddressFamily.IPV4;
            if (list.size() < update.numWant()) {
                list.add(endpoint);
            } else if ((isIpv4 ? free4 : free6) > 0) {
                list.set(isIpv4 ? --free4 : --free6, endpoint);
            }
        }
    }

    /** Returns the endpoint to list; null if the requester gets the seed in the answer over its other family. */
    private static @Nullable Endpoint choose(Seed seed, PeerUpdate update, AnnounceResponse response) {
        AddressFamily own = update.family();
        if (own == AddressFamily.IPV4 && seed.ipv6 != null && update.policy() == FamilyPolicy.IPV6_FIRST) {
            if (update.bothFamilies() && update.claimsOtherFamily()) {
                return seed.ipv6;
            }
            if (response.dualStack()) {
                return null;
            }
        }
        Endpoint same = seed.of(own);
        boolean otherFamily = update.bothFamilies() && update.policy() != FamilyPolicy.SAME_FAMILY;
        return same == null && otherFamily ? seed.of(own.other()) : same;
    }

    private static boolean isIn(AnnounceResponse response, Seed seed) {
        boolean by4 = seed.ipv4 != null && response.peers4().contains(seed.ipv4);
        return by4 || (seed.ipv6 != null && response.peers6().contains(seed.ipv6));
    }

    private static boolean isRequester(PeerUpdate update, Endpoint endpoint) {
        return endpoint.family() == update.family()
                && endpoint.addressHigh() == update.addressHigh()
                && endpoint.addressLow() == update.addressLow()
                && endpoint.port() == update.port();
    }
}
