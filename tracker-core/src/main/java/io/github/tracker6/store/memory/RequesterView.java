package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.store.PeerSource;

/**
 * The open swarm as one requester sees it: the peers that {@link io.github.tracker6.store.PeerSelection} draws from.
 * Reusable. Not thread-safe: used under its shard's lock.
 */
final class RequesterView implements PeerSource {
    private final SwarmCursor open;
    private final Sampler sampler;
    private int requester4 = PeerTable.NONE;
    private int requester6 = PeerTable.NONE;

    RequesterView(SwarmCursor open, Sampler sampler) {
        this.open = open;
        this.sampler = sampler;
    }

    /**
     * Begins the answer to one announce; the sampler has begun it, too.
     *
     * @param own the requester's record in the table of the announce's family
     * @param partner the requester's record in the table of the other family, or {@link PeerTable#NONE}
     */
    RequesterView begin(AddressFamily family, int own, int partner) {
        requester4 = family == AddressFamily.IPV4 ? own : partner;
        requester6 = family == AddressFamily.IPV4 ? partner : own;
        return this;
    }

    @Override
    public int draw(EndpointList list, Hosts hosts, Roles roles, int wanted) {
        AddressFamily family = list.family();
        int requester = family == AddressFamily.IPV4 ? requester4 : requester6;
        return sampler.draw(open.peers(family), groups(hosts, roles), wanted, requester, list);
    }

    @Override
    public int count(AddressFamily family, Hosts hosts, Roles roles) {
        return open.peers(family).countAll(groups(hosts, roles));
    }

    @Override
    public boolean drewDualStack() {
        return sampler.tookLinked();
    }

    private static int groups(Hosts hosts, Roles roles) {
        int byHosts = switch (hosts) {
            case SINGLE -> PeerState.SINGLE_GROUPS;
            case OPEN -> PeerState.OPEN_GROUPS;
            case CLOSED -> PeerState.CLOSED_GROUPS;
            case SINGLE_OR_OPEN -> PeerState.SINGLE_GROUPS | PeerState.OPEN_GROUPS;
            case SINGLE_OR_CLOSED -> PeerState.SINGLE_GROUPS | PeerState.CLOSED_GROUPS;
            case ALL -> PeerState.ALL_GROUPS;
        };
        int byRoles = switch (roles) {
            case SEEDERS -> PeerState.SEEDER_GROUPS;
            case DOWNLOADERS -> PeerState.DOWNLOADER_GROUPS;
            case UPLOADERS -> PeerState.ALL_GROUPS & ~PeerState.DOWNLOADER_GROUPS;
            case ALL -> PeerState.ALL_GROUPS;
        };
        return byHosts & byRoles;
    }
}
