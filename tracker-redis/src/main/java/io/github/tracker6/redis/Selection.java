package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.EndpointList;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;

/** Decides which endpoints an answer draws from, by the rules of {@link io.github.tracker6.store.SwarmStore}. */
final class Selection {
    /**
     * A linked requester that is stalled is told of dual-stack hosts over IPv4 while it would get fewer peers than this,
     * a newcomer while there are fewer seeders than this with IPv4 alone.
     */
    private static final int ENOUGH_PEERS = 8;

    private Selection() {}

    /**
     * Fills the peers of an answer.
     *
     * @param linked whether the requester is known over both families
     * @param newcomer whether it has a tag and nothing was known of it in the announce's family
     * @param ipv4Seeders how many hosts with IPv4 alone seed
     */
    static void fill(
            PeerUpdate update,
            Candidates candidates,
            boolean linked,
            boolean newcomer,
            int ipv4Seeders,
            AnnounceResponse response) {
        AddressFamily family = update.family();
        int wanted = update.numWant();
        EndpointList own = response.peers(family);
        EndpointList other = response.peers(family.other());
        boolean claims = update.bothFamilies() && update.claimsOtherFamily();
        boolean counted = linked && !claims;
        boolean bothFamilies = update.bothFamilies() && !counted && wanted > 0;
        switch (update.policy()) {
            case SAME_FAMILY -> candidates.drawAll(family, wanted, own);
            case BALANCED -> drawWithSingles(update, candidates, bothFamilies, own, other);
            case IPV6_FIRST -> {
                if (family == IPV6) {
                    drawWithSingles(update, candidates, bothFamilies, own, other);
                } else if (counted) {
                    int found = candidates.drawSingles(IPV4, wanted, own);
                    if (update.stalled()) {
                        candidates.drawDuals(IPV4, Math.min(ENOUGH_PEERS, wanted) - found, own);
                    }
                } else if (claims) {
                    candidates.drawAll(IPV6, wanted, other);
                    candidates.drawSingles(IPV4, wanted, own);
                } else {
                    boolean singlesFirst = newcomer
                            && (update.role() != PeerRole.DOWNLOADER || ipv4Seeders >= Math.min(ENOUGH_PEERS, wanted));
                    int singles = singlesFirst ? candidates.drawSingles(IPV4, wanted, own) : 0;
                    int found = singles
                            + (singlesFirst
                                    ? candidates.drawDuals(IPV4, wanted - singles, own)
                                    : candidates.drawAll(IPV4, wanted, own));
                    response.provisional(newcomer && candidates.toldOfDuals());
                    if (bothFamilies) {
                        candidates.drawAll(IPV6, update.otherFamilyAllowance(found), other);
                    }
                }
            }
        }
    }

    private static void drawWithSingles(
            PeerUpdate update, Candidates candidates, boolean bothFamilies, EndpointList own, EndpointList other) {
        int found = candidates.drawAll(update.family(), update.numWant(), own);
        if (bothFamilies) {
            candidates.drawSingles(update.family().other(), update.otherFamilyAllowance(found), other);
        }
    }
}
