package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnounceUrlsTest {
    private static final List<InetSocketAddress> WILDCARD = addresses("[::]:6969");

    @Test
    void wildcardStandsForTheWidestAddressOfEachFamily() {
        assertThat(urls(WILDCARD, "127.0.0.1", "192.168.1.2", "9.9.9.9", "::1", "fe80::1", "fd00::1", "2620:fe::9"))
                .containsExactly("http://[2620:fe::9]:6969/announce", "http://9.9.9.9:6969/announce");
        assertThat(urls(addresses("0.0.0.0:80"), "127.0.0.1", "192.168.1.2", "2620:fe::9"))
                .containsExactly("http://192.168.1.2:80/announce");
    }

    @Test
    void wildcardNeverStandsForLoopback() {
        assertThat(urls(WILDCARD, "127.0.0.1", "9.9.9.9", "::1", "fe80::1"))
                .containsExactly("http://9.9.9.9:6969/announce");
        assertThat(urls(WILDCARD, "127.0.0.1", "::1", "2620:fe::9"))
                .containsExactly("http://[2620:fe::9]:6969/announce");
    }

    @Test
    void machineThatNoOtherReachesIsCalledLocalhost() {
        assertThat(urls(WILDCARD, "127.0.0.1", "::1", "169.254.0.1", "fe80::1"))
                .containsExactly("http://localhost:6969/announce");
    }

    @Test
    void otherAddressesStandForThemselves() {
        assertThat(urls(addresses("[::1]:6969", "[2001:db8::7]:80", "192.0.2.7:80"), "9.9.9.9"))
                .containsExactly(
                        "http://[::1]:6969/announce",
                        "http://[2001:db8::7]:80/announce",
                        "http://192.0.2.7:80/announce");
    }

    @Test
    void hostStandsForAllAddressesOncePerPort() {
        AnnounceUrls urls = new AnnounceUrls("tracker.example.org", List::of);

        assertThat(urls.of("udp", addresses("[2001:db8::7]:6969", "192.0.2.7:6969", "[::]:80")))
                .containsExactly("udp://tracker.example.org:6969/announce", "udp://tracker.example.org:80/announce");
    }

    private static Stream<String> urls(List<InetSocketAddress> bound, String... own) {
        List<InetAddress> addresses = Stream.of(own)
                .map(text -> AddressLiteral.parse((text.contains(":") ? "[" + text + "]" : text) + ":0"))
                .map(InetSocketAddress::getAddress)
                .toList();
        return new AnnounceUrls(null, () -> addresses).of("http", bound);
    }

    private static List<InetSocketAddress> addresses(String... texts) {
        return Stream.of(texts).map(AddressLiteral::parse).toList();
    }
}
