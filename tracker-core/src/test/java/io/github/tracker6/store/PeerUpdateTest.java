package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerUpdateTest {
    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::1]:6881", "203.0.113.255:1"})
    void endpointAndSwarmComeBackAsSet(String text) {
        Endpoint endpoint = Endpoint.parse(text);
        PeerUpdate update = new PeerUpdate().endpoint(endpoint).infoHash(InfoHash.of(1, -2, 3));
        assertThat(update.family()).isEqualTo(endpoint.family());
        assertThat(update.addressHigh()).isEqualTo(endpoint.addressHigh());
        assertThat(update.addressLow()).isEqualTo(endpoint.addressLow());
        assertThat(update.port()).isEqualTo(endpoint.port());
        assertThat(InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail()))
                .isEqualTo(InfoHash.of(1, -2, 3));
    }

    @Test
    void totalsCountADualStackHostOnceAndItsEndpointsTwice() {
        StoreTotals totals = new StoreTotals(1, 2, 3, 4);
        assertThat(totals.hosts()).isEqualTo(9);
        assertThat(totals.endpoints()).isEqualTo(13);
    }

    @Test
    void aFreshUpdateWantsNothing() {
        PeerUpdate update = new PeerUpdate();
        assertThat(update.numWant()).isZero();
        assertThat(update.stopped() || update.completed() || update.bothFamilies() || update.claimsOtherFamily())
                .isFalse();
        assertThat(update.family().other()).isEqualTo(AddressFamily.IPV6);
    }
}
