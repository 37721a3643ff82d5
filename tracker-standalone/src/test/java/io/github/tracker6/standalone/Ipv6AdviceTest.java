package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6AdviceTest {
    private static final String LOCAL = "[::1]:0 127.0.0.1:0 [fe80::1]:0 [fd00::2]:0 9.9.9.9:0";
    private static final String GLOBAL = LOCAL + " [2620:fe::9]:0";

    @ParameterizedTest
    @CsvSource({
        "--no-udp",
        "--no-http",
        "--http=[::]:80 --udp=[::1]:80",
        "--http=[fd00::2]:80 --no-udp",
        "--http=192.0.2.1:80 --no-udp --https=[::]:443 --tls-cert=a --tls-key=b",
    })
    void trackerOnIpv6WithoutAGlobalAddressIsWarned(String options) {
        assertThat(advice(options, LOCAL).orElseThrow())
                .startsWith("This machine has no global IPv6 address: ")
                .contains("AAAA record")
                .hasLineCount(1);
        assertThat(advice(options, GLOBAL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--lan", "--http=[::1]:80 --udp=[::1]:80", "--http=0.0.0.0:80 --udp=192.0.2.1:80"})
    void othersAreNot(String options) {
        assertThat(advice(options, LOCAL)).isEmpty();
    }

    @Test
    void addressesOfIpv6ThatJavaCannotSeeAreNotCalledMissing() {
        assertThat(advice("--no-udp", "127.0.0.1:0 9.9.9.9:0", true)).isEmpty();
        assertThat(advice("--no-udp", "127.0.0.1:0 9.9.9.9:0", false)).isPresent();
    }

    private static Optional<String> advice(String options, String own) {
        return advice(options, own, true);
    }

    private static Optional<String> advice(String options, String own, boolean hasIpv6) {
        ServeOptions parsed = new ServeOptions();
        Arguments.parser(parsed).parseArgs(options.split(" "));
        List<InetAddress> addresses = Stream.of(own.split(" "))
                .map(Endpoint::parse)
                .map(Endpoint::address)
                .toList();
        return Ipv6Advice.of(parsed.settings(), addresses, () -> hasIpv6);
    }
}
