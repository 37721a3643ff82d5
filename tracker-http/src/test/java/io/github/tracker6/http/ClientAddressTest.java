package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final String TARGET = "/announce?" + Requests.NEEDED;
    private static final String PROXY = "2001:db8:ffff::1";
    private final Requests requests =
            new Requests(false, HttpLimits.defaults(), "2001:db8:ffff::/48", "198.51.100.0/24");

    private String source(TrackerExchange exchange) {
        assertThat(exchange.status()).isEqualTo(200);
        String seen = requests.seen == null ? ":6881" : requests.seen.source().toString();
        return seen.substring(0, seen.lastIndexOf(':'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::7 | [2001:db8::7]",
                "192.0.2.7 | 192.0.2.7",
                "192.0.2.7:51234 | 192.0.2.7",
                "[2001:db8::7] | [2001:db8::7]",
                "[2001:db8::7]:51234 | [2001:db8::7]",
                "::ffff:192.0.2.7 | 192.0.2.7",
                "\"2001:db8::7\" | [2001:db8::7]",
                "203.0.113.5, 192.0.2.7 | 192.0.2.7",
                "203.0.113.5,192.0.2.7, 198.51.100.9 | 192.0.2.7",
                "203.0.113.5 , 192.0.2.7 ,198.51.100.9:80,[2001:db8:ffff::5]:1 | 192.0.2.7",
                "unknown, 192.0.2.7 | 192.0.2.7",
                "nonsense; drop table, 192.0.2.7 | 192.0.2.7",
                "198.51.100.8, 198.51.100.9 | 198.51.100.8",
                "192.0.2.7, | 192.0.2.7",
            })
    void forwardedForIsWalkedFromTheRightToTheFirstThatIsNoProxy(String header, String client) {
        assertThat(source(requests.exchange(TARGET, PROXY, exchange -> exchange.forwardedFor(header))))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=192.0.2.7 | 192.0.2.7",
                "For=\"[2001:db8::7]:4711\";proto=http;by=203.0.113.43 | [2001:db8::7]",
                "proto=http; FOR = \"[2001:db8::7]\" | [2001:db8::7]",
                "for=192.0.2.7:_gazonk | 192.0.2.7",
                "for=203.0.113.5, for=192.0.2.7, for=198.51.100.9;by=x | 192.0.2.7",
                "for=\"203.0.113.5, for=203.0.113.6\", for=192.0.2.7 | 192.0.2.7",
                "for=\"a\\\", for=203.0.113.6\", for=192.0.2.7 | 192.0.2.7",
                "for=unknown, for=192.0.2.7 | 192.0.2.7",
                "for=_hidden, for=192.0.2.7 | 192.0.2.7",
            })
    void rfc7239_forwardedIsWalkedFromTheRightToo(String header, String client) {
        assertThat(source(requests.exchange(TARGET, PROXY, exchange -> exchange.forwarded(header))))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "unknown",
                "192.0.2.7, unknown",
                "192.0.2.7, unknown, 198.51.100.9",
                "example.org",
                "192.0.2.7, 192.0.2.300",
                "192.0.2.7, fe80::1%eth0",
                "[2001:db8::7",
            })
    void aClientThatTheProxyDoesNotNameIsRefusedRatherThanTakenForTheProxy(String header) {
        TrackerExchange exchange = requests.exchange(TARGET, PROXY, asked -> asked.forwardedFor(header));
        assertThat(Requests.text(exchange)).contains("Your address is not known behind the proxy");
        assertThat(requests.seen).isNull();
        TrackerExchange other = requests.exchange(TARGET, PROXY, asked -> asked.forwarded("for=\"" + header + "\""));
        assertThat(Requests.text(other)).contains("Your address is not known behind the proxy");
    }

    @Test
    void aForwardedElementWithoutForNamesNoClient() {
        TrackerExchange exchange =
                requests.exchange(TARGET, PROXY, asked -> asked.forwarded("for=192.0.2.7, proto=http"));
        assertThat(Requests.text(exchange)).contains("Your address is not known behind the proxy");
    }

    @Test
    void repeatedHeadersAreOneListInTheOrderReceived() {
        assertThat(source(requests.exchange(
                        TARGET,
                        PROXY,
                        exchange -> exchange.forwardedFor("203.0.113.5")
                                .forwardedFor("192.0.2.7")
                                .forwardedFor("198.51.100.9"))))
                .isEqualTo("192.0.2.7");
        assertThat(source(requests.exchange(
                        TARGET,
                        PROXY,
                        exchange -> exchange.forwarded("for=203.0.113.5").forwarded("for=192.0.2.7"))))
                .isEqualTo("192.0.2.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::9", "192.0.2.9"})
    void onlyTrustedProxiesAreBelieved(String untrusted) {
        String own = untrusted.contains(":") ? "[" + untrusted + "]" : untrusted;
        assertThat(source(requests.exchange(
                        TARGET, untrusted, e -> e.forwardedFor("192.0.2.7").forwarded("for=192.0.2.7"))))
                .isEqualTo(own);
    }

    @Test
    void noProxyIsTrustedByDefault() {
        Requests closed = new Requests();
        closed.exchange(TARGET, PROXY, e -> e.forwardedFor("192.0.2.7"));
        assertThat(closed.seen).isNotNull();
        assertThat(closed.seen.source()).hasToString("[" + PROXY + "]:6881");
    }

    @Test
    void twoHeadersMustAgreeSinceAProxyMayPassAForgedOneOn() {
        assertThat(source(requests.exchange(
                        TARGET, PROXY, e -> e.forwarded("for=192.0.2.7").forwardedFor("10.1.1.1, 192.0.2.7"))))
                .isEqualTo("192.0.2.7");
        TrackerExchange forged = requests.exchange(
                TARGET, PROXY, e -> e.forwarded("for=203.0.113.66").forwardedFor("192.0.2.7"));
        assertThat(Requests.text(forged)).contains("Your address is not known behind the proxy");
        TrackerExchange forgedToo = requests.exchange(
                TARGET, PROXY, e -> e.forwarded("for=192.0.2.7").forwardedFor("unknown"));
        assertThat(Requests.text(forgedToo)).contains("Your address is not known behind the proxy");
    }

    @Test
    void trustedProxyWithoutAHeaderIsNoPeer() {
        TrackerExchange exchange = requests.exchange(TARGET, PROXY, asked -> {});
        assertThat(Requests.text(exchange)).contains("Your address is not known behind the proxy");
        assertThat(requests.seen).isNull();
        assertThat(requests.handler.silentProxyAnnounces()).isEqualTo(1);
        assertThat(source(requests.exchange(TARGET, "2001:db8::9", asked -> {})))
                .isEqualTo("[2001:db8::9]");
        assertThat(requests.handler.silentProxyAnnounces()).isEqualTo(1);
    }

    @Test
    void trustedAddressThatAProxyNamesIsAClient() {
        assertThat(source(requests.exchange(TARGET, PROXY, asked -> asked.namedByProxy(true))))
                .isEqualTo("[" + PROXY + "]");
        assertThat(source(requests.exchange(
                        TARGET, PROXY, asked -> asked.namedByProxy(true).forwardedFor("192.0.2.7"))))
                .isEqualTo("192.0.2.7");
        assertThat(requests.handler.newExchange().namedByProxy(true).reset().isNamedByProxy())
                .isFalse();
    }

    @Test
    void healthCheckOfATrustedProxyIsNoAnnounce() {
        String scrape = "/scrape?info_hash=" + Requests.HASH;
        assertThat(Requests.text(requests.exchange(scrape, PROXY, asked -> {}))).startsWith("d5:files");
        assertThat(requests.exchange("/", PROXY, asked -> {}).status()).isEqualTo(404);
        assertThat(requests.handler.silentProxyAnnounces()).isZero();
    }

    @Test
    void aScrapeNeedsNoAddress() {
        assertThat(Requests.text(
                        requests.exchange("/scrape?info_hash=" + Requests.HASH, PROXY, e -> e.forwardedFor("unknown"))))
                .startsWith("d5:files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=203.0.113.5;x=\"", "for=203.0.113.5;x=\"\\", "for=\"203.0.113.5", "\""})
    void aQuoteThatTheClientLeavesOpenDoesNotHideWhatTheProxyAdds(String written) {
        for (String added : new String[] {"for=192.0.2.7", "for=\"[2001:db8::7]:80\""}) {
            assertThat(source(requests.exchange(TARGET, PROXY, exchange -> exchange.forwarded(written + ", " + added))))
                    .as("refused")
                    .isEmpty();
        }
        assertThat(source(requests.exchange(
                        TARGET,
                        PROXY,
                        exchange -> exchange.forwardedFor(written).forwardedFor("192.0.2.7"))))
                .as("refused")
                .isEmpty();
    }
}
