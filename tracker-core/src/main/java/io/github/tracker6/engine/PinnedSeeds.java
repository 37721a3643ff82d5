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
import org.jspecify.annotations.Nullable;

/**
 * The operator's own seeds: endpoints that are part of every downloader's answer for the torrents named, as long as the
 * downloader wants peers at all. They need not announce, never expire, and no announce can replace them; they are not
 * counted unless they announce as well. Immutable.
 */
public final class PinnedSeeds {
    private final Map<InfoHash, List<Seed>> seeds;

    /** One host, by the one or two endpoints that it is reached at. */
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

    /** Collects pinned seeds. Not thread-safe. */
    public static final class Builder {
        private final Map<InfoHash, List<Seed>> seeds = new HashMap<>();

        private Builder() {}

        /**
         * Pins a host that is reached over both families: whoever is known to have IPv6 is told of that endpoint, all
         * others of the IPv4 one.
         *
         * @throws IllegalArgumentException if the endpoints are not of the families named, or a port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint ipv4, Endpoint ipv6) {
            return add(torrent, new Seed(checked(ipv4, AddressFamily.IPV4), checked(ipv6, AddressFamily.IPV6)));
        }

        /**
         * Pins a host that is reached over one family.
         *
         * @throws IllegalArgumentException if the port is 0
         */
        public Builder pin(InfoHash torrent, Endpoint endpoint) {
            Endpoint only = checked(endpoint, endpoint.family());
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

        private static Endpoint checked(Endpoint endpoint, AddressFamily family) {
            if (endpoint.family() != family || endpoint.port() == 0) {
                throw new IllegalArgumentException(endpoint + " is no endpoint of " + family + " with a port");
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
            Endpoint endpoint = chosen(seed, update, response);
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

    /** Returns the endpoint that this requester shall use; null where it learns of the seed over its other family. */
    private static @Nullable Endpoint chosen(Seed seed, PeerUpdate update, AnnounceResponse response) {
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
