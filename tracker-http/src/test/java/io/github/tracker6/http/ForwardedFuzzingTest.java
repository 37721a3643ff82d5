package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Any bytes as the forwarding headers of a request, which the client may have written. A usual build tries the inputs in the
 * resources; {@code -Pfuzz} makes new ones.
 */
class ForwardedFuzzingTest {
    private static final String PROXY = "2001:db8::1";
    private static final String CLIENT = "192.0.2.77";

    private final Requests requests = new Requests(false, HttpLimits.defaults(), PROXY + "/128");

    @FuzzTest(maxDuration = "10m")
    void whatTheProxyAddsOnTheRightDecidesWhateverTheClientWrote(byte[] bytes) {
        String written = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String added :
                new String[] {"for=" + CLIENT, "for=\"" + CLIENT + ":80\"", "FOR=\"" + CLIENT + "\";proto=http"}) {
            assertIsClientOrRefused(exchange -> exchange.forwarded(written + ", " + added));
            assertIsClientOrRefused(exchange -> exchange.forwarded(written).forwarded(added));
        }
        assertIsClientOrRefused(exchange -> exchange.forwardedFor(written + ", " + CLIENT));
        assertIsClientOrRefused(exchange -> exchange.forwardedFor(written).forwardedFor(CLIENT));
        assertIsClientOrRefused(exchange -> exchange.forwarded(written).forwardedFor(CLIENT));

        assertThat(source("2001:db8::2", exchange -> exchange.forwarded(written).forwardedFor(written)))
                .as("the source, which is no proxy")
                .isEqualTo("[2001:db8::2]:6881");
        assertThat(requests.handler.failures()).isZero();
    }

    private void assertIsClientOrRefused(Consumer<TrackerExchange> headers) {
        assertThat(source(PROXY, headers)).isIn("refused", CLIENT + ":6881");
    }

    private String source(String sender, Consumer<TrackerExchange> headers) {
        String answer = Requests.text(requests.exchange("/announce?" + Requests.NEEDED, sender, headers));
        Requests.Seen seen = requests.seen;
        assertThat(answer).startsWith(seen == null ? "d14:failure reason" : "d8:");
        return seen == null ? "refused" : seen.source().toString();
    }
}
