package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Those of the claimed endpoints that may be looked at. None means that there is nothing to do, and {@code refusal} says
 * why.
 */
record Candidates(List<Endpoint> endpoints, ClaimRefusal refusal) {
    /** Below are the services of machines; peers are above. */
    static final int MIN_PORT = 1_024;

    /**
     * Returns the endpoints that a claim names.
     *
     * @param anyPort whether the source is trusted to name a port other than the announced one
     */
    static Candidates of(Claim claim, boolean anyPort) {
        AddressFamily family = claim.source().family().other();
        List<Endpoint> endpoints = new ArrayList<>();
        ClaimRefusal refusal = ClaimRefusal.ADDRESS;
        for (Endpoint claimed : claim.addresses()) {
            if (claimed.family() != family || !isReachable(claimed, claim)) {
                continue;
            }
            int announced = claim.source().port();
            int port = claimed.port() == 0 ? announced : claimed.port();
            if (anyPort ? port > 0 : port == announced && port >= MIN_PORT) {
                endpoints.add(withPort(claimed, port));
            } else {
                refusal = ClaimRefusal.PORT;
            }
        }
        return new Candidates(endpoints, refusal);
    }

    /**
     * A source claims nothing narrower than itself: nobody on the internet points the tracker at a LAN, and nobody but
     * this machine at itself. A link-local address says nothing without its link.
     */
    private static boolean isReachable(Endpoint claimed, Claim claim) {
        AddressScope scope = AddressScope.of(claimed);
        return switch (scope) {
            case GLOBAL -> !AddressScope.isTunnel(claimed.family(), claimed.addressHigh());
            case LAN, LOOPBACK -> claim.lan() && scope.compareTo(AddressScope.of(claim.source())) <= 0;
            case LINK_LOCAL, UNUSABLE -> false;
        };
    }

    private static Endpoint withPort(Endpoint endpoint, int port) {
        return endpoint.family() == AddressFamily.IPV4
                ? Endpoint.ofIpv4((int) endpoint.addressLow(), port)
                : Endpoint.ofIpv6(endpoint.addressHigh(), endpoint.addressLow(), port);
    }
}
