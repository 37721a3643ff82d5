package io.github.tracker6.store;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerSource.Hosts;
import io.github.tracker6.store.PeerSource.Roles;

/**
 * Decides which peers an answer holds, by the table in {@link SwarmStore}. Every store uses it. A store calls
 * {@link #select} within the critical section of an announce, after it has recorded the announce. Stateless.
 */
public final class PeerSelection {
    /**
     * A stalled, linked requester gets IPv4 endpoints of dual-stack hosts if it would get fewer peers than this. A new
     * downloader gets single hosts first if at least this many of them seed.
     */
    private static final int ENOUGH_PEERS = 8;

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
     * @param response holds no peers yet
     */
    public static void select(
            PeerUpdate update, boolean dualStack, boolean isNew, PeerSource source, AnnounceResponse response) {
        response.dualStack(dualStack);
        // A requester that claims the other family may be linked by its claim alone: no other announce of it draws
        // peers
        // of that family.
        boolean claims = update.bothFamilies() && update.claimsOtherFamily();
        boolean linked = dualStack && !claims;
        boolean takesOther = update.bothFamilies() && !linked && update.policy() != FamilyPolicy.SAME_FAMILY;
        int wanted = update.numWant();
        EndpointList own = response.peers(update.family());
        EndpointList other = response.peers(update.family().other());
        if (update.policy() != FamilyPolicy.IPV6_FIRST || update.family() == AddressFamily.IPV6) {
            int drawn = draw(update, source, own, Hosts.ALL, wanted);
            if (takesOther) {
                draw(update, source, other, Hosts.SINGLE, otherFamilyAllowance(wanted, drawn));
            }
        } else if (linked) {
            int drawn = draw(update, source, own, Hosts.SINGLE, wanted);
            if (update.stalled()) {
                draw(update, source, own, Hosts.DUAL_STACK, Math.min(ENOUGH_PEERS, wanted) - drawn);
            }
        } else if (claims) {
            draw(update, source, other, Hosts.ALL, wanted);
            draw(update, source, own, Hosts.SINGLE, wanted);
        } else {
            int drawn = isNew && hasEnoughSingles(update, source)
                    ? drawSinglesFirst(update, source, own, wanted)
                    : draw(update, source, own, Hosts.ALL, wanted);
            response.provisional(isNew && source.drewDualStack());
            if (takesOther) {
                draw(update, source, other, Hosts.ALL, otherFamilyAllowance(wanted, drawn));
            }
        }
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

    private static boolean lacksMetadata(PeerUpdate update) {
        return update.role() == PeerRole.SEEDER && update.mayLackMetadata();
    }

    /** A new downloader must find seeders among the single hosts, so that one with IPv4 alone is no worse off. */
    private static boolean hasEnoughSingles(PeerUpdate update, PeerSource source) {
        return (update.role() != PeerRole.DOWNLOADER && !lacksMetadata(update))
                || source.count(update.family(), Hosts.SINGLE, Roles.SEEDERS)
                        >= Math.min(ENOUGH_PEERS, update.numWant());
    }

    private static int drawSinglesFirst(PeerUpdate update, PeerSource source, EndpointList list, int wanted) {
        int singles = draw(update, source, list, Hosts.SINGLE, wanted);
        return singles + draw(update, source, list, Hosts.DUAL_STACK, wanted - singles);
    }
}
