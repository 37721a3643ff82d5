package io.github.tracker6.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAccessTest {
    @Test
    void bep20_anAllowListServesClientsWithOneOfThePrefixes() {
        Tracker tracker = tracker(ClientAccess.allow("-TR", "-lt0E", "-XX0001-0000000000z"));
        assertThat(announce(tracker, "-TR")).isNull();
        assertThat(announce(tracker, "-TR4060-")).isNull();
        assertThat(announce(tracker, "-lt0E80-")).isNull();
        assertThat(announce(tracker, "-XX0001-0000000000z")).isNull();
        assertThat(tracker.totals().swarms()).isEqualTo(4);

        assertThat(announce(tracker, "-lt0D80-")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(announce(tracker, "-tr4060-")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(announce(tracker, "x-TR")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(announce(tracker, "-XX0001-0000000000y")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(tracker.totals().swarms()).isEqualTo(4);
    }

    @Test
    void bep20_aDenyListServesTheOthers() {
        Tracker tracker = tracker(ClientAccess.deny("-XL", "-SD"));
        assertThat(announce(tracker, "-XL0012-")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(announce(tracker, "-SD0100-")).isEqualTo(ClientAccess.CLIENT_REFUSED);
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(announce(tracker, "-TR4060-")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456789012345678901", "-\u00e4", "-\n"})
    void aPrefixIs1To20CharactersOfAscii(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientAccess.allow("-TR", prefix));
    }

    @Test
    void aListHasAPrefix() {
        assertThatIllegalArgumentException().isThrownBy(ClientAccess::allow);
        assertThatIllegalArgumentException().isThrownBy(ClientAccess::deny);
    }

    private static Tracker tracker(ClientAccess access) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .interceptor(access)
                .build();
    }

    private static Rejection announce(Tracker tracker, String peerId) {
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(InfoHash.of(peerId.hashCode(), 2, 3))
                .peerId((peerId + "z".repeat(20)).substring(0, 20).getBytes(StandardCharsets.US_ASCII))
                .source(AddressFamily.IPV6, 0x2a01_0db8_0000_0000L, 1)
                .port(6881)
                .lan(true);
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isCompleted();
        return response.rejection();
    }
}
