package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden scrapes of BEP 15. */
class UdpScrapeTest {
    private static final String HASH_A = "aa".repeat(20);
    private static final String HASH_B = "bb".repeat(20);
    private static final String HASH_C = "cc".repeat(20);

    private final HandlerHarness harness = new HandlerHarness();
    private final ScriptedTracker tracker = harness.tracker;

    @Test
    void bep15_scrapeIsPositionalWithUnknownAndRepeatedHashes() {
        tracker.onScrape = batch -> {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.infoHash(i).toString().equals(HASH_A)) {
                    batch.setCounts(i, 1, 3, 2, 3);
                } else if (batch.infoHash(i).toString().equals(HASH_B)) {
                    batch.setCounts(i, 4, 6, 5, 6);
                }
            }
            return batch.done();
        };

        for (Endpoint client : List.of(CLIENT6, CLIENT4)) {
            String id = harness.connect(client);
            assertThat(harness.handle(client, id, "00000002 cafebabe", HASH_B, HASH_C, HASH_A, HASH_B))
                    .isEqualTo(Hex.spaceless(
                            "00000002 cafebabe",
                            "00000004 00000005 00000006", // seeders, completed, leechers
                            "00000000 00000000 00000000",
                            "00000001 00000002 00000003",
                            "00000004 00000005 00000006"));
        }
    }

    /** Other trackers completed a partial hash with bytes of an earlier packet. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 19})
    void bep15_aPartialHashAtTheEndOfAScrapeIsIgnored(int bytes) {
        String id = harness.connect(CLIENT6);

        assertThat(harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_A, HASH_B.substring(0, 2 * bytes)))
                .hasSize(2 * (8 + 12));
        assertThat(tracker.lastScrapeSize).isEqualTo(1);
        assertThat(harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_B.substring(0, 2 * bytes)))
                .isEqualTo("00000002cafebabe");
        assertThat(tracker.lastScrapeSize).isZero();
    }

    @Test
    void aScrapeOf74HashesIsAnsweredAndTheRestIsNot() {
        String id = harness.connect(CLIENT6);

        assertThat(harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_A.repeat(74)))
                .hasSize(2 * (8 + 74 * 12));
        assertThat(harness.handle(CLIENT6, id, "00000002 cafebabe", HASH_A.repeat(75)))
                .hasSize(2 * (8 + 74 * 12));
        assertThat(tracker.lastScrapeSize).isEqualTo(74);
    }

    @Test
    void aRefusedScrapeIsAnError() {
        tracker.onScrape = batch -> batch.reject(Rejection.forbidden("No scrape here"));

        assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe", HASH_A))
                .isEqualTo("00000003cafebabe" + Hex.text("No scrape here"));
    }
}
