package io.github.tracker6.store;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;

/**
 * The peers that one answer may draw from: one swarm as one requester sees it. A store implements it for
 * {@link PeerSelection}, which decides what is drawn. Not thread-safe: used within the announce's critical section.
 *
 * <p>The <i>candidates</i> of a draw are the endpoints of one family whose host belongs to the wanted {@link Hosts} and
 * {@link Roles}, without
 *
 * <ul>
 *   <li>the requester's own host,
 *   <li>expired endpoints,
 *   <li>endpoints of a narrower {@link io.github.tracker6.address.AddressScope} than the requester's address,
 *   <li>hosts of which the answer already holds the endpoint of the other family.
 * </ul>
 *
 * @since 0.1.0
 */
public interface PeerSource {
    /**
     * Adds candidates to a list, in any order. Every candidate is equally likely. Several draws for one answer and one
     * family ask for sets of hosts and roles that do not overlap.
     *
     * @param list the list of the answer that gets the endpoints; its family is the family drawn from
     * @param wanted how many to add at most; 0 or less adds none
     * @return how many were added: {@code wanted}, or all candidates where there are fewer. A store may stop early where
     *     it has passed over thousands of endpoints that are no candidates.
     */
    int draw(EndpointList list, Hosts hosts, Roles roles, int wanted);

    /**
     * Returns how many endpoints of a family there are in the swarm. Counts endpoints that no draw would give as well:
     * the requester's, those out of scope, and for a while those that have expired.
     */
    int count(AddressFamily family, Hosts hosts, Roles roles);

    /** Returns whether the draws so far added an endpoint of a dual-stack host. */
    boolean drewDualStack();

    /**
     * Sets of hosts, by the families that they are known by, and whether other hosts can connect to them over IPv6. A
     * dual-stack host is <i>closed</i> where its IPv6 endpoint is {@link Reachability#NOT_REACHED}, and <i>open</i>
     * otherwise.
     *
     * @since 0.1.0
     */
    enum Hosts {
        /** Hosts known by one family alone, whatever is known of their reachability. */
        SINGLE,
        /** Open hosts. */
        OPEN,
        /** Closed hosts. */
        CLOSED,
        /** Hosts known by one family alone, and open ones. */
        SINGLE_OR_OPEN,
        /** Hosts known by one family alone, and closed ones. */
        SINGLE_OR_CLOSED,
        /** All hosts. */
        ALL;

        /**
         * Returns whether a host belongs to this set.
         *
         * @param dualStack whether it is known by both families
         * @param closed whether it is closed; false where {@code dualStack} is false
         */
        public boolean include(boolean dualStack, boolean closed) {
            return switch (this) {
                case SINGLE -> !dualStack;
                case OPEN -> dualStack && !closed;
                case CLOSED -> closed;
                case SINGLE_OR_OPEN -> !closed;
                case SINGLE_OR_CLOSED -> !dualStack || closed;
                case ALL -> true;
            };
        }
    }

    /**
     * Sets of hosts, by their role.
     *
     * @since 0.1.0
     */
    enum Roles {
        /** Hosts that have everything. */
        SEEDERS,
        /** Hosts that still download. */
        DOWNLOADERS,
        /** Hosts that have what they want: seeders and partial seeds. */
        UPLOADERS,
        /** Hosts of every role, partial seeds included. */
        ALL;

        /** Returns whether a host belongs to this set. */
        public boolean include(PeerRole role) {
            return switch (this) {
                case SEEDERS -> role == PeerRole.SEEDER;
                case DOWNLOADERS -> role == PeerRole.DOWNLOADER;
                case UPLOADERS -> role != PeerRole.DOWNLOADER;
                case ALL -> true;
            };
        }
    }
}
