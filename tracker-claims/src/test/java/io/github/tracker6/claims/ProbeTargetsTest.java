package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTargetsTest {
    @ParameterizedTest
    @CsvSource({
        "[2606:4700:1::5]:6881, [2606:4700:2::1]:40000, true",
        "[2606:4700:1:ffff::5]:6881, [2606:4700:1:2::1]:40000, false",
        "[2606:4700:1::5]:6881, 192.0.2.1:40000, true",
        "[::1]:6881, [::1]:40000, false",
        "[fd00:1::5]:6881, [2606:4700:2::1]:40000, false",
        "[fe80::5]:6881, [2606:4700:2::1]:40000, false",
    })
    void anotherNetworkIsAnotherGlobal48(String target, String local, boolean outside) {
        assertThat(ProbeTargets.GLOBAL.isOutside(
                        Endpoint.parse(target), Endpoint.parse(local).socketAddress()))
                .isEqualTo(outside);
    }

    @Test
    void whatWasNotSentProvesNothing() {
        assertThat(ProbeTargets.GLOBAL.isOutside(Endpoint.parse("[2606:4700:1::5]:6881"), null))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "[2606:4700:1::5]:1024, true",
        "[2606:4700:1::5]:1023, false",
        "[2001:db8::5]:6881, false",
        "[fd00::5]:6881, false",
        "[fe80::5]:6881, false",
        "[ff02::1]:6881, false",
        "[::1]:6881, false",
    })
    void globalAddressesAndHighPortsAreProbed(String text, boolean may) {
        Endpoint endpoint = Endpoint.parse(text);
        assertThat(ProbeTargets.GLOBAL.mayProbe(endpoint.addressHigh(), endpoint.addressLow(), endpoint.port()))
                .isEqualTo(may);
    }
}
