package io.github.tracker6.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
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
        assertThat(update.infoHash()).isEqualTo(InfoHash.of(1, -2, 3));
        assertThat(update.endpoint()).isEqualTo(endpoint);
    }

    @Test
    void textTellsAllButTheHostTag() {
        PeerUpdate update = new PeerUpdate()
                .endpoint(Endpoint.parse("[2001:db8::1]:6881"))
                .infoHash(InfoHash.of(1, 2, 3))
                .hostTag(0x1234_5678_9abc_def0L)
                .numWant(50);
        assertThat(update)
                .hasToString("PeerUpdate[0000000000000001000000000000000200000003 [2001:db8::1]:6881 DOWNLOADER"
                        + " numWant=50 IPV6_FIRST at 0]");
        update.role(PeerRole.SEEDER)
                .stopped(true)
                .completed(true)
                .policy(FamilyPolicy.BALANCED)
                .bothFamilies(true)
                .claimsOtherFamily(true)
                .stalled(true)
                .mayLackMetadata(true)
                .repeated(true)
                .nowMillis(7);
        assertThat(update.toString())
                .endsWith(
                        "SEEDER stopped completed numWant=50 BALANCED bothFamilies claimsOtherFamily stalled mayLackMetadata repeated"
                                + " at 7]");
        assertThat(update.toString())
                .doesNotContain(Long.toHexString(update.hostTag()))
                .doesNotContain(Long.toString(update.hostTag()));
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
