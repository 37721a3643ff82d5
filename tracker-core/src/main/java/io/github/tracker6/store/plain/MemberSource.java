package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.PeerSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The members of a swarm as one requester sees them. None of them has expired. For one answer. Not thread-safe. */
final class MemberSource implements PeerSource {
    /** A draw gives up after it has passed over so many members: where nearly all are unwanted, it stays cheap. */
    private static final int MAX_PASSED_OVER = 8_192;

    private final MemberGroups groups;
    private final Host requester;
    private final AddressScope scope;
    private final RandomGenerator random;
    private final Set<Host> drawnDualStack = new HashSet<>();

    MemberSource(MemberGroups groups, Host requester, AddressScope scope, RandomGenerator random) {
        this.groups = groups;
        this.requester = requester;
        this.scope = scope;
        this.random = random;
    }

    /** Shuffles the beginning of the groups, no further than it takes to find as many as are wanted. */
    @Override
    public int draw(EndpointList list, Hosts hosts, Roles roles, int wanted) {
        List<List<Member>> from = groups.of(list.family(), hosts, roles);
        int[] shuffled = new int[from.size()];
        int left = groups.count(list.family(), hosts, roles);
        int drawn = 0;
        int passedOver = 0;
        while (drawn < wanted && left > 0 && passedOver < MAX_PASSED_OVER) {
            int pick = random.nextInt(left--);
            int group = 0;
            while (pick >= from.get(group).size() - shuffled[group]) {
                pick -= from.get(group).size() - shuffled[group];
                group++;
            }
            int place = shuffled[group]++;
            MemberGroups.swap(from.get(group), place, place + pick);
            Member member = from.get(group).get(place);
            if (isCandidate(member)) {
                list.add(member.endpoint);
                drawn++;
            } else {
                passedOver++;
            }
        }
        return drawn;
    }

    @Override
    public int count(AddressFamily family, Hosts hosts, Roles roles) {
        return groups.count(family, hosts, roles);
    }

    @Override
    public boolean drewDualStack() {
        return !drawnDualStack.isEmpty();
    }

    /** Whether the answer may hold a member; if so, it does from now on. */
    private boolean isCandidate(Member member) {
        return member.host != requester
                && member.scope.compareTo(scope) <= 0
                && (!member.host.isDualStack() || drawnDualStack.add(member.host));
    }
}
