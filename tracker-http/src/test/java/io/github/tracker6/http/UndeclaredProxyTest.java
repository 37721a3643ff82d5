package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.internal.AddressReports;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UndeclaredProxyTest {
    private static final String ANNOUNCE = "/announce?" + Requests.NEEDED;
    private static final String REFUSAL = "The tracker's proxy is not declared, tell its operator";

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private final List<InetAddress> reported = new ArrayList<>();
    private long nowMillis;
    private HttpTrackerHandler handler = handler(reported::add);

    @AfterEach
    void close() {
        tracker.close();
        store.close();
    }

    private HttpTrackerHandler handler(Consumer<InetAddress> listener, String... trusted) {
        return HttpTrackerHandler.builder(tracker)
                .lan(true)
                .rateLimit(false)
                .clock(() -> nowMillis)
                .trustedProxies(List.of(trusted).stream().map(Cidr::parse).toList())
                .undeclaredProxies(listener)
                .build();
    }

    private String ask(String target, String source, String header, String value) {
        HttpAnswer answer = handler.answer(
                        "GET",
                        target,
                        source,
                        name -> Map.of(header, List.of(value)).get(name))
                .toCompletableFuture()
                .join();
        return Requests.text(answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::1",
                "127.0.0.1",
                "127.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.1",
                "192.168.1.1",
                "100.64.0.1",
                "169.254.1.1",
                "fe80::1",
                "fd00::1",
                "fc00::1",
                "::ffff:10.0.0.1"
            })
    void announceThroughAProxyOfTheOwnNetworkIsRefusedAndNotRecorded(String proxy) {
        assertThat(ask(ANNOUNCE, proxy, "X-Forwarded-For", "2001:db8::7")).contains(REFUSAL);
        assertThat(ask(ANNOUNCE, proxy, "Forwarded", "for=192.0.2.7")).contains(REFUSAL);
        assertThat(ask(ANNOUNCE, proxy, "X-Forwarded-For", "")).contains(REFUSAL);
        assertThat(tracker.totals().hosts()).isZero();
        assertThat(handler.undeclaredProxyRequests()).isEqualTo(3);
        assertThat(handler.malformed()).isEqualTo(3);
        assertThat(reported).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"::1, true", "10.0.0.1, true", "2001:db8::9, false", "198.51.100.9, false"})
    void withoutTheHeaderTheSourceIsTheClient(String source, boolean matters) {
        assertThat(ask(ANNOUNCE, source, "Via", "1.1 proxy")).doesNotContain("failure");
        assertThat(tracker.totals().hosts()).isEqualTo(1);
        assertThat(reported).isEmpty();
        Endpoint endpoint = Endpoint.parse(source.contains(":") ? "[" + source + "]:1" : source + ":1");
        assertThat(handler.readsForwarding(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow()))
                .isEqualTo(matters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::9", "2606:4700::1", "198.51.100.9", "172.32.0.1", "100.128.0.1", "11.0.0.1"})
    void publicClientThatForgesTheHeaderIsServedByItsOwnAddress(String client) {
        ask(ANNOUNCE, client, "X-Forwarded-For", "2001:db8::7");
        assertThat(ask(ANNOUNCE, client, "Forwarded", "for=192.0.2.7")).doesNotContain("failure");
        assertThat(tracker.totals().hosts()).isEqualTo(1);
        assertThat(reported).isEmpty();
        assertThat(handler.undeclaredProxyRequests()).isZero();
    }

    @Test
    void declaredProxyIsFollowed() {
        handler = handler(reported::add, "::1", "10.0.0.0/8");
        assertThat(ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7")).doesNotContain("failure");
        assertThat(ask(ANNOUNCE, "10.1.1.1", "X-Forwarded-For", "2001:db8::8")).doesNotContain("failure");
        assertThat(ask(ANNOUNCE, "127.0.0.1", "X-Forwarded-For", "2001:db8::9")).contains(REFUSAL);
        assertThat(tracker.totals().hosts()).isEqualTo(2);
        assertThat(reported).extracting(InetAddress::getHostAddress).containsExactly("127.0.0.1");
    }

    @Test
    void scrapeIsAnsweredAndReported() {
        assertThat(ask("/scrape?info_hash=" + Requests.HASH, "::1", "X-Forwarded-For", "2001:db8::7"))
                .startsWith("d5:files");
        assertThat(reported).hasSize(1);
    }

    @Test
    void eachProxyIsReportedOnceAnHour() {
        for (int i = 0; i < 3; i++) {
            ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7");
            ask(ANNOUNCE, "10.0.0.1", "X-Forwarded-For", "2001:db8::7");
        }
        assertThat(reported).hasSize(2);
        nowMillis += AddressReports.PERIOD_MILLIS - 1;
        ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7");
        assertThat(reported).hasSize(2);
        nowMillis++;
        ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7");
        ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7");
        assertThat(reported).hasSize(3);
    }

    @Test
    void manyAddressesAreNotAllReported() {
        for (int i = 0; i < 2 * AddressReports.MAX_ADDRESSES; i++) {
            ask(ANNOUNCE, "10.0.0." + i, "X-Forwarded-For", "2001:db8::7");
        }
        assertThat(reported).hasSize(AddressReports.MAX_ADDRESSES);
        assertThat(handler.undeclaredProxyRequests()).isEqualTo(2 * AddressReports.MAX_ADDRESSES);
    }

    @Test
    void listenerThatFailsChangesNoAnswer() {
        handler = handler(address -> {
            throw new IllegalStateException("planted");
        });
        assertThat(ask(ANNOUNCE, "::1", "X-Forwarded-For", "2001:db8::7")).contains(REFUSAL);
    }
}
