package io.github.tracker6.claims;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.util.ArrayList;
import java.util.List;

/**
 * The claimed endpoints that may be published.
 *
 * @param endpoints may be empty
 * @param refusal the reason if it is empty
 */
record Candidates(List<Endpoint> endpoints, ClaimRefusal refusal) {
    /** The lowest port of a claim. System services have the ports below. */
    static final int MIN_PORT = 1_024;

    /**
     * Returns the candidates of a claim.
     *
     * @param anyPort whether a claim may name another port than the announced one
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
     * Returns whether a source may claim an address. The scope of the address must not be narrower than that of the
     * source: so a host on the internet cannot make the tracker probe a LAN, and only this machine can make it probe
     * itself. A link-local address is useless without its link.
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
