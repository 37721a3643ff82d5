package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.HostCounts;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerSource.Hosts;
import io.github.tracker6.store.PeerSource.Roles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of a swarm in groups: one list for each family, role, reachability of the host's IPv6 endpoint, and whether
 * the host is dual-stack. A member enters and leaves its list at the same cost however long the list is. Not thread-safe.
 */
final class MemberGroups {
    private final Map<Kind, List<Member>> groups = new LinkedHashMap<>();

    /** What the members of one group have in common. */
    private record Kind(AddressFamily family, PeerRole role, boolean dualStack, Reachability reachability) {
        static Kind of(AddressFamily family, Host host) {
            return new Kind(family, host.role, host.isDualStack(), host.reachability());
        }

        boolean isAmong(AddressFamily wanted, Hosts hosts, Roles roles) {
            boolean closed = dualStack && reachability == Reachability.NOT_REACHED;
            return family == wanted && hosts.include(dualStack, closed) && roles.include(role);
        }

        /** Whether these are the only members of their hosts that {@link #families} counts. */
        boolean isCounted() {
            return family == AddressFamily.IPV6 || !dualStack;
        }
    }

    /** Adds the members of a host. */
    void add(Host host) {
        for (AddressFamily family : AddressFamily.values()) {
            Member member = host.member(family);
            if (member != null) {
                List<Member> group = group(family, host);
                member.position = group.size();
                group.add(member);
            }
        }
    }

    /** Removes the members of a host, which is as it was when they were added. */
    void remove(Host host) {
        for (AddressFamily family : AddressFamily.values()) {
            Member member = host.member(family);
            if (member != null) {
                List<Member> group = group(family, host);
                swap(group, member.position, group.size() - 1);
                group.remove(group.size() - 1);
            }
        }
    }

    /** Returns the number of members of a family whose hosts belong to two sets. */
    int count(AddressFamily family, Hosts hosts, Roles roles) {
        int count = 0;
        for (List<Member> group : of(family, hosts, roles)) {
            count += group.size();
        }
        return count;
    }

    /** Returns the number of hosts that belong to a set, each counted once. */
    int hosts(Roles roles) {
        return count(AddressFamily.IPV4, Hosts.ALL, roles) + count(AddressFamily.IPV6, Hosts.SINGLE, roles);
    }

    /** Returns the hosts by families and reachability, each counted once. */
    HostCounts families() {
        HostCounts all = HostCounts.NONE;
        for (Map.Entry<Kind, List<Member>> group : groups.entrySet()) {
            Kind kind = group.getKey();
            int hosts = group.getValue().size();
            if (kind.isCounted() && hosts > 0) {
                all = all.plus(counts(kind, hosts));
            }
        }
        return all;
    }

    private static HostCounts counts(Kind kind, int hosts) {
        if (kind.family == AddressFamily.IPV4) {
            return HostCounts.ofFamilies(hosts, 0, 0);
        }
        return kind.dualStack
                ? HostCounts.ofDualStack(kind.reachability, hosts)
                : HostCounts.ofIpv6(kind.reachability, hosts);
    }

    /** Returns the groups of a family whose hosts belong to two sets. */
    List<List<Member>> of(AddressFamily family, Hosts hosts, Roles roles) {
        List<List<Member>> wanted = new ArrayList<>();
        groups.forEach((kind, members) -> {
            if (kind.isAmong(family, hosts, roles)) {
                wanted.add(members);
            }
        });
        return wanted;
    }

    /** Lets two members of a group change places. */
    static void swap(List<Member> group, int one, int other) {
        Member first = group.get(one);
        Member second = group.get(other);
        group.set(one, second);
        second.position = one;
        group.set(other, first);
        first.position = other;
    }

    private List<Member> group(AddressFamily family, Host host) {
        return groups.computeIfAbsent(Kind.of(family, host), kind -> new ArrayList<>());
    }
}
