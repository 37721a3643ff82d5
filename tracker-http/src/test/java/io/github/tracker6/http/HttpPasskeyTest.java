package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.access.PasskeyAccess;
import io.github.tracker6.access.PasskeyHash;
import io.github.tracker6.access.PasskeySet;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPasskeyTest {
    private static final String ANNOUNCE = Requests.NEEDED + "&left=1&compact=1";
    private static final String OTHER =
            "info_hash=%01%014Vx%9a%bc%de%f1%23%45%67%89%ab%cd%ef%12%34%56%78&left=1&peer_id=" + Requests.PEER_ID
                    + "&port=6881";

    private static final String LONG_KEY = "K".repeat(HttpLimits.DEFAULT_MAX_VALUE_BYTES) + "EY";

    private final Tracker tracker = Tracker.builder()
            .store(MemorySwarmStore.builder().build())
            .interceptor(PasskeyAccess.of(() -> PasskeySet.of(Map.of(
                    PasskeyHash.of("KEY"), Optional.empty(),
                    PasskeyHash.of(LONG_KEY), Optional.empty(),
                    PasskeyHash.of("ONE"), Optional.of(InfoHashSet.of(List.of(InfoHash.fromHex(Requests.HASH_HEX))))))))
            .fullScrapeLimit(10)
            .build();
    private final HttpTrackerHandler handler =
            HttpTrackerHandler.builder(tracker).lan(true).fullScrape(true).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/KEY/announce?",
                "/KEY/announce/?",
                "/prefix/KEY/announce?",
                "/%4bE%59/announce?",
                "/announce?passkey=KEY&",
                "/announce?passkey=%4bEY&",
                "/wrong/announce?passkey=KEY&",
                "http://tracker.example.org/KEY/announce?",
            })
    void anAnnounceWithAKnownPasskeyIsServedOverBothFamilies(String url) {
        assertThat(ask(url + ANNOUNCE, "2001:db8::7")).startsWith("d8:complete");
        assertThat(ask(url + ANNOUNCE, "192.0.2.7")).startsWith("d8:complete");
        assertThat(tracker.totals().swarms()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/announce?",
                "/announce?passkey=&",
                "/announce?passkey=KE&",
                "/announce?passkey=KEYS&",
                "/announce?passkey=wrong&passkey=KEY&",
                "/announce?token=KEY&",
                "/wrong/announce?",
                "/KEY/x/announce?",
                "/KEY//announce?",
            })
    void anAnnounceWithoutIsRefusedAndChangesNothing(String url) {
        assertThat(ask(url + ANNOUNCE, "2001:db8::7")).contains("14:failure reason15:Unknown passkey");
        assertThat(ask(url + ANNOUNCE + "&event=stopped", "192.0.2.7")).contains("14:failure reason15:Unknown passkey");
        assertThat(tracker.totals().swarms()).isZero();
    }

    @Test
    void aPasskeyLongerThanTheLimitOfValuesIsReadWhole() {
        String shorter = LONG_KEY.substring(1);
        assertThat(ask("/announce?passkey=" + shorter + "&" + ANNOUNCE, "2001:db8::7"))
                .contains("Unknown passkey");
        assertThat(ask("/announce?passkey=" + LONG_KEY + "&" + ANNOUNCE, "2001:db8::7"))
                .startsWith("d8:complete");
    }

    @Test
    void aPasskeyIsForItsTorrentsAlone() {
        assertThat(ask("/ONE/announce?" + OTHER, "2001:db8::7")).contains("Unregistered torrent");
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(ask("/ONE/announce?" + ANNOUNCE, "2001:db8::7")).startsWith("d8:complete");
    }

    @Test
    void aScrapeIsHeldToTheSameRule() {
        assertThat(ask("/KEY/announce?" + ANNOUNCE, "2001:db8::7")).startsWith("d8:complete");
        String found = "d5:filesd20:";
        String query = "info_hash=" + Requests.HASH;
        assertThat(ask("/KEY/scrape?" + query, "2001:db8::7")).startsWith(found);
        assertThat(ask("/KEY/scrape/?" + query, "2001:db8::7")).startsWith(found);
        assertThat(ask("/scrape?passkey=%4bEY&" + query, "192.0.2.7")).startsWith(found);
        assertThat(ask("/scrape?" + query + "&passkey=KEY", "192.0.2.7")).startsWith(found);

        for (String url : List.of("/scrape?", "/wrong/scrape?", "/scrape?passkey=wrong&", "/scrape?passkey=&")) {
            assertThat(ask(url + query, "2001:db8::7"))
                    .contains("Unknown passkey")
                    .doesNotContain("5:files");
        }
        assertThat(ask("/KEY/scrape", "2001:db8::7")).contains("Unknown passkey");
    }

    private String ask(String target, String from) {
        HttpAnswer answer = handler.answer("GET", target, from, name -> List.of())
                .toCompletableFuture()
                .join();
        return StandardCharsets.ISO_8859_1.decode(answer.body()).toString();
    }
}
