package io.github.tracker6.store.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlainPeerTest {
    private static final Endpoint IPV6 = Endpoint.parse("[2001:db8::1]:6881");
    private static final Endpoint IPV4 = Endpoint.parse("192.0.2.1:6881");

    @ParameterizedTest
    @EnumSource
    void onlyAnIpv6EndpointHasAReachability(Reachability state) {
        assertThat(peer(IPV6, PeerRole.SEEDER, state).reachability()).isEqualTo(state);
        assertThat(peer(IPV4, PeerRole.SEEDER, state).reachability()).isEqualTo(Reachability.UNKNOWN);
    }

    @Test
    @SuppressWarnings("NullAway")
    void whatIsMissingIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> peer(null, PeerRole.SEEDER, Reachability.UNKNOWN))
                .withMessage("endpoint");
        assertThatNullPointerException()
                .isThrownBy(() -> peer(IPV6, null, Reachability.UNKNOWN))
                .withMessage("role");
        assertThatNullPointerException()
                .isThrownBy(() -> peer(IPV6, PeerRole.SEEDER, null))
                .withMessage("reachability");
    }

    private static PlainPeer peer(Endpoint endpoint, PeerRole role, Reachability reachability) {
        return new PlainPeer(endpoint, 1, role, false, 0, reachability);
    }
}
