package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnounceResponseTest {
    private final AnnounceResponse response = new AnnounceResponse();

    @Test
    void theTextHasNumbersAndNoAddress() {
        response.intervalSeconds(1_800).counts(3, 4, 5).dualStack(true);
        response.peers6().add(Endpoint.parse("[2001:db8::1234]:6881"));
        response.peers4().add(Endpoint.parse("192.0.2.77:6882"));
        response.peers4().add(Endpoint.parse("192.0.2.78:6882"));
        assertThat(response)
                .hasToString("AnnounceResponse[peers4=2, peers6=1, intervalSeconds=1800, complete=3, incomplete=4,"
                        + " downloaded=5, dualStack=true]");
    }

    @Test
    void theTextOfARefusalSaysWhy() {
        var unused = response.reject(Rejection.NOT_SERVED);
        assertThat(response.toString()).contains("NOT_SERVED").contains(Rejection.NOT_SERVED.text());
    }

    @Test
    void aRefusalRemovesThePeers() {
        response.peers6().add(Endpoint.parse("[2001:db8::1]:1"));
        assertThat(response.reject(Rejection.NOT_SERVED)).isSameAs(response.done());
        assertThat(response.peers6().size()).isZero();
        assertThat(response.reset().rejection()).isNull();
    }
}
