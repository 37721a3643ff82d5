package io.github.tracker6.store.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerSource.Hosts;
import io.github.tracker6.store.PeerSource.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemberSourceTest {
    private final MemberGroups groups = new MemberGroups();
    private final CountingRandom random = new CountingRandom();
    private final EndpointList ipv4 = new EndpointList(AddressFamily.IPV4);
    private final EndpointList ipv6 = new EndpointList(AddressFamily.IPV6);

    @Test
    void aDrawTakesFromTheWantedGroupsAlone() {
        for (PeerRole role : PeerRole.values()) {
            host(role, global4(10 + role.name().length()));
            host(
                    role,
                    global4(30 + role.name().length()),
                    global6(30 + role.name().length()));
        }
        MemberSource source = source(host(PeerRole.DOWNLOADER, global4(1)));

        assertThat(source.draw(ipv4, Hosts.SINGLE, Roles.SEEDERS, 9)).isEqualTo(1);
        assertThat(ipv4.toList()).containsExactly(global4(16));
        assertThat(source.drewDualStack()).isFalse();
        assertThat(source.draw(ipv6, Hosts.SINGLE, Roles.ALL, 9)).isZero();
        assertThat(source.draw(ipv6, Hosts.OPEN, Roles.DOWNLOADERS, 9)).isEqualTo(1);
        assertThat(ipv6.toList()).containsExactly(global6(40));
        assertThat(source.drewDualStack()).isTrue();
        assertThat(source.draw(ipv4, Hosts.OPEN, Roles.ALL, 9))
                .as("without the host whose IPv6 endpoint was drawn")
                .isEqualTo(2);
        assertThat(source.draw(ipv4, Hosts.ALL, Roles.ALL, 0)).isZero();
        assertThat(source.draw(ipv4, Hosts.ALL, Roles.ALL, -1)).isZero();
        assertThat(source.count(AddressFamily.IPV4, Hosts.SINGLE, Roles.DOWNLOADERS))
                .isEqualTo(2);
        assertThat(groups.hosts(Roles.ALL)).isEqualTo(7);
    }

    @Test
    void aDrawCostsWhatIsWantedHoweverLargeTheSwarm() {
        for (int i = 2; i < 20_000; i++) {
            host(PeerRole.DOWNLOADER, global4(i));
        }
        assertThat(source(host(PeerRole.DOWNLOADER, global4(1))).draw(ipv4, Hosts.ALL, Roles.ALL, 50))
                .isEqualTo(50);
        assertThat(ipv4.toList()).doesNotHaveDuplicates();
        assertThat(random.calls).isBetween(50, 51);
    }

    @Test
    void aDrawGivesUpWhereNearlyAllAreUnwanted() {
        for (int i = 0; i < 20_000; i++) {
            host(PeerRole.DOWNLOADER, Endpoint.ofIpv4(0x0a000000 + i, 1));
        }
        MemberSource source = source(host(PeerRole.DOWNLOADER, global4(1)));
        assertThat(source.draw(ipv4, Hosts.ALL, Roles.ALL, 50)).isZero();
        assertThat(random.calls).isEqualTo(8_192);
    }

    @Test
    void membersLeaveTheirGroupsWhole() {
        List<Host> hosts = new ArrayList<>();
        for (int i = 2; i < 100; i++) {
            hosts.add(host(PeerRole.SEEDER, global4(i), global6(i)).host);
        }
        for (Host host : hosts.subList(0, 97)) {
            groups.remove(host);
        }
        MemberSource source = source(host(PeerRole.DOWNLOADER, global4(1)));
        assertThat(source.draw(ipv6, Hosts.ALL, Roles.ALL, 100)).isEqualTo(1);
        assertThat(ipv6.toList()).containsExactly(global6(99));
    }

    private MemberSource source(Member requester) {
        return new MemberSource(groups, requester.host, requester.scope, random);
    }

    /** Adds a host; returns its first member. */
    private Member host(PeerRole role, Endpoint... endpoints) {
        Host host = new Host(0);
        host.role = role;
        for (Endpoint endpoint : endpoints) {
            host.setMember(endpoint.family(), new Member(host, endpoint, 0, Reachability.UNKNOWN));
        }
        groups.add(host);
        return host.member(endpoints[0].family());
    }

    private static Endpoint global4(int number) {
        return Endpoint.ofIpv4(0x0b000000 + number, 1);
    }

    private static Endpoint global6(int number) {
        return Endpoint.ofIpv6(0x2a00L << 48, number, 1);
    }

    private static final class CountingRandom extends Random {
        private static final long serialVersionUID = 1;
        private int calls;

        CountingRandom() {
            super(1);
        }

        @Override
        public int nextInt(int bound) {
            calls++;
            return super.nextInt(bound);
        }
    }
}
