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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own seeds, each pinned to a torrent. The answer to each downloader of the torrent that wants peers
 * contains them. They do not have to announce, they never expire, and no announce can replace them. They count as
 * seeders only if they announce as well. Immutable.
 */
public final class PinnedSeeds {
    private final Map<InfoHash, List<Seed>> seeds;

    /** One host with one or two endpoints. */
    private record Seed(@Nullable Endpoint ipv4, @Nullable Endpoint ipv6) {
        @Nullable
        Endpoint of(AddressFamily family) {
            return family == AddressFamily.IPV4 ? ipv4 : ipv6;
        }
    }

    private PinnedSeeds(Map<InfoHash, List<Seed>> seeds) {
        this.seeds = seeds;
    }

    /** Returns a builder without seeds. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the endpoints of the seeds of each torrent, in the order in which the seeds were pinned. */
    public Map<InfoHash, List<Endpoint>> endpoints() {
        Map<InfoHash, List<Endpoint>> endpoints = new HashMap<>();
        seeds.forEach((torrent, list) -> endpoints.put(
                torrent,
                list.stream()
                        .flatMap(seed -> Stream.of(seed.ipv4, seed.ipv6))
                        .filter(Objects::nonNull)
                        .toList()));
        return Map.copyOf(endpoints);
    }

    /** Collects pinned seeds. Not thread-safe. */
    public static final class Builder {
        private final Map<InfoHash, List<Seed>> seeds = new HashMap<>();

        private Builder() {}

        /**
         * Pins a host that has both families. Downloaders that are known to have IPv6 get the IPv6 endpoint, all others
         * the IPv4 endpoint.
         *
         * @throws IllegalArgumentException if an endpoint is of the wrong family, or a port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint ipv4, Endpoint ipv6) {
            return add(
                    torrent,
                    new Seed(requireEndpoint(ipv4, AddressFamily.IPV4), requireEndpoint(ipv6, AddressFamily.IPV6)));
        }

        /**
         * Pins a host that has one family.
         *
         * @throws IllegalArgumentException if the port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint endpoint) {
            Endpoint only = requireEndpoint(endpoint, endpoint.family());
            return add(torrent, endpoint.family() == AddressFamily.IPV4 ? new Seed(only, null) : new Seed(null, only));
        }

        /** Makes the pinned seeds. */
        public PinnedSeeds build() {
            Map<InfoHash, List<Seed>> copy = new HashMap<>();
            seeds.forEach((torrent, list) -> copy.put(torrent, List.copyOf(list)));
            return new PinnedSeeds(Map.copyOf(copy));
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
        List<Seed> pinned = seeds.get(InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail()));
        if (pinned == null || response.rejection() != null) {
            return;
        }
        int replaced4 = 0;
        int replaced6 = 0;
        for (Seed seed : pinned) {
            Endpoint endpoint = choose(seed, update, response);
            if (endpoint == null || isIn(response, seed) || isRequester(update, endpoint)) {
                continue;
            }
            EndpointList list = response.peers(endpoint.family());
            if (list.size() < update.numWant()) {
                list.add(endpoint);
            } else {
                list.set(endpoint.family() == AddressFamily.IPV4 ? replaced4++ : replaced6++, endpoint);
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
