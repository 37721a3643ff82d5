package io.github.tracker6.store.memory;

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

    private final Sampler sampler;

    Selection(Sampler sampler) {
        this.sampler = sampler;
    }

    /**
     * Fills the peers of an answer.
     *
     * @param own the table of the announce's family, {@code ownHandle} the requester's record in it
     * @param other the table of the other family, {@code partner} the requester's record in it, if it has one
     * @param newcomer whether the requester has a host tag and nothing was known of it in the announce's family
     */
    void fill(
            PeerUpdate update,
            PeerTable own,
            int ownHandle,
            PeerTable other,
            int partner,
            boolean newcomer,
            AnnounceResponse response) {
        int wanted = update.numWant();
        int groups = update.role() == PeerRole.DOWNLOADER ? PeerState.ALL_GROUPS : PeerState.DOWNLOADER_GROUPS;
        int singles = groups & PeerState.SINGLE_GROUPS;
        EndpointList ownList = response.peers(update.family());
        EndpointList otherList = response.peers(update.family().other());
        // Who claims the other family may be linked by its claim alone, and would be told of that family nowhere else.
        boolean claims = update.bothFamilies() && update.claimsOtherFamily();
        boolean linked = partner != PeerTable.NONE && !claims;
        boolean bothFamilies = update.bothFamilies() && !linked;
        switch (update.policy()) {
            case SAME_FAMILY -> sampler.draw(own, groups, wanted, ownHandle, false, ownList);
            case BALANCED -> {
                int found = sampler.draw(own, groups, wanted, ownHandle, false, ownList);
                if (bothFamilies) {
                    sampler.draw(other, singles, update.otherFamilyAllowance(found), partner, false, otherList);
                }
            }
            case IPV6_FIRST -> {
                if (update.family() == AddressFamily.IPV6) {
                    int found = sampler.draw(own, groups, wanted, ownHandle, false, ownList);
                    if (bothFamilies) {
                        sampler.draw(other, singles, update.otherFamilyAllowance(found), partner, false, otherList);
                    }
                } else if (linked) {
                    int found = sampler.draw(own, singles, wanted, ownHandle, false, ownList);
                    int lacking = update.stalled() ? Math.min(ENOUGH_PEERS, wanted) - found : 0;
                    sampler.draw(own, groups & PeerState.LINKED_GROUPS, lacking, ownHandle, false, ownList);
                } else if (bothFamilies && update.claimsOtherFamily()) {
                    sampler.draw(other, groups, wanted, partner, false, otherList);
                    sampler.draw(own, singles, wanted, ownHandle, false, ownList);
                } else {
                    int found = newcomer && hasEnoughSingles(update, own)
                            ? drawSinglesFirst(own, groups, wanted, ownHandle, ownList)
                            : sampler.draw(own, groups, wanted, ownHandle, false, ownList);
                    response.provisional(newcomer && sampler.tookLinked());
                    if (bothFamilies) {
                        sampler.draw(other, groups, update.otherFamilyAllowance(found), partner, true, otherList);
                    }
                }
            }
        }
    }

    /** Whether a newcomer finds seeders enough among hosts with one family; a seeder itself looks for none. */
    private static boolean hasEnoughSingles(PeerUpdate update, PeerTable own) {
        return update.role() != PeerRole.DOWNLOADER
                || own.count(PeerState.SEEDER) >= Math.min(ENOUGH_PEERS, update.numWant());
    }

    private int drawSinglesFirst(PeerTable own, int groups, int wanted, int ownHandle, EndpointList list) {
        int found = sampler.draw(own, groups & PeerState.SINGLE_GROUPS, wanted, ownHandle, false, list);
        return found + sampler.draw(own, groups & PeerState.LINKED_GROUPS, wanted - found, ownHandle, false, list);
    }
}
