package io.github.tracker6.store;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerSource.Hosts;
import io.github.tracker6.store.PeerSource.Roles;

/**
 * Decides which peers an answer holds, by the table in {@link SwarmStore}. Every store uses it. A store calls
 * {@link #select} within the critical section of an announce, after it has recorded the announce. Stateless.
 *
 * @since 0.1.0
 */
public final class PeerSelection {
    /**
     * A stalled, linked requester gets IPv4 endpoints of open hosts if it would get fewer peers than this. A new downloader
     * gets single and closed hosts first if at least this many of them seed.
     */
    private static final int ENOUGH_PEERS = 8;

    /**
     * A requester that may be open is told of closed hosts until it knows of this many peers. Of 14 peers, 8 can be reached
     * where two fifths let nothing in over IPv4.
     */
    private static final int ENOUGH_TO_TRY = 14;

    private PeerSelection() {}

    /**
     * Fills in the peers of an answer and the flags {@link AnnounceResponse#dualStack} and
     * {@link AnnounceResponse#provisional}.
     *
     * @param update the announce, which is not {@linkplain PeerUpdate#stopped() stopped}, and was recorded unless a cap
     *     forbids it
     * @param dualStack whether the requester is now known over both families
     * @param isNew whether the requester has a host tag, and before this announce neither its endpoint nor another
     *     endpoint of its family with that tag was known, or the announce has ended its endpoint of the other family; false
     *     for a requester that is not listed
     * @param source the swarm as the requester sees it
     * @param response holds no peers yet; its {@link AnnounceResponse#reachability} says what is known of the requester's
     *     IPv6 endpoint
     */
    public static void select(
            PeerUpdate update, boolean dualStack, boolean isNew, PeerSource source, AnnounceResponse response) {
        response.dualStack(dualStack);
        // A requester that claims the other family may be linked by its claim alone. Then no other announce of it draws
        // peers of that family.
        boolean linked = dualStack && !claims(update);
        boolean takesOther = update.bothFamilies() && !linked && update.policy() != FamilyPolicy.SAME_FAMILY;
        int wanted = update.numWant();
        EndpointList own = response.peers(update.family());
        EndpointList other = response.peers(update.family().other());
        if (update.policy() != FamilyPolicy.IPV6_FIRST) {
            int drawn = draw(update, source, own, Hosts.ALL, wanted);
            if (takesOther) {
                draw(update, source, other, Hosts.SINGLE, otherFamilyAllowance(wanted, drawn));
            }
        } else if (update.family() == AddressFamily.IPV6) {
            int drawn = draw(update, source, own, Hosts.SINGLE_OR_OPEN, wanted);
            if (takesOther) {
                drawOtherOverIpv4(update, isNew, drawn, source, other);
            } else if (!linked && drawn < wanted && hasClosed(source, AddressFamily.IPV6)) {
                draw(update, source, own, Hosts.CLOSED, wanted - drawn);
            }
        } else if (linked) {
            response.provisional(dependsOnReachability(update, source, response));
            boolean closed = response.reachability() == Reachability.NOT_REACHED;
            drawForLinkedOverIpv4(update, closed, source, own);
        } else {
            drawForUnlinkedOverIpv4(update, isNew, source, response);
        }
    }

    private static boolean claims(PeerUpdate update) {
        return update.bothFamilies() && update.claimsOtherFamily();
    }

    /** Whether a linked requester over IPv4 may get other peers once it is known whether it is closed. */
    private static boolean dependsOnReachability(PeerUpdate update, PeerSource source, AnnounceResponse response) {
        if (response.reachability() != Reachability.UNKNOWN
                || response.unlistedBy() != null
                || update.stalled()
                || update.numWant() == 0) {
            return false;
        }
        Roles roles = usefulRoles(update);
        int dualStack = source.count(AddressFamily.IPV4, Hosts.OPEN, roles)
                + source.count(AddressFamily.IPV4, Hosts.CLOSED, roles);
        int itself = roles.include(update.role()) ? 1 : 0;
        return dualStack > itself;
    }

    private static boolean hasClosed(PeerSource source, AddressFamily family) {
        return source.count(family, Hosts.CLOSED, Roles.ALL) > 0;
    }

    private static void drawForUnlinkedOverIpv4(
            PeerUpdate update, boolean isNew, PeerSource source, AnnounceResponse response) {
        int wanted = update.numWant();
        EndpointList own = response.peers(AddressFamily.IPV4);
        EndpointList other = response.peers(AddressFamily.IPV6);
        if (claims(update)) {
            draw(update, source, other, Hosts.SINGLE_OR_OPEN, wanted);
            draw(update, source, own, Hosts.SINGLE_OR_CLOSED, wanted);
            return;
        }
        int drawn = isNew && hasEnoughSeeders(update, source)
                ? drawOpenLast(update, source, own, wanted)
                : draw(update, source, own, Hosts.ALL, wanted);
        response.provisional(isNew && source.drewDualStack());
        if (update.bothFamilies()) {
            draw(update, source, other, Hosts.SINGLE_OR_OPEN, otherFamilyAllowance(wanted, drawn));
        }
    }

    /** Draws IPv4 endpoints for a requester over IPv6. A new one may be open, and then closed hosts connect to it. */
    private static void drawOtherOverIpv4(
            PeerUpdate update, boolean isNew, int drawnOverIpv6, PeerSource source, EndpointList list) {
        int allowance = otherFamilyAllowance(update.numWant(), drawnOverIpv6);
        if (isNew) {
            int drawn = draw(update, source, list, Hosts.SINGLE, allowance);
            int lacking = ENOUGH_TO_TRY - drawnOverIpv6 - drawn;
            draw(update, source, list, Hosts.CLOSED, Math.min(allowance - drawn, lacking));
        } else {
            draw(update, source, list, Hosts.SINGLE_OR_CLOSED, allowance);
        }
    }

    /**
     * Draws for a requester over IPv4 that has IPv6 as well. It meets open hosts over IPv6. Two closed hosts can meet over
     * IPv4 alone. An open requester needs closed hosts only if it has few peers: they connect to it over IPv6.
     */
    private static void drawForLinkedOverIpv4(PeerUpdate update, boolean closed, PeerSource source, EndpointList list) {
        int wanted = update.numWant();
        if (update.stalled()) {
            int drawn = draw(update, source, list, Hosts.SINGLE_OR_CLOSED, wanted);
            draw(update, source, list, Hosts.OPEN, Math.min(ENOUGH_PEERS, wanted) - drawn);
        } else if (!hasClosed(source, AddressFamily.IPV4)) {
            draw(update, source, list, Hosts.SINGLE, wanted);
        } else {
            int overIpv6 = source.count(AddressFamily.IPV6, Hosts.SINGLE_OR_OPEN, usefulRoles(update));
            int share = besideOpenHosts(wanted, overIpv6, closed);
            if (closed) {
                draw(update, source, list, Hosts.SINGLE_OR_CLOSED, share);
            } else {
                int drawn = draw(update, source, list, Hosts.SINGLE, share);
                draw(update, source, list, Hosts.CLOSED, Math.min(share, ENOUGH_TO_TRY - overIpv6) - drawn);
            }
        }
    }

    /**
     * Returns how many IPv4 endpoints a requester gets that can connect to open hosts over IPv6: what these lack of {@code
     * wanted}, but at least three fifths of it, or three quarters if the requester is closed, rounded up. It connects to
     * most peers that it is told of over IPv6, and other hosts connect to an open requester. With more, it would take
     * connections from hosts that have fewer ways to connect. The shares are those of the simulation in which no class of
     * hosts has fewer connections than where families are not looked at.
     */
    private static int besideOpenHosts(int wanted, int openHosts, boolean closed) {
        int least = closed ? (3 * wanted + 3) / 4 : (3 * wanted + 4) / 5;
        return Math.max(wanted - openHosts, least);
    }

    /**
     * Returns how many peers of the other family come in addition: {@code numWant - drawn}, but at least a quarter of
     * {@code numWant}, rounded up. Public for stores that fetch candidates before they draw.
     *
     * @param numWant how many peers of the own family are wanted, 0 or more
     * @param drawn how many peers of the own family were drawn
     */
    public static int otherFamilyAllowance(int numWant, int drawn) {
        return Math.max(numWant - drawn, (numWant + 3) / 4);
    }

    /**
     * Draws peers that are of use to a requester. A seeder has nothing for another seeder or a partial seed. One that may
     * lack the metadata needs them, though, where there are too few downloaders.
     */
    private static int draw(PeerUpdate update, PeerSource source, EndpointList list, Hosts hosts, int wanted) {
        if (update.role() == PeerRole.DOWNLOADER) {
            return source.draw(list, hosts, Roles.ALL, wanted);
        }
        int drawn = source.draw(list, hosts, Roles.DOWNLOADERS, wanted);
        return lacksMetadata(update) ? drawn + source.draw(list, hosts, Roles.UPLOADERS, wanted - drawn) : drawn;
    }

    private static Roles usefulRoles(PeerUpdate update) {
        return update.role() == PeerRole.DOWNLOADER || lacksMetadata(update) ? Roles.ALL : Roles.DOWNLOADERS;
    }

    private static boolean lacksMetadata(PeerUpdate update) {
        return update.role() == PeerRole.SEEDER && update.mayLackMetadata();
    }

    /**
     * A new downloader must find seeders among the hosts that it gets first, so that one with IPv4 alone is no worse off.
     */
    private static boolean hasEnoughSeeders(PeerUpdate update, PeerSource source) {
        return usefulRoles(update) == Roles.DOWNLOADERS
                || source.count(update.family(), Hosts.SINGLE_OR_CLOSED, Roles.SEEDERS)
                        >= Math.min(ENOUGH_PEERS, update.numWant());
    }

    private static int drawOpenLast(PeerUpdate update, PeerSource source, EndpointList list, int wanted) {
        int others = draw(update, source, list, Hosts.SINGLE_OR_CLOSED, wanted);
        return others + draw(update, source, list, Hosts.OPEN, wanted - others);
    }
}
